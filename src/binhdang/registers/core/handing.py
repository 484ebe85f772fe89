"""Records handed out as a sheet, each with what the person may read of it."""

from typing import Any

from binhdang.orgs.models import Person
from binhdang.registers.core import line_sheets, privacy, rules
from binhdang.registers.core.register import Register
from binhdang.registers.core.sheets import workbook


def sheet_for(register: Register, records: Any, *, by: Person | None) -> bytes:
    """Records that `by` reads (a queryset) as .xlsx; what is sensitive is left out where `by` does not read it, else
    noted as read."""

    def more(book: Any) -> None:
        line_sheets.add(book, register, records, by=by)

    if not register.sensitive:
        return workbook(register, records.iterator(2000), hidden=lambda _record: False, more=more)
    reads: dict[str, bool] = {}
    read: dict[tuple[int, str], int] = {}

    def hidden(record: Any) -> bool:
        if record.path not in reads:
            reads[record.path] = rules.reads_sensitive(by, record.path)
        if reads[record.path]:
            read[record.unit_id, record.path] = read.get((record.unit_id, record.path), 0) + 1
        return not reads[record.path]

    data = workbook(register, records.defer(None).iterator(2000), hidden=hidden, more=more)
    privacy.note_readings(register, read, how="export", by=by)
    return data
