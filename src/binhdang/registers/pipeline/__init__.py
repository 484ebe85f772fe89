"""The succession pipeline (quy hoạch): who is being prepared for which post of a unit, for which term, since when.

Owns the entries and the counts of them by sex on any day. Does not own who sits today (cadres), the congress itself
(congresses), nor whether a congress can reach its share of women: that joins registers and lives in `careers`.
"""
