"""What an address asks of a register: filters, days, the figure it stands behind; which records that is."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from binhdang.datasets.queries import current_form, layout_of
from binhdang.registers.core import queries
from binhdang.registers.core.queries import Counts
from binhdang.registers.core.register import Feed, Register, feeds_of
from binhdang.web.context import WorkContext, context_of
from binhdang.web.registers.days import day_of

LONGEST = 100


@dataclass(frozen=True)
class Cell:
    """One cell of a table of counts: its column's head, the counts (None for nobody), the address of their list."""

    head: str
    counts: Counts | None
    query: str


@dataclass(frozen=True)
class Table:
    """Counts by two filters: the heads of the columns, and per row its label and each cell."""

    names: list[str]
    """What the filters are called."""
    heads: list[str]
    rows: list[tuple[str, list[Cell]]]


@dataclass(frozen=True)
class Asked:
    """One address of one register's list, read once."""

    request: HttpRequest
    register: Register

    @cached_property
    def work(self) -> WorkContext:
        """The unit, period and structure it stands on."""
        return context_of(self.request)

    @cached_property
    def text(self) -> str:
        """The words searched for."""
        return self.request.GET.get("q", "").strip()[:LONGEST]

    @cached_property
    def removed(self) -> bool:
        """Whether it asks for what was taken off."""
        return self.request.GET.get("bo") == "1"

    @cached_property
    def alone(self) -> bool:
        """Whether it asks for the unit's own records alone, without those below."""
        return self.request.GET.get("rieng") == "1"

    @cached_property
    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """The choices of each filter."""
        by, path = self.request.user, self.work.placement.path
        found = {one.name: queries.choices_of(by, self.register, one, path) for one in self.register.filters}
        return {name: [(str(value), str(label)) for value, label in pairs] for name, pairs in found.items()}

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The filters that mean something."""
        given = {name: self.request.GET.get(name, "")[:LONGEST] for name in self.choices}
        return {name: value for name, value in given.items() if value in dict(self.choices[name])}

    @cached_property
    def span(self) -> tuple[date, date]:
        """The first and last day asked for (`tu`, `den`), else those of the period; what is no day means nothing."""
        days = {"tu": self.work.period.start, "den": self.work.period.end}
        days |= {name: day for name in days if (day := day_of(self.request.GET.get(name, "")))}
        return min(days.values()), max(days.values()) if self.request.GET.get("tu") else days["den"]

    @cached_property
    def timed(self) -> bool:
        """Whether records of the register lie in a period or last."""
        return bool(self.register.standing or self.register.day)

    @cached_property
    def always(self) -> bool:
        """Whether the list is of all times."""
        return self.removed or self.feed is not None or self.request.GET.get("khi") == "tat-ca"

    @cached_property
    def feed(self) -> Feed | None:
        """The feed whose records the address asks for (`?o=FORM:cell`): those behind a figure of a report."""
        form, _colon, cell = self.request.GET.get("o", "").partition(":")
        return next(
            (feed for register, feed in feeds_of(form) if register is self.register and feed.cell == cell), None
        )

    @cached_property
    def figure(self) -> str:
        """What the form calls the figure of that feed; "" without one."""
        if self.feed is None:
            return ""
        layout = layout_of(current_form(self.feed.form))
        cells = (cell for part in layout.sections for row in part.rows for cell in row.cells)
        return next((cell.label for cell in cells if cell.code == self.feed.cell), self.feed.cell)

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The records asked for that one opens."""
        return self._of(queries.records_seen(self.request.user, self.register, removed=self.removed), self.text)

    @cached_property
    def counted(self) -> QuerySet[Any]:
        """The records asked for that one counts, opened or not.

        Words are searched for only in what one opens: who counts alone could else ask for a name. So are those taken
        off.
        """
        if self.text or self.removed:
            return self.rows.order_by()
        return self._of(queries.records_counted(self.request.user, self.register), "")

    def _of(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        start, end = self.span
        if self.feed is not None:
            period = self.work.period.start, self.work.period.end
            rows = queries.behind(rows, self.feed, [self.work.unit.pk], period)
        rows = rows.filter(unit=self.work.unit.pk) if self.alone else rows
        path, day = self.work.placement.path, None if self.always else end
        found = queries.found(rows, self.register, path=path, text=text, chosen=self.chosen, on=day)
        return found if self.always else queries.in_time(found, self.register, start, end)

    @cached_property
    def filters(self) -> list[tuple[Any, list[tuple[str, str]], str]]:
        """Each filter with its choices and what is chosen."""
        every = [("", _("Tất cả"))]
        return [(one, every + self.choices[one.name], self.chosen.get(one.name, "")) for one in self.register.filters]

    @cached_property
    def conditions(self) -> list[str]:
        """What the address asks for in words: the days, each filter, the words searched for."""
        first, last = self.span
        if self.feed is not None or not self.timed:
            said = []
        elif self.always:
            said = [_("Mọi thời gian")]
        elif self.register.standing:
            said = [_("Tại ngày %(day)s") % {"day": f"{last:%d/%m/%Y}"}]
        else:
            said = [_("Từ %(first)s đến %(last)s") % {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}]
        said += [f"{one.label}: {dict(choices)[value]}" for one, choices, value in self.filters if value]
        return [*said, _("Tìm “%(text)s”") % {"text": self.text}] if self.text else said

    @cached_property
    def table(self) -> Table | None:
        """The counts of all that is asked for by the two filters of the register's table; None without people."""
        if not self.register.crossed:
            return None
        found = queries.crossed(self.counted, self.register)
        (first, _field), (second, _other) = self.register.crossed
        rows, columns = dict(self.choices[first]), dict(self.choices[second])
        heads = {value: columns.get(value, _("Không ghi")) for value in sorted({column for _row, column in found})}
        lines = [
            (
                label,
                [
                    Cell(head, found.get((row, value)), self._also({first: row, second: value}))
                    for value, head in heads.items()
                ],
            )
            for row, label in rows.items()
            if any(one == row for one, _column in found)
        ]
        names = {one.name: str(one.label) for one in self.register.filters}
        return Table([names[first], names[second]], list(heads.values()), lines) if lines else None

    def _also(self, chosen: dict[str, str]) -> str:
        """The address with these filters too; "" where one of them has no choice."""
        if "" in chosen.values():
            return ""
        given = {name: value for name, value in self.request.GET.items() if name != "page"}
        return urlencode({name: value for name, value in (given | chosen).items() if value})

    @cached_property
    def seen(self) -> Counts:
        """The counts of the records that one opens."""
        return queries.counts(self.rows, self.register)

    @cached_property
    def total(self) -> Counts:
        """The counts of all that is asked for."""
        return self.seen if self.text or self.removed else queries.counts(self.counted, self.register)

    @cached_property
    def hides(self) -> bool:
        """Whether a search for words left out records that one counts but does not open."""
        if not self.text or self.removed:
            return False
        by, register = self.request.user, self.register
        opened, counted = queries.records_seen(by, register), queries.records_counted(by, register)
        return bool(self._of(opened, "").order_by().count() < self._of(counted, "").count())
