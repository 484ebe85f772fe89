"""What the frame of every page says of a person and of the units around: plain statements, each of a few columns.

Every page of everybody asks them; put together by the ORM they took most of a light page's time (docs/performance.md).
"""

from datetime import date
from typing import Any

from django.db import connection

from binhdang.kit import clock
from binhdang.kit.fields import end_of, steps_of
from binhdang.orgs import roles, rules
from binhdang.orgs.models import OrgUnit, Person, Placement, Post

_POST, _PLACEMENT, _UNIT = (model._meta.db_table for model in (Post, Placement, OrgUnit))
_TITLE = f"""
    SELECT title FROM {_POST}
    WHERE person_id = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)
    ORDER BY valid_from DESC, id LIMIT 1
"""  # noqa: S608  (own names, as below)
_NAMED = "SELECT id, code, name FROM {unit} WHERE id IN ({marks}) ORDER BY sort_key, id"
_BELOW = f"""
    SELECT u.id, u.code, u.name FROM {_PLACEMENT} p JOIN {_UNIT} u ON u.id = p.unit_id
    WHERE p.parent_id = %s AND p.valid_from <= %s AND (p.valid_to IS NULL OR p.valid_to >= %s) AND ({{seen}})
    ORDER BY u.sort_key, u.id LIMIT %s
"""  # noqa: S608


def title_of(person: Person) -> str:
    """What a person is today: the latest post's title, else the role at the highest unit; "" for neither."""
    today = _day(clock.today())
    titles = _rows(_TITLE, [person.pk, today, today])
    if titles:
        return str(titles[0][0])
    first = min(rules.held(person), key=lambda row: (row.path.count("/"), row.path, row.role), default=None)
    return str(roles.ROLES[first.role].name) if first else ""


def units_near(by: Person, path: str, on: date, most: int) -> list[tuple[str, str]]:
    """Code and name of the units around the one at `path`, at most `most`: those above that `by` sees and itself, the
    units of the roles of `by`, and the units right below on `on`.
    """
    starts = rules.reach(by)
    line = [int(step.rstrip("/").rsplit("/", 1)[-1]) for step in steps_of(path) if step.startswith(tuple(starts))]
    wanted = roles.with_right("see")
    own = {row.unit_id for row in rules.held(by) if row.role in wanted} - set(line)
    ids = [*line, *own]
    marks = ", ".join(["%s"] * len(ids))
    named = {row[0]: row[1:3] for row in _rows(_NAMED.format(unit=_UNIT, marks=marks), ids)} if ids else {}
    ordered = [named[pk] for pk in line] + [told for pk, told in named.items() if pk in own]
    below = [] if len(ordered) >= most else _below(path, starts, on, most)
    told = [*ordered, *(row[1:3] for row in below if row[0] not in named)]
    return [(code, name) for code, name in told[:most]]


def _below(path: str, starts: list[str], on: date, most: int) -> list[tuple[Any, ...]]:
    if not starts:
        return []
    seen = " OR ".join(["(p.path >= %s AND p.path < %s)"] * len(starts))
    bounds = [bound for start in starts for bound in (start, end_of(start))]
    unit = int(path.rstrip("/").rsplit("/", 1)[-1])
    return _rows(_BELOW.format(seen=seen), [unit, _day(on), _day(on), *bounds, most])


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _day(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)
