"""1,000 workbooks in one zip: the product's whole way (read, check, dry run, write drafts) beside plain sums.

`script/bench-workbooks [how many]` makes a throw-away environment with pandas and openpyxl for the plain scripts. Every
way must give the generator's sums before its time counts. The plain scripts only add numbers up.
"""

import argparse
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parents[1]
PERIOD = "2020"
PLAIN = {
    "pandas": """
import io, json, sys, zipfile
import pandas
totals = {}
with zipfile.ZipFile(sys.argv[1]) as packed:
    for name in packed.namelist():
        frame = pandas.read_excel(io.BytesIO(packed.read(name)), header=None)
        for row in frame.itertuples(index=False):
            if row[8] in CODES:
                for place, column in ((3, "tong"), (4, "nu")):
                    if not pandas.isna(row[place]):
                        key = row[8] + "." + column
                        totals[key] = totals.get(key, 0) + int(row[place])
print(json.dumps(totals))
""",
    "openpyxl": """
import io, json, sys, zipfile
import openpyxl
totals = {}
with zipfile.ZipFile(sys.argv[1]) as packed:
    for name in packed.namelist():
        book = openpyxl.load_workbook(io.BytesIO(packed.read(name)), read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            if len(row) > 8 and row[8] in CODES:
                for place, column in ((3, "tong"), (4, "nu")):
                    if row[place] not in (None, ""):
                        key = row[8] + "." + column
                        totals[key] = totals.get(key, 0) + int(row[place])
print(json.dumps(totals))
""",
    "calamine": """
import io, json, sys, zipfile
import python_calamine
totals = {}
with zipfile.ZipFile(sys.argv[1]) as packed:
    for name in packed.namelist():
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(packed.read(name)))
        for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False):
            if len(row) > 8 and row[8] in CODES:
                for place, column in ((3, "tong"), (4, "nu")):
                    if row[place] != "":
                        key = row[8] + "." + column
                        totals[key] = totals.get(key, 0) + int(row[place])
print(json.dumps(totals))
""",
}


def build(count: int) -> tuple[object, object, list[object]]:
    """Units, a request and its reports; (person, request, reports)."""
    from binhdang.datasets.actions import ensure_builtin_forms
    from binhdang.orgs import imports
    from binhdang.orgs.actions import create_person, give_role
    from binhdang.orgs.models import OrgUnit
    from binhdang.orgs.seed import ensure_levels_and_kinds
    from binhdang.reports import requests
    from binhdang.reports.models import Report

    ensure_levels_and_kinds()
    rows = [
        "code,name,kind,parent_code,valid_from,valid_to",
        "T,Tổng,TLD,,2015-01-01,",
        "P,Tỉnh,LDLD_TINH,T,2015-01-01,",
    ]
    rows += [f"H{n},Huyện {n},LDLD_HUYEN,P,2015-01-01," for n in range(10)]
    rows += [f"C{n},CĐCS {n},CDCS,H{n % 10},2015-01-01," for n in range(count)]
    imports.import_units("\n".join(rows).encode(), file_name="units.csv", by=None)
    form = next(form for form in ensure_builtin_forms() if form.data_set.code == "BDG-NAM")
    province = OrgUnit.objects.get(code="P")
    person = create_person("officer@example.vn", name="Officer", password="mot-mat-khau-dai", by=None)
    give_role(person, role="plan_officer", unit=province, valid_from=date(2016, 1, 1), by=None)
    asked = requests.open_request(form, unit=province, period_key=PERIOD, due={}, by=None)
    reports = Report.objects.filter(request=asked, unit__code__startswith="C").select_related("unit", "form__data_set")
    return person, asked, list(reports.order_by("pk")[:count])


def answers(layout: object, level: str, code: str) -> dict[str, int]:
    """Plausible answers of a unit: women never above totals, parts never above wholes."""
    rng = random.Random(code)
    values: dict[str, int] = {}
    for row in layout.rows:  # type: ignore[attr-defined]
        for cell in row.cells:
            if cell.levels and level not in cell.levels:
                continue
            most = 1 if cell.most == 1 else rng.randint(60, 300) if row.code == "ld" else rng.randint(1, 20)
            if row.part_of:
                most = min(most, values.get(f"{row.part_of}.{cell.column}".rstrip("."), most))
            if cell.column == "nu":
                most = min(most, values.get(f"{row.code}.tong", most))
            values[cell.code] = most if rng.random() < 0.9 or row.code == "ld" else 0
    for zero, follows in (
        ("clb", "clb_hv"),
        ("luong_nguoi", "luong_tien"),
        ("ho_tro", "ho_tro_tien"),
        ("lop", "luot.tong"),
    ):
        if not values.get(zero, 1):
            values[follows] = 0
    values["luot.nu"] = min(values["luot.nu"], values["luot.tong"])
    for small, large in (
        ("luong_nguoi", "ld.tong"),
        ("gvn_dk", "ld.nu"),
        ("gvn_dat", "gvn_dk"),
        ("gvn_dat_tren", "gvn_dat"),
        ("sinh3", "sinh.tong"),
    ):
        values[small] = min(values[small], values[large])
    return values


def make(reports: list, layout: object, kept: Path | None) -> tuple[bytes, dict[str, int]]:
    """The zip of workbooks as units send them (`kept` from an earlier run), and the sums that everybody must find."""
    from binhdang.workbooks import sheets

    sums: dict[str, int] = {}
    if kept and kept.exists():
        for report in reports:
            for code, value in answers(layout, report.level_code, report.unit.code).items():
                sums[code] = sums.get(code, 0) + value
        return kept.read_bytes(), sums
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, report in enumerate(reports):
            values = answers(layout, report.level_code, report.unit.code)
            about = sheets.of_report(report)
            about.values = values
            packed.writestr(f"{number:04d}.xlsx", sheets.one_unit([about]))
            for code, value in values.items():
                sums[code] = sums.get(code, 0) + value
    if kept:
        kept.write_bytes(out.getvalue())
    return out.getvalue(), sums


def product(data: bytes, person: object, sums: dict[str, int], count: int) -> None:
    """Dry run and confirmation as the pages do them; then the sums from the written reports."""
    from binhdang.calc import cells
    from binhdang.kit import incoming
    from binhdang.reports.models import Report
    from binhdang.workbooks import reading, writing
    from binhdang.workbooks.models import Upload

    upload = Upload.objects.create(by=person, names=["tat ca.zip"], token=incoming.keep([data]))
    wall, cpu, below = perf_counter(), process_time(), children()
    reading.check_upload(upload.pk)
    checked = perf_counter()
    Upload.objects.filter(pk=upload.pk).update(state="writing")
    writing.write_upload(upload.pk)
    done, cpu, below = perf_counter(), process_time() - cpu, children() - below
    upload.refresh_from_db()
    if upload.counts["written"] != count:
        sys.exit(f"written {upload.counts} of {count}")
    found: dict[str, int] = {}
    for report in Report.objects.exclude(values="").select_related("form"):
        for code, value in cells.unpack(report.values, report.form.cell_order).items():
            if code in sums:
                found[code] = found.get(code, 0) + int(value)  # type: ignore[arg-type]
    if found != sums:
        sys.exit("the sums differ")
    say("product, whole way", count, done - wall, f"dry run {checked - wall:.2f} s, write {done - checked:.2f} s")
    print(
        f"  processor time a workbook: {1000 * cpu / count:.2f} ms here, {1000 * below / count:.2f} ms in the readers"
    )


def children() -> float:
    """Processor seconds of ended child processes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def plain(name: str, python: str, path: Path, codes: set[str], sums: dict[str, int], count: int) -> None:
    """A plain script that only sums, as its own process."""
    script = f"CODES = {sorted(codes)!r}\n{PLAIN[name]}"
    start = perf_counter()
    before = children()
    done = subprocess.run([python, "-c", script, str(path)], capture_output=True, text=True, check=False)
    took, cpu = perf_counter() - start, children() - before
    if done.returncode:
        print(f"{name}: not run ({done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'no interpreter'})")
        return
    found = {key.removesuffix(".tong") if key not in sums else key: v for key, v in json.loads(done.stdout).items()}
    if found != sums:
        sys.exit(f"{name}: the sums differ")
    say(f"{name}, sums only", count, took, f"{1000 * cpu / count:.2f} ms of processor time each")


def say(name: str, count: int, took: float, more: str = "") -> None:
    """One line of the result."""
    print(
        f"{name}: {count / took:,.0f} workbooks a second ({count} in {took:.2f} s{'; ' + more if more else ''})",
        flush=True,
    )


def main() -> None:
    """Measure; the database is that of DATABASE_URL, migrated and empty."""
    import django

    django.setup()
    from django.core.management import call_command

    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--python", default=sys.executable, help="an interpreter with pandas and openpyxl")
    parser.add_argument("--zip", type=Path, help="keep the workbooks here, or take them from here")
    parser.add_argument("--profile", action="store_true")
    args = parser.parse_args()
    call_command("migrate", verbosity=0)
    from binhdang.datasets.queries import layout_of

    person, _asked, reports = build(args.count)
    layout = layout_of(reports[0].form)
    kept, start = bool(args.zip and args.zip.exists()), perf_counter()
    data, sums = make(reports, layout, args.zip)
    if not kept:
        say("made by the product", args.count, perf_counter() - start, f"{len(data) / 1e6:.1f} MB zip")
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "all.zip"
        path.write_bytes(data)
        for name, python in (("calamine", sys.executable), ("pandas", args.python), ("openpyxl", args.python)):
            plain(name, python, path, {row.code for row in layout.rows if row.kind == "number"}, sums, args.count)
    if args.profile:
        import cProfile
        import pstats

        profile = cProfile.Profile()
        profile.runcall(product, data, person, sums, args.count)
        pstats.Stats(profile).sort_stats("tottime").print_stats(35)
        return
    product(data, person, sums, args.count)


if __name__ == "__main__":
    main()
