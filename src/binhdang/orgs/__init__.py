"""Units in time, people, posts and roles.

Owns: org units and their dated placements, succession, levels and kinds, people, posts, role holdings, invitations,
who acts and who sees what (`rules.py`).
Does not own: sign-in mechanics (allauth, in `web.accounts`), reports, plans.
"""
