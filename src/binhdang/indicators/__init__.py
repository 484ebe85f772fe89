"""What is measured.

Owns the catalogue of indicators: names, concept, cells, formulas, versions.
Does not own targets (those belong to a plan) or forms (those are `datasets`).
"""
