"""A sheet on its way into a register: on disk, by parts, so that memory does not grow with its rows.

First every row is checked; then, when all are good, part after part is written (`batches`).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _

from binhdang.calc.collation import search_key
from binhdang.kit import incoming
from binhdang.kit.errors import BadInput
from binhdang.kit.models import ImportBatch
from binhdang.kit.sheets import Table
from binhdang.kit.spool import Marks, Spool
from binhdang.orgs.models import Person
from binhdang.registers.core import batches
from binhdang.registers.core.sheets import choices_of, plain_of

PURPOSE = "register.import"
MOST_ROWS = 50_000
MOST_SHOWN = 300
MOST_PROBLEMS = 500
Progress = Callable[[int, int], None]


@dataclass
class Row:
    """What one row of a sheet would do: "add", "change" or "same", with old and new of what changes, by label."""

    number: int
    verb: str
    title: str
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Outcome:
    """What a sheet would do, or did: counts, the first rows, the first problems with their places and where all are."""

    rows: list[Row] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0
    """How many problems there are."""
    every: str = ""
    """The secret name under which all problems are kept, when they are more than `problems` shows."""
    closed: int = 0
    """Records of which sensitive columns were left out, because the person does not read them there."""
    batch: ImportBatch | None = None


def sheet_of(data: bytes, name: str = "") -> Table:
    """A sheet that was handed in, with a head and a bearable number of rows. Raises BadInput."""
    table = Table(data, name, purpose=PURPOSE)
    if 0 < table.rows <= MOST_ROWS:
        return table
    with table:
        few = table.rows <= 0
    raise BadInput([("", _("Tệp không có dòng nào.") if few else _("Tệp có hơn 50.000 dòng; hãy chia nhỏ."))])


class Problems:
    """Every problem of a sheet: the first ones in its outcome, and all of them on disk when there are more."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self._spool: Spool[list[tuple[str, str]]] | None = None
        self._waiting: list[tuple[int, str, str]] = []

    def add(self, number: int, column: str, text: str) -> None:
        """A problem in a row, in one of its columns or in none."""
        place = _("dòng %(n)s") % {"n": number}
        self._waiting.append((number, f"{place}, {_('cột')} {column}" if column else place, text))

    def flush(self) -> None:
        """Put the problems of some rows away, in the order of the rows."""
        told = [(place, text) for _n, place, text in sorted(self._waiting, key=itemgetter(0))]
        self._waiting, out = [], self.outcome
        shown, out.wrong = list(out.problems), out.wrong + len(told)
        out.problems += told[: MOST_PROBLEMS - len(shown)]
        if out.wrong > MOST_PROBLEMS and told:
            if self._spool is None:
                out.every = incoming.keep([])
                self._spool = Spool(PURPOSE, incoming.path_of(out.every))
                told = shown + told
            self._spool.add(told)

    def close(self) -> None:
        """Close what lies on disk, and stays there."""
        if self._spool is not None:
            self._spool.close()


class SheetWork(ABC):
    """One sheet under way: parts of some hundred rows, each with the few statements that all its rows need."""

    def __init__(self, columns: Mapping[str, forms.Field], by: Person | None, *, keep: bool) -> None:
        self.by, self.columns = by, columns
        self.choices = {name: choices_of(f) for name, f in columns.items()}
        self.places: dict[int, str] = {}
        self.outcome = Outcome()
        self.problems = Problems(self.outcome)
        self.marks = Marks()
        self.plan: Spool[list[Any]] | None = Spool(PURPOSE) if keep else None
        self.planned: list[Any] = []

    def __enter__(self) -> Self:
        """Serve the block."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Forget what lies on disk, but the problems."""
        self.problems.close()
        self.marks.close()
        if self.plan is not None:
            self.plan.close()

    @abstractmethod
    def check(self, rows: list[tuple[int, list[str]]]) -> None:
        """Check some rows: what is wrong goes to `problems`, what is to be written to `planned`."""

    @abstractmethod
    def save(self, batch: ImportBatch, rows: list[Any]) -> None:
        """Write some planned rows in the caller's transaction. Raises BadInput."""

    def go(self, table: Table, run: batches.Run, *, write: bool, progress: Progress) -> Outcome:
        """Check all rows and, with `write`, write them. Raises what `batches.Run` raises, BadInput for any problem."""
        steps, done = 2 * table.rows if write else table.rows, 0
        with run if write else nullcontext():
            for rows in table.parts():
                self.check(rows)
                self.problems.flush()
                if self.plan is not None:
                    self.plan.add(self.planned)
                    self.planned = []
                done += len(rows)
                progress(done, steps)
            if write and self.outcome.wrong:
                raise BadInput(self.outcome.problems)
            if write:
                self.outcome.batch = run.write(self.plan or (), self.save, lambda more: progress(done + more, steps))
        return self.outcome

    def understand(self, cells: list[str], names: Mapping[str, str], first: int = 0) -> None:
        """Understand the head from a column on, by folded titles; a column that means nothing is named."""
        for at, title in enumerate(cells[first:], first):
            name = names.get(search_key(title))
            if name and name not in self.places.values():
                self.places[at] = name
            elif title:
                self.outcome.unused.append(title)

    def check_head(self, *more: str) -> None:
        """Raise BadInput for a column that the sheet needs, or one of `more`, and lacks."""
        needed = {n: f for n, f in self.columns.items() if f.required and not isinstance(f, forms.BooleanField)}
        titles = {name: name for name in more} | {name: str(f.label) for name, f in needed.items()}
        gone = [title for name, title in titles.items() if name not in self.places.values()]
        if gone:
            raise BadInput([(_("dòng 1"), _("Thiếu cột: %(names)s.") % {"names": ", ".join(gone)})])

    def several(self, fields: Mapping[str, forms.Field], key: tuple[str, ...]) -> str:
        """What to say of a row that fits many records, told apart by the fields of `key`."""
        text = _("đơn vị có nhiều hồ sơ trùng cả %(names)s; sửa cho khác nhau, hoặc gộp lại, rồi nhập lại tệp.")
        return text % {"names": ", ".join(str(fields[name].label).lower() for name in key if name in fields)}

    def plain(self, name: str, text: str) -> Any:
        """The text of a cell as the form takes it: a label becomes its value, "có" becomes yes."""
        return plain_of(self.columns[name], text, self.choices[name])
