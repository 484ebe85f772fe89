"""A unit with 30,000 people in the register of cadres: import of one sheet, lists, composition, twins.

`script/bench-registers ["3000 30000"] ["sqlite postgresql"]` runs it; each run has a fresh database and process. Every
count is compared with the generator before its time is told.
"""

import argparse
import io
import random
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

import django
import xlsxwriter

GIVEN = ["An", "Bình", "Chi", "Dung", "Giang", "Hà", "Hoa", "Khánh", "Lan", "Mai", "Ngọc", "Oanh", "Phúc", "Quý", "Thu"]
MIDDLE = ["Thị", "Văn", "Đức", "Ngọc", "Minh", "Thanh"]
FAMILY = ["Họ A", "Họ B", "Họ C", "Họ D", "Họ E", "Họ G", "Họ H"]
HEAD = [
    "Mã đơn vị", "Họ và tên", "Giới tính", "Năm sinh", "Số hiệu", "Dân tộc", "Trình độ học vấn", "Chuyên môn",
    "Lý luận chính trị", "Tin học", "Ngoại ngữ", "Đảng viên",
]  # fmt: skip


def main() -> None:
    """Measure once and print one line for each measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=30_000)
    rows = parser.parse_args().rows
    subprocess.run([sys.executable, "-W", "ignore", "-m", "django", "migrate", "-v", "0"], check=True)
    django.setup()
    run(rows)


def peak() -> int:
    """The most memory that this process had so far, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 // 1_000_000


def held() -> int:
    """The memory that this process has now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() // 1_000_000


def sheet(rows: int) -> tuple[bytes, int]:
    """A workbook of so many invented people of one unit, and how many are women."""
    rng = random.Random(7)
    out, women = io.BytesIO(), 0
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEAD)
    for row in range(1, rows + 1):
        woman = rng.random() < 0.6
        women += woman
        name = f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
        page.write_row(row, 0, [
            "C11", name, "Nữ" if woman else "Nam", rng.randint(1961, 2000), f"S{row}", "Kinh", "Đại học", "Kế toán",
            "Trung cấp", "Cơ bản", "Anh B", "Đảng viên" if row % 3 else "",
        ])  # fmt: skip
    book.close()
    return out.getvalue(), women


def run(rows: int) -> None:
    """Import the sheet, give a tenth of the people posts, read the pages."""
    from binhdang.registers.cadres.models import Cadre
    from binhdang.registers.cadres.register import CADRES
    from binhdang.registers.core import exchange
    from tests.factories import client_of, kon_tum, make_person

    units = kon_tum()
    keeper = make_person("Nguoi ghi so C11", ("reporter", units["C11"]))
    data, women = sheet(rows)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak from here on, not of making the sheet
    say(f"{rows:,} rows, {len(data) / 1e6:.1f} MB as .xlsx; memory {held()} MB, peak so far {peak()} MB")
    ticks: list[int] = []
    took, cpu, _outcome = timed(
        lambda: exchange.read(CADRES, data, by=keeper, progress=lambda done, _all: ticks.append(done))
    )
    say(f"check: {took:.1f} s (processor {cpu:.1f} s), told {len(ticks)} times; memory {held()} MB, peak {peak()} MB")
    with waiting() as waits:
        took, cpu, outcome = timed(
            lambda: exchange.read(CADRES, data, by=keeper, write=True, file_name="a.xlsx", token="a" * 32)
        )
    assert (outcome.added, Cadre.objects.filter(sex="nu").count()) == (rows, women)
    say(f"import (check and write): {took:.1f} s (processor {cpu:.1f} s); memory {held()} MB, peak {peak()} MB")
    cuts = quantiles(waits, n=20)
    say(f"another writer meanwhile, {len(waits)} times: p50 {cuts[9]:.2f}, p95 {cuts[18]:.2f}, most {max(waits):.2f} s")
    took, cpu, again = timed(lambda: exchange.read(CADRES, data, by=keeper))
    assert again.same == rows
    say(f"check of the same sheet again: {took:.1f} s (processor {cpu:.1f} s); memory {held()} MB, peak {peak()} MB")
    bring_posts(rows, keeper)
    give_posts(rows)
    client = client_of(keeper)
    pages(client, rows)


def bring_posts(rows: int, keeper: object) -> None:
    """A post for everybody by a sheet of lines, and back."""
    from binhdang.registers.cadres.models import Cadre, PostHeld
    from binhdang.registers.cadres.register import CADRES
    from binhdang.registers.core import line_import

    head = ["Mã đơn vị", "Họ và tên", "Năm sinh", "Số hiệu", "Chức vụ", "Từ ngày", "Nguồn", "Nhiệm kỳ"]
    people = Cadre.objects.order_by("pk").values_list("name", "birth_year", "number")
    lines = (f"C11;{n};{born};{number};Uỷ viên ban quần chúng;01/04/2018;Chỉ định, phân công;2018-2023"
             for n, born, number in people.iterator())  # fmt: skip
    data = "\n".join([";".join(head), *lines]).encode()
    took, cpu, done = timed(
        lambda: line_import.read(CADRES, CADRES.lines[0], data, by=keeper, write=True, token="b" * 32)  # type: ignore[arg-type]
    )
    assert PostHeld.objects.count() == rows
    say(f"posts of all by a sheet: {took:.1f} s (processor {cpu:.1f} s); memory {held()} MB, peak {peak()} MB")
    took, cpu, _done = timed(
        lambda: line_import.undo(CADRES, CADRES.lines[0], done.batch.pk, by=keeper)  # type: ignore[attr-defined, arg-type]
    )
    assert not PostHeld.objects.filter(removed_at__isnull=True).exists()
    say(f"undone: {took:.1f} s (processor {cpu:.1f} s)")


@contextmanager
def waiting() -> Iterator[list[float]]:
    """How long each of another thread's small transactions took meanwhile, five a second."""
    waits: list[float] = []
    over = threading.Event()

    def write() -> None:
        from django.db import connection, transaction

        from binhdang.kit.models import Spent

        while not over.wait(0.2):
            start = perf_counter()
            with transaction.atomic():
                Spent.objects.create(key=f"bench {len(waits)}")
            waits.append(perf_counter() - start)
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()


def give_posts(rows: int) -> None:
    """A post now or in the past for every tenth person, by number."""
    from binhdang.registers.cadres.models import Cadre, PostHeld
    from binhdang.registers.core.choices import PostKind

    rng = random.Random(8)
    first = date(2013, 1, 1)
    held = []
    for pk in Cadre.objects.order_by("pk").values_list("pk", flat=True)[: rows // 10]:
        since = first + timedelta(days=rng.randint(0, 2500))
        until = since + timedelta(days=900) if rng.random() < 0.4 else None
        held.append(PostHeld(cadre_id=pk, kind=rng.choice(PostKind.values), since=since, until=until, term="2018-2023"))
    PostHeld.objects.bulk_create(held, batch_size=1000)


def pages(client: object, rows: int) -> None:
    """Ask each page twenty times."""
    base = "/so/can-bo/?unit=C11&period=2019"
    for name, path in [
        ("list", base),
        ("list, middle page", f"{base}&page={rows // 100}"),
        ("list, last page", f"{base}&page={rows // 50}"),
        ("list, searched", f"{base}&q=mai+ngoc"),
        ("list, committee on the day", f"{base}&ban=bch"),
        ("list, all filters", f"{base}&ban=bch&gioi=nu&tuoi=30-39&nhiem-ky=2018-2023"),
        ("composition", "/so/can-bo/co-cau/?unit=C11&period=2019"),
        ("twins", "/so/can-bo/trung/?unit=C11&period=2019"),
        ("all registers", "/so/?unit=C11&period=2019"),
    ]:
        times, work = [], []
        for _n in range(21):
            took, cpu, answer = timed(lambda path=path: client.get(path))  # type: ignore[attr-defined]
            assert answer.status_code == 200, path
            times.append(took * 1000)
            work.append(cpu * 1000)
        cuts = quantiles(times[1:], n=20)
        own = median(work[1:])
        say(f"{name}: first {times[0]:.0f}, p50 {cuts[9]:.0f}, p95 {cuts[18]:.0f} ms (processor {own:.0f} ms)")
    say(f"peak memory at the end {peak()} MB")


def timed(work: Callable[[], object]) -> tuple[float, float, object]:
    """Seconds by the clock, seconds of the processor, and what came."""
    start, cpu = perf_counter(), process_time()
    found = work()
    return perf_counter() - start, process_time() - cpu, found


def say(text: str) -> None:
    """One line."""
    print(text, flush=True)


if __name__ == "__main__":
    main()
