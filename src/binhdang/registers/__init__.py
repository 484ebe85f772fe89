"""Registers: where work is written down once, by the people who do it.

`core` owns what every register has: records with sight, search, filters, Excel both ways, files, timeline, feeds.
Each folder beside it is one register: tables, checks, a declaration. Registers do not know each other.
Does not own the reports that their answers flow into.
"""
