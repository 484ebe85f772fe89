"""Pages: consolidated reports, signed snapshots, slips of corrections."""
