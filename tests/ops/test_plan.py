"""`binhdang plan read`: JSON for machines, words for people, one line for a file that cannot be read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from binhdang.ops.cli import run

TEXT = """KẾ HOẠCH
Thực hiện công tác bình đẳng giới năm 2024
I. CHỈ TIÊU
1. Có ít nhất 35% uỷ viên ban chấp hành công đoàn cơ sở là nữ.
2. Không quá 1,5% lao động nữ bị nợ lương.
"""


def test_the_json_is_utf8_and_holds_what_was_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kế hoạch.txt"
    file.write_text(TEXT, "utf-8")
    assert run(["plan", "read", str(file), "--json"]) == 0
    out = capsys.readouterr().out
    assert "uỷ viên" in out
    reading = json.loads(out)
    assert [(t["comparator"], t["value"]) for t in reading["targets"]] == [(">=", 35), ("<=", 1.5)]
    assert reading["period"] == {"start": "2024-01-01", "end": "2024-12-31"}


def test_without_json_a_person_reads_it_in_vietnamese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "kh.txt"
    file.write_text(TEXT, "utf-8")
    assert run(["plan", "read", str(file)]) == 0
    out = capsys.readouterr().out
    assert "Chỉ tiêu (2):" in out
    assert "từ 35% trở lên" in out
    assert "không quá 1,5%" in out


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", bytes(range(256)) * 40])
def test_a_file_that_cannot_be_read_ends_with_two_and_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    file = tmp_path / "hong.docx"
    file.write_bytes(content)
    assert run(["plan", "read", str(file), "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "hong.docx" in said.err


def test_it_needs_no_database_and_no_settings(tmp_path: Path) -> None:
    file = tmp_path / "kh.txt"
    file.write_text(TEXT, "utf-8")
    clean = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "PYTHONPATH")}
    env = clean | {
        "PYTHONPATH": "src",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "PYTHONIOENCODING": "ascii",
    }
    done = subprocess.run(
        [sys.executable, "-m", "binhdang", "plan", "read", str(file)], env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Chỉ tiêu" in done.stdout.decode()
