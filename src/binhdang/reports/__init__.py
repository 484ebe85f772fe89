"""One unit's answers for one period, from the request to the acceptance.

Owns requests, reports, their states, revisions, returns and the acceptance of a level.
Does not own totals (those are `rollup`) or verdicts (`evaluation`).
"""
