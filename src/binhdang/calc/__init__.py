"""Plain sums: numbers, totals, periods, flows, formulas, verdicts, form rules and the plan reader.

Owns arithmetic and reading that can be checked on paper: exact, the same on every engine, and without a clock,
a database or a web framework (dates, trees and figures are arguments).
Does not own who may see or do something, where anything is stored, or how it looks on a page.
"""
