"""Women's-affairs committees (ban nữ công, ban nữ công quần chúng): decision, members, term, yearly grade.

Owns which units have one and the rules of its size. Does not own the executive committee that it serves, nor the
counts of women members by which a unit may have one (those are in the reports).
"""
