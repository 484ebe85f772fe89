"""Plan documents: what was read, what a person confirmed, and what follows from it.

Owns plans, clauses, findings, targets, measures, duties, legal bases, recipients.
Does not own indicators (catalogue) or reports.
"""
