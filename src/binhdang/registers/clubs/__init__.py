"""Women's-affairs clubs: members, meetings with topic and attendance, plan of the year, materials, exchange.

Owns clubs and what they do together: an exchange links two clubs and is seen by both; a material that a club shares is
read by the other clubs of its province-level union. Does not own the committees that guide them.
"""
