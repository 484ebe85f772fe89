"""News of this package."""

from binhdang.kit.events import News

structure_changed = News("structure_changed")
"""Placements changed: `unit_ids` (list of units whose chain of parents changed), `on` (first day), `by`."""
