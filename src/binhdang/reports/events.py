"""What reports announce."""

from binhdang.kit.events import News

figures_changed = News("reports.figures_changed")
"""Told in the same transaction whenever what counts may have changed.

Facts: `data_set_id: int`, `period_key: str`, `paths: list[str]` (stamped paths of the reports concerned).
"""

correction_accepted = News("reports.correction_accepted")
"""Told in the same transaction just before corrected values take the place of accepted ones.

Facts: `report: Report` (still with both), `by: Person | None`.
"""
