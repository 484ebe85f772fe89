"""Plan texts written for the tests, with what a careful person reads in them."""
