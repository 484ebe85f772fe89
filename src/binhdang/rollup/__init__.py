"""Totals up the tree, with completeness.

Owns one document per unit, data set, period and basis; it is recomputed from children and may be rebuilt at any time.
Does not own judgement: verdicts are `evaluation`.
"""
