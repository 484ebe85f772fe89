"""Verdicts on targets, from totals and plans.

Owns the reading of a target against the totals: value, coverage, band, gap, trend, pace, word.
Stores nothing that can be computed again.
"""
