"""What persons ask about their own data, and the clocks of it: requests, their answers, who read what.

Owns the requests and the deadlines that an organisation set. Does not own the data itself: the registers do, and
`registers.core` reads it over all of them (`about`) and erases it (`erasing`).
"""
