"""Union cadres: people at a unit, what they learnt, and the posts they hold and held, with dates.

Owns who is in which body of a unit on any day, and the counts of it by sex. Does not own training, the succession
pipeline or committees of women's affairs: those are registers of their own and meet this one by the person alone.
"""
