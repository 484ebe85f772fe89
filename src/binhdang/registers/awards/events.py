"""What awards announce; whoever hears it may stop it by raising Refused."""

from binhdang.kit.events import News

decision_changing = News("an honour's decision is about to be corrected")
"""Facts: path and unit_id of the honoured unit, period_key of each year whose figures the correction touches."""
