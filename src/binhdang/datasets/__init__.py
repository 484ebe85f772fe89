"""Forms: which cells, for whom, how often, under which rules.

Owns data sets and their versions; a version that a submitted report used never changes.
Does not own the answers (those are `reports`).
"""
