"""The consolidated report of a level: totals, narrative quoted from below, signature, and slips of later corrections.

Owns drafts, their passages, the frozen snapshots and the slips; computes what a correction does up to the nation.
Does not own totals (`rollup`), verdicts (`evaluation`), the life of reports (`reports`) or papers (`documents`).
"""
