"""What a register lacks by what the reports say: units that must have a women's-affairs committee and have none.

Joins the register of committees with the women members of the reports, which know nothing of each other.
"""
