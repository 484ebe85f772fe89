"""Congresses that units plan: which body is elected, when, for which term, how many seats, what is asked of candidates.

Owns dates and seats, which each unit sets for itself (terms differ by unit). Does not own who sits or who is in the
pipeline; whether a congress can reach its share of women is worked out in `careers`.
"""
