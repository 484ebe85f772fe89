"""`binhdang plan read FILE [--json]`: what the plan reader understands of a document; needs no database."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

COMPARATORS = {
    ">=": "từ {} trở lên", ">": "trên {}", "<=": "không quá {}", "<": "dưới {}", "=": "đạt {}", "~": "khoảng {}",
    "increase": "tăng", "decrease": "giảm", "none": "không có ngưỡng",
}  # fmt: skip
UNITS = {
    "percent": "%", "times": " lần", "per_100": "/100", "per_1000": "/1.000", "per_100000": "/100.000",
}  # fmt: skip
SHORT = 96


def add(commands: Any) -> None:
    """Add the command of this module."""
    group = commands.add_parser("plan", help="văn bản kế hoạch")
    verbs = group.add_subparsers(dest="verb", required=True, metavar="VERB")
    read = verbs.add_parser("read", help="đọc một văn bản kế hoạch (.docx, .pdf có chữ, .txt)")
    read.add_argument("file", type=Path)
    read.add_argument("--json", action="store_true", help="in mọi điều đọc được dưới dạng JSON")
    read.set_defaults(run=_read, bare=True)


def _read(args: argparse.Namespace) -> int:
    from binhdang.calc.reader import read_plan  # only here: every other command starts sooner without them
    from binhdang.kit.texts import UnreadableFile, text_of_file

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        reading = read_plan(text_of_file(args.file)).as_json()
    except UnreadableFile as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    print(json.dumps(reading, ensure_ascii=False, indent=1) if args.json else summary(reading))
    return 0


def summary(reading: dict[str, Any]) -> str:
    """A reading as a short Vietnamese text: header, targets, duties, and what was not understood."""
    period = reading["period"]
    lines = [
        reading["title"] or "(không rõ tên)",
        f"Số: {reading['number'] or '–'} · Ngày: {_day(reading['issued_on'])} · Cơ quan: {reading['issuer'] or '–'}",
        f"Thời gian: {_day(period['start'])} – {_day(period['end'])}",
        "",
        f"Chỉ tiêu ({len(reading['targets'])}):",
    ]
    for number, target in enumerate(reading["targets"], start=1):
        lines.append(f"  {number}. [{target['clause_id']}] {_short(target['text'])}")
        lines.append(f"     {_threshold(target)} · độ tin cậy {round(target['confidence'] * 100)}%")
    for label, name in (
        ("Căn cứ", "legal_bases"),
        ("Nhiệm vụ, giải pháp", "measures"),
        ("Chế độ báo cáo", "reporting"),
        ("Sơ kết, tổng kết", "reviews"),
        ("Thời hạn", "deadlines"),
        ("Nơi nhận", "recipients"),
        ("Chưa hiểu", "unread"),
    ):
        lines += ["", f"{label} ({len(reading[name])}):"]
        lines += [f"  - {_short(item['text'])}" for item in reading[name]]
    return "\n".join(lines)


def _threshold(target: dict[str, Any]) -> str:
    steps = [
        f"đến năm {step['year']} " + _compared(step["comparator"], step["value"], target["unit"])
        for step in target["milestones"]
    ]
    own = _compared(target["comparator"], target["value"], target["unit"])
    words = "; ".join(steps) if steps and target["value"] is None else "; ".join([own, *steps])
    return words + (", hằng năm" if target["recurrence"] == "yearly" else "")


def _compared(comparator: str, value: Any, unit: str) -> str:
    shown = "–" if value is None else str(value).replace(".", ",") + UNITS.get(unit, "")
    return COMPARATORS.get(comparator, "{}").format(shown)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[:SHORT].rsplit(" ", 1)[0] + "…"


def _day(iso: str | None) -> str:
    return "/".join(reversed(iso.split("-"))) if iso else "–"
