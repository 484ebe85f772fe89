"""The clubs of the demo: members, meetings, plans, exchanges, one shared material; in line with the reports."""

import io
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import xlsxwriter

from binhdang.demo import figures
from binhdang.demo.units import UnitRow
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit
from binhdang.registers.clubs.models import Club, ClubCount, Exchange, Material, Meeting, PlannedActivity
from binhdang.registers.clubs.register import CLUBS
from binhdang.registers.core import actions

YEARS = range(figures.FIRST_YEAR, figures.LAST_YEAR + 1)
FOUNDED = date(2015, 3, 8)
TOPICS = [
    "Chế độ thai sản và bảo hiểm xã hội",
    "Phòng, chống bạo lực gia đình",
    "Chăm sóc sức khoẻ sinh sản",
    "Kỹ năng nuôi dạy con",
    "Bình đẳng giới ở nơi làm việc",
    "Nữ công gia chánh",
]


def clubs(everybody: list[UnitRow], units: Mapping[str, OrgUnit], tick: Callable[[str, int], None]) -> None:
    """A club for every unit whose reports count one, with a count of members for each year."""
    tick("Sổ câu lạc bộ", 99)
    made = []
    counts: list[ClubCount] = []
    for row in everybody:
        cells = {year: figures.of_unit(row, year) for year in YEARS}
        if cells[figures.LAST_YEAR].get("clb") != 1:
            continue
        club = Club(
            unit=units[row.code], path=orgs.path_of(units[row.code]), name=f"Nữ công {row.name}",
            purpose="Chính sách lao động nữ, sức khoẻ, gia đình", founded_on=FOUNDED,
        )  # fmt: skip
        actions.stamp(CLUBS, club)
        made.append(club)
        for year in YEARS:
            n = cells[year]["clb_hv"]
            counts += [ClubCount(club=club, day=date(year, 3, 8), members=n, women=n)] if isinstance(n, int) else []
    Club.objects.bulk_create(made)
    ClubCount.objects.bulk_create(counts)
    Meeting.objects.bulk_create(meeting for club in made for meeting in _meetings(club, counts))
    PlannedActivity.objects.bulk_create(
        PlannedActivity(club=club, year=year, activity=f"Sinh hoạt chuyên đề năm {year}", when="Hằng quý", meetings=4)
        for club in made
        for year in (2019, 2020)
    )
    Exchange.objects.bulk_create(
        Exchange(
            club=host, guest=guest, day=date(2019, 10, 20), topic="Giao lưu kỷ niệm ngày 20/10",
            women=20, men=2, guest_women=12, guest_men=0,
        )
        for host, guest in zip(made[::2], made[1::2], strict=False)
    )  # fmt: skip
    if made:
        file = actions.attach(CLUBS, made[0].pk, name="chu-de-sinh-hoat.xlsx", data=_topics(), by=None)
        Material.objects.create(
            club=made[0], file=file, title="Chủ đề sinh hoạt sáu buổi", about="Xây dựng kế hoạch năm"
        )


def _meetings(club: Club, counts: list[ClubCount]) -> Iterator[Meeting]:
    rng = random.Random(f"club {club.name}")  # noqa: S311  (invented figures, not secrets)
    for count in counts:
        if count.club is club and count.day.year >= 2019:
            for quarter in range(4 if count.day.year == 2019 else 3):
                came = rng.randint(count.members // 2, count.members)
                day = date(count.day.year, 3 * quarter + 2, 1) + timedelta(days=rng.randint(4, 26))
                yield Meeting(club=club, day=day, topic=rng.choice(TOPICS), place="Hội trường đơn vị", women=came)


def _topics() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Chủ đề")
    for at, topic in enumerate(TOPICS):
        page.write_row(at, 0, [f"Buổi {at + 1}", topic])
    book.close()
    return out.getvalue()
