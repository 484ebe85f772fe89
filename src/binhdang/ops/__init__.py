"""Commands for the people who run the system: `binhdang ...`.

Owns argument parsing, progress on the terminal and exit codes; the work itself is done by actions below.
"""
