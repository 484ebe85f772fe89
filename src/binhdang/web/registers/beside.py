"""Pages that only the records of one register have; the record's page links to them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise

from binhdang.registers.core.register import Register


class Link(NamedTuple):
    """What the link says, where it leads, and whether it is the main thing to do with the record."""

    label: str | Promise
    href: str
    main: bool = False


RECORDS: dict[str, Callable[[HttpRequest, Any], list[Link]]] = {}


def of_record(request: HttpRequest, register: Register, record: Any) -> list[Link]:
    """The links of one record for this person."""
    return RECORDS[register.code](request, record) if register.code in RECORDS else []
