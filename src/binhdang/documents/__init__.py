"""Official papers: drafts, numbers, issued files.

Owns the numbering per issuer, series and year, the layout of Decree 30/2020, and the frozen file of what was issued.
Knows no subject: what a paper says is handed to it.
"""
