"""The demo: Kon Tum 2016-2020 with invented figures, and the Hà Nội 2020 plan beside it.

Owns the invented organisation, its people and reports; builds them through the same actions as everybody else.
Every figure here is assumed; pages say so while demo mode is on.
"""
