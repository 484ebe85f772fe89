"""Pages: requests of persons about their data, who read what, what is kept how long."""
