"""Bình Đẳng: a trade union's gender-equality action plan, from the clause to the number that proves it."""
