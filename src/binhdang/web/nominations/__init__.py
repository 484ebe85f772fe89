"""Pages of nominations beyond the register's own: the funnel by sex, and one stage for many people at once."""
