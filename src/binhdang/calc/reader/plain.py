"""A plan read from bytes into plain data, for a process that knows nothing but this."""

from typing import Any

from binhdang.calc.reader import read_plan


def reading_of(data: bytes) -> dict[str, Any]:
    """What `read_plan` finds in a text (UTF-8), as `Reading.as_json` gives it."""
    return dict(read_plan(data.decode()).as_json())
