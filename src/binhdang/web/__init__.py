"""The pages of the staff.

Owns addresses, views, page forms and templates; each sub-package mirrors a package below.
Reads through `queries`, writes through `actions`; never touches `models`.
"""
