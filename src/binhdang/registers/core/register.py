"""How a register declares itself. A new register is one folder: tables, checks, and one `Register`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.expressions import Combinable
from django.forms import ModelForm
from django.utils.functional import Promise

from binhdang.registers.core.models import OfPerson

Text = str | Promise
ALL: dict[str, "Register"] = {}
"""Every register by its code, in the order in which they were declared."""
_JOINED: list[tuple["Register", "Feed"]] = []


@dataclass(frozen=True)
class Filter:
    """One filter of the list: a name for the address, a label, choices (value, label), and what a value means.

    With `values` (a field) the choices are what the records in sight hold there.
    """

    name: str
    label: Text
    choices: Callable[[], Sequence[tuple[str, Text]]]
    meaning: Callable[[str], Q]
    at: Callable[[str, date], Q] | None = None
    """What a value means on a day, for a list that stands on one (a post held on that day, not at any time)."""
    values: str = ""


@dataclass(frozen=True)
class Lines:
    """Lines that belong to a record: their model, their checks, the name of the key to the record, what a row shows."""

    code: str
    name: Text
    model: type[Any]
    form: type[ModelForm]
    owner: str
    columns: tuple[str, ...]
    order: tuple[str | Combinable, ...] = ("pk",)
    select: tuple[str, ...] = ()
    entered: bool = True
    """Whether lines are added and taken off here; else they stem from another record and are only completed."""
    names_upward: bool = False
    """Of lines that name people: whether who is above the record's unit reads the names (a proposal); else counts."""
    erases: tuple[str, ...] = ()
    """Fields that are emptied, beside name and birth year, when a person's data is erased."""
    ends: str = ""
    """The field of the last day of what somebody holds; while it is empty the person is not erased."""
    held: Callable[[Any, Any], str] = lambda record, line: ""
    """Why a line of a record cannot be taken off now; empty when it can."""
    asks: bool = False
    """Whether taking a line off asks first: the record then stands elsewhere."""


@dataclass(frozen=True)
class Feed:
    """Which cell of which form the register answers for a unit, and how.

    `count` gets the ids of units and the first and last day of the period and returns unit id -> exact count. A unit
    that keeps no record in the register at all gets no answer: nothing is not nought. `behind` is the filter of the
    records behind an answer, for the same days; "as_of" feeds look at the last day alone.
    """

    form: str
    cell: str
    how: str
    count: Callable[[list[int], date, date], Mapping[int, int]]
    behind: Callable[[date, date], Q]
    zero: bool = True
    """Whether a unit that keeps the register and that `count` leaves out has nought; else it gets no answer."""
    since: Callable[[list[int], date, date], Mapping[int, date]] | None = None
    """For what counts from another day than the period's first: unit -> that day; a unit left out gets no answer."""


@dataclass(frozen=True)
class Register:
    """One register. Labels of columns come from the model's fields; checks from `form`, for page and Excel alike."""

    code: str
    name: Text
    one: Text
    """What one record is called ("khoá tập huấn")."""
    about: Text
    model: type[Any]
    form: type[ModelForm]
    title: Callable[[Any], str]
    words: Callable[[Any], list[str]]
    """What the search finds a record by."""
    columns: tuple[str, ...]
    order: tuple[str, ...]
    key: tuple[str, ...]
    """The fields that together tell two records of one unit apart, for Excel and for duplicates."""
    filters: tuple[Filter, ...] = ()
    lines: tuple[Lines, ...] = ()
    sex: str = ""
    """The field that holds the sex, when a record is a person."""
    sums: tuple[tuple[str, str], ...] = ()
    """Of records that count themselves: the fields that the head of a list sums, each with the one of its women."""
    crossed: tuple[tuple[str, str], ...] = ()
    """Two filters, each with its field, by which the list shows a table of counts: rows by the first."""
    day: str = ""
    """The field by which a record lies in a period; empty when records last."""
    standing: Callable[[date], Q] | None = None
    """The filter of the records that hold on a day, when records last."""
    sensitive: frozenset[str] = frozenset()
    """Fields seen only by the unit itself and those with the right; every reading is logged."""
    names_upward: bool = True
    """Whether units above read the records; else they read counts."""
    upward: Callable[[], Q] | None = None
    """Of a register whose names do not go up: the rule by which some do all the same (key posts)."""
    erases: tuple[str, ...] = ()
    """Fields that are emptied, beside name, birth year and what is sensitive, when a person's data is erased."""
    ends: str = ""
    """The field of the last day of what a record about a person says; written also after she was erased."""
    lasting: bool = False
    """Whether a person whose record has no last day yet is not erased."""
    forgets: Callable[[Any], int] = lambda who: 0
    """Forgets what it keeps of a person beside records and lines, when her data is erased; returns how many rows."""
    keeps_years: int = 10
    """How long names are kept: from the day a record was taken off, or from `kept_from`."""
    kept_from: str = ""
    """The field of the last day of a record (somebody left, a course ended) from which the years run as well; a line
    runs from its own `ends` too."""
    purpose: Text = ""
    """What data of persons is kept for."""
    ground: tuple[Text, ...] = ()
    """The articles of law on which it is kept (`core.grounds`)."""
    feeds: tuple[Feed, ...] = ()
    select: tuple[str, ...] = ("unit",)
    findings: Callable[[Any], list[str]] = lambda record: []
    """What of a record does not fit its rules; shown, never in the way."""
    facts: Callable[[Any, date], list[tuple[str, str]]] = lambda record, on: []
    """What follows from the lines of a record on a day, as (label, value); shown below its fields."""
    prepare: Callable[[list[Any], date], None] = lambda records, on: None
    """Sets what `extra` shows of a page of records, with the same few queries however many they are."""
    pages: tuple[tuple[Text, str], ...] = ()
    """Further pages of the register, as (label, route); the list links to them."""
    settle: Callable[[Any], tuple[str, ...]] = lambda record: ()
    """Sets the fields of a record that follow from its lines, and names them; called when a line changed."""
    closed: Callable[[Any], str] = lambda record: ""
    """Why a record cannot be changed by hand now; empty when it can."""
    holds: Callable[[Any], str] = lambda record: ""
    """Why a record cannot be taken off now; empty when it can."""
    extra: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    """Columns that are no fields: name -> value of a record; their labels stand in `labels`."""
    labels: dict[str, Text] = field(default_factory=dict)
    verbs: Mapping[str, Text] = field(default_factory=dict)
    """What its own verbs are called in the timeline: the last part of the verb -> words."""

    def label(self, name: str) -> Text:
        """The label of a column."""
        return self.labels.get(name) or self.model._meta.get_field(name).verbose_name

    @property
    def personal(self) -> frozenset[str]:
        """The fields of which the log tells that they changed, never their values: of a person's record every one."""
        return frozenset(self.form.base_fields) if issubclass(self.model, OfPerson) else self.sensitive

    @property
    def kind(self) -> str:
        """The name under which the log knows its records."""
        return str(self.model._meta.model_name)


def declare(register: Register) -> Register:
    """Add a register; its code is unique."""
    known = ALL.setdefault(register.code, register)
    if known is not register:
        raise ValueError(f"two registers are called {register.code!r}")
    return register


def declare_feed(register: Register, feed: Feed) -> None:
    """Add a feed that joins a register with others; the records behind it are those of `register`."""
    if (register, feed) not in _JOINED:
        _JOINED.append((register, feed))


def feeds_of(form: str) -> list[tuple[Register, Feed]]:
    """Every feed into the cells of a form."""
    own = [(register, feed) for register in ALL.values() for feed in register.feeds]
    return [(register, feed) for register, feed in [*own, *_JOINED] if feed.form == form]
