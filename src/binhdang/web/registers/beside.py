"""Pages that only the records of one register have; the record's page links to them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from binhdang.registers.core.register import Register

Link = tuple[str | Promise, str]
"""What the link says, and where it leads."""
RECORDS: dict[str, Callable[[HttpRequest, Any], list[Link]]] = {}


def of_record(request: HttpRequest, register: Register, record: Any) -> list[Link]:
    """The links of one record for this person."""
    return RECORDS[register.code](request, record) if register.code in RECORDS else []
