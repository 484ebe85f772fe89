"""Nominations: people put forward for Party committees, elected bodies, the Front, the Women's Union and union boards.

Owns each person's way from the source list to the result, with days and documents, and the funnel by sex.
Does not own the succession pipeline nor the posts held in unions; those meet it above, by the same person.
"""
