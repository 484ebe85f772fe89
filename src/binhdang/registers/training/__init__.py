"""Training: courses and their half days, who was asked and came, tests before and after, certificates.

Owns what a course taught whom: the list of participants, the counts of people and of attendances, the numbers of
certificates. Does not own the posts that participants hold (each line keeps the post of that day as text of a list),
nor the coverage of those who hold a post today, which is joined above the registers.
"""
