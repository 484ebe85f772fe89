"""The courses of the demo: sixty in five years, at which so many leaders and officers were trained as reports say."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, cycle

from binhdang.demo import figures
from binhdang.demo.units import UnitRow
from binhdang.orgs.models import OrgUnit
from binhdang.orgs.queries import path_of
from binhdang.registers.cadres.models import PostHeld
from binhdang.registers.core import actions, people
from binhdang.registers.core.choices import PostKind
from binhdang.registers.core.models import Sex
from binhdang.registers.training import catalogue
from binhdang.registers.training.certificates import new_code
from binhdang.registers.training.choices import DayPart, Mode, State
from binhdang.registers.training.models import Attendance, Certificate, Course, Enrolment, Quota, Session
from binhdang.registers.training.register import TRAINING

YEARS = range(figures.FIRST_YEAR, figures.LAST_YEAR + 1)
KEEPERS = ("KT", "KT-H01", "KT-H02", "KT-H03", "KT-H09", "KT-N01")
"""The units that keep the register: twelve courses a year between them. The others told only their numbers."""
TODAY = date(2020, 12, 2)
COUNTED = (
    ("cc_th", {PostKind.CHAIR, PostKind.DEPUTY}),
    ("nc_th", {PostKind.WOMEN_FULL, PostKind.WOMEN_PART}),
)
"""The rows of the report that say how many of the holders of which posts were trained."""
TOPICS = [("bdg", "long_ghep"), ("nu_cong",), ("kien_thuc", "ky_nang"), ("bao_luc", "bdg"), ("thoa_uoc", "long_ghep"),
          ("giam_sat", "nu_cong"), ("lanh_dao", "bdg")]  # fmt: skip
ABSENT = 3


@dataclass(frozen=True)
class _Holder:
    """Somebody who held a counted post at the end of some years."""

    pk: int
    name: str
    sex: str
    birth_year: int | None
    unit: OrgUnit
    path: str
    post: str
    years: frozenset[int]


@dataclass
class _Course:
    """A course with the seats that its unit's report gives to women and to men, and who takes them."""

    course: Course
    women: int
    men: int
    taken: list[_Holder] = field(default_factory=list)

    def room(self, sex: str) -> bool:
        """Whether a woman or a man still finds a seat."""
        return sum(one.sex == sex for one in self.taken) < (self.women if sex == Sex.WOMAN else self.men)


def training(everybody: list[UnitRow], units: Mapping[str, OrgUnit], tick: Callable[[str, int], None]) -> None:
    """Courses with their half days, participants, marks, tests and certificates; and one that still asks for people."""
    tick("Sổ tập huấn", 99)
    courses = _courses(everybody, units)
    parents = {units[row.code].pk: row.parent_code for row in everybody}
    for year, one in _first_trainings(everybody, units):
        _seat(one, courses[year], parents[one.unit.pk], one.unit.code)
    every = [one for found in courses.values() for some in found.values() for one in some]
    Course.objects.bulk_create([one.course for one in every])
    _fill(every, everybody, units)
    _asking(units)


def _courses(everybody: list[UnitRow], units: Mapping[str, OrgUnit]) -> dict[int, dict[str, list[_Course]]]:
    """Year -> unit code -> its courses, as many and with as many seats as its report says."""
    found: dict[int, dict[str, list[_Course]]] = {year: {} for year in YEARS}
    rows = {row.code: row for row in everybody}
    for year in YEARS:
        for at, code in enumerate(KEEPERS):
            cells = dict(_numbers(figures.of_unit(rows[code], year)))
            n, women = cells["lop"], cells["luot.nu"]
            men = cells["luot.tong"] - women
            found[year][code] = [
                _Course(_course(units[code], code, year, at, k), _share(women, n, k), _share(men, n, k))
                for k in range(n)
            ]
    return found


def _numbers(cells: figures.Cells) -> Iterator[tuple[str, int]]:
    return ((name, value) for name, value in cells.items() if isinstance(value, int))


def _share(whole: int, parts: int, at: int) -> int:
    """The part number `at` of a whole dealt out as evenly as it goes."""
    return whole // parts + (at < whole % parts)


def _course(unit: OrgUnit, code: str, year: int, at: int, k: int) -> Course:
    topics = TOPICS[(year + at + 2 * k) % len(TOPICS)]
    names = {one.code: one.name for one in catalogue.topics()}
    starts = date(year, 3 + 3 * k, 5 + 2 * at)
    if code == "KT":
        starts = TODAY - timedelta(days=1) if year == TODAY.year else date(year, 10, 9)
    course = Course(
        unit=unit, path=path_of(unit), name=f"Lớp {k + 1} năm {year}: {names[topics[0]]}",
        topics=catalogue.packed(topics), audience=catalogue.packed(["chu_tich", "pho_chu_tich", "nu_cong_kn"]),
        place=f"Hội trường {unit.name}", starts_on=starts, ends_on=starts + timedelta(days=int(code == "KT")),
        mode=Mode.BOTH if k else Mode.PLACE, address="https://hoc-truc-tuyen.example/lop" if k else "",
        partners="Hội Liên hiệp Phụ nữ cùng cấp (giả định)" if (year + at) % 2 else "",
        lecturers="Báo cáo viên cấp tỉnh (giả định)", cost=8_000_000 + 250_000 * (3 * at + k), least=2,
    )  # fmt: skip
    actions.stamp(TRAINING, course)
    return course


def _first_trainings(everybody: list[UnitRow], units: Mapping[str, OrgUnit]) -> Iterator[tuple[int, _Holder]]:
    """(year, holder) of everybody's first course: at the end of each year so many holders are trained as reported."""
    for row_name, kinds in COUNTED:
        holders = _holders(kinds)
        for row in everybody:
            cells = [dict(_numbers(figures.of_unit(row, year))) for year in YEARS]
            wanted = [(c.get(f"{row_name}.nu", 0), c.get(f"{row_name}.tong", 0)) for c in cells]
            found = _plan(holders.get(units[row.code].pk, []), wanted, frozenset())
            if found is None:
                raise ValueError(f"{row.code}: no history of {row_name} fits its reports")
            yield from found


def _holders(kinds: set[PostKind]) -> dict[int, list[_Holder]]:
    """Unit id -> those who held one of the posts at the end of some year."""
    rows = PostHeld.objects.filter(kind__in=kinds, removed_at__isnull=True).select_related("cadre__unit")
    held: dict[int, set[int]] = {}
    cards = {}
    for post in rows.order_by("cadre", "pk"):
        ends = {y for y in YEARS if post.since <= date(y, 12, 31) and (not post.until or post.until >= date(y, 12, 31))}
        held.setdefault(post.cadre_id, set()).update(ends)
        cards[post.cadre_id] = (post.cadre, post.kind)
    found: dict[int, list[_Holder]] = {}
    for pk, (card, kind) in cards.items():
        one = _Holder(pk, card.name, card.sex, card.birth_year, card.unit, card.path, kind, frozenset(held[pk]))
        found.setdefault(card.unit_id, []).append(one)
    return found


def _plan(
    holders: Sequence[_Holder], wanted: Sequence[tuple[int, int]], trained: frozenset[int]
) -> list[tuple[int, _Holder]] | None:
    """Who is first trained in which of the last years, so that each year's end has the wanted (women, all).

    None when nothing fits; the few holders of a unit are tried one combination after the other.
    """
    if not wanted:
        return []
    year, (women, everyone) = YEARS[len(YEARS) - len(wanted)], wanted[0]
    here = [one for one in holders if year in one.years]
    lacking = {Sex.WOMAN: women, Sex.MAN: everyone - women}
    for one in here:
        lacking[Sex(one.sex)] -= one.pk in trained
    if min(lacking.values()) < 0:
        return None
    fresh = [[one for one in here if one.sex == sex and one.pk not in trained] for sex in lacking]
    for ladies in combinations(fresh[0], lacking[Sex.WOMAN]):
        for men in combinations(fresh[1], lacking[Sex.MAN]):
            chosen = [*ladies, *men]
            rest = _plan(holders, wanted[1:], trained | {one.pk for one in chosen})
            if rest is not None:
                return [(year, one) for one in chosen] + rest
    return None


def _seat(one: _Holder, courses: Mapping[str, list[_Course]], parent: str, code: str) -> None:
    """Give somebody a seat: at the own unit's course, the one above, the province's, else where one is free."""
    for where in [code, parent, *KEEPERS]:
        for course in courses.get(where, []):
            if course.room(one.sex):
                course.taken.append(one)
                return
    raise ValueError(f"no seat for {one.name}")


def _fill(every: list[_Course], everybody: list[UnitRow], units: Mapping[str, OrgUnit]) -> None:
    """Half days, participants with their marks and tests, and the certificates of the province."""
    sessions, rows, marks, papers = [], [], [], []
    below: dict[str, list[OrgUnit]] = {}
    for row in everybody:
        below.setdefault(row.parent_code, []).append(units[row.code])
    paths = {units[row.code].pk: path_of(units[row.code]) for row in everybody}
    for number, one in enumerate(every, 1):
        days = _half_days(one.course)
        sessions += days
        listed = _listed(one, number, cycle(below[one.course.unit.code]), paths)
        rows += listed
        done = [day for day in days if day.day < TODAY]
        marks += [(row, day, row.state == State.ATTENDED) for row in listed for day in done]
        if one.course.unit.code == "KT" and one.course.ends_on < TODAY:
            papers += _certificates(one.course, [row for row in listed if row.state == State.ATTENDED])
    Session.objects.bulk_create(sessions)
    people.assign(rows)
    Enrolment.objects.bulk_create(rows, batch_size=1000)
    Attendance.objects.bulk_create(
        [Attendance(enrolment=row, session=day, present=there) for row, day, there in marks], batch_size=2000
    )
    Certificate.objects.bulk_create(papers)


def _half_days(course: Course) -> list[Session]:
    parts = [(course.starts_on, DayPart.MORNING), (course.starts_on, DayPart.AFTERNOON)]
    parts += [(course.ends_on, DayPart.MORNING)] if course.ends_on > course.starts_on else []
    return [Session(course=course, day=day, part=part) for day, part in parts]


def _listed(one: _Course, number: int, homes: Iterator[OrgUnit], paths: Mapping[int, str]) -> list[Enrolment]:
    """The participants of a course: the holders, so many others as the report counts, and a few who stayed away."""
    rng = random.Random(f"course {number}")  # noqa: S311  (invented people, not secrets)
    rows = [
        Enrolment(
            course=one.course, unit=who.unit, path=who.path, name=who.name, sex=who.sex, birth_year=who.birth_year,
            post_at_time=who.post, state=State.ATTENDED,
        )
        for who in one.taken
    ]  # fmt: skip
    taken = sum(who.sex == Sex.WOMAN for who in one.taken)
    sexes = [Sex.WOMAN] * (one.women - taken) + [Sex.MAN] * (one.men - len(one.taken) + taken)
    for n, sex in enumerate([*sexes, *[Sex.WOMAN] * ABSENT], 1):
        unit = next(homes)
        rows.append(
            Enrolment(
                course=one.course, unit=unit, path=paths[unit.pk], name=f"Học viên {number}.{n}", sex=sex,
                birth_year=rng.randint(1966, 1996), post_at_time=rng.choice(["doan_the", "bch", "doan_vien"]),
                state=State.ATTENDED if n <= len(sexes) else State.ABSENT,
            )
        )  # fmt: skip
    for row in rows:
        if row.state == State.ATTENDED and rng.random() < 0.9:
            row.before = Decimal(rng.randint(4, 13)) / 2
            row.after = min(row.before + Decimal(rng.randint(1, 7)) / 2, Decimal(10))
    return rows


def _certificates(course: Course, rows: list[Enrolment]) -> list[Certificate]:
    return [
        Certificate(
            enrolment=row, unit=course.unit, year=course.ends_on.year, number=number, code=new_code(),
            issued_on=course.ends_on, place="Kon Tum", signature="TM. BAN THƯỜNG VỤ\nPHÓ CHỦ TỊCH",
            signer="Phó Chủ tịch C",
        )
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip


def _asking(units: Mapping[str, OrgUnit]) -> None:
    """A course of the coming January that asks the unions of one district for two people each."""
    unit = units["KT-H09"]
    starts = date(TODAY.year + 1, 1, 14)
    course = Course(
        unit=unit, path=path_of(unit), name="Kỹ năng cho uỷ viên ban nữ công quần chúng mới", seats=20,
        topics=catalogue.packed(["nu_cong", "bdg"]), audience=catalogue.packed(["doan_the"]),
        place=f"Hội trường {unit.name}", starts_on=starts, ends_on=starts,
        lecturers="Báo cáo viên cấp huyện (giả định)",
    )  # fmt: skip
    actions.stamp(TRAINING, course)
    course.save()
    Session.objects.bulk_create(_half_days(course))
    below = OrgUnit.objects.filter(code__startswith="KT-H09-").order_by("code")
    Quota.objects.bulk_create(Quota(course=course, unit=one, path=path_of(one), seats=2) for one in below)
