"""The pages of training beyond the register's own: participants, half days, tests, certificates, the door.

Two pages are for everybody: the form behind the code at the door, and the check of a certificate.
Owns no rule and no table.
"""
