"""What the commands answer where the surroundings are not as they should be: a clear sentence, no trace."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from binhdang.ops import cli


def binhdang(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"DATABASE_URL": f"sqlite:///{home / 'new.sqlite3'}", "BINHDANG_HOME": str(home)}
    env.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "binhdang", *args], env=env, capture_output=True, text=True, check=False
    )


def test_a_database_without_tables_is_said_in_one_line(tmp_path):
    done = binhdang(tmp_path, "totals", "export", "--form", "F1", "--out", str(tmp_path / "o.csv"))
    assert done.returncode == 1
    assert "binhdang migrate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("out", ["khong-co/o.csv", "."])
def test_a_place_that_cannot_be_written_is_bad_input(tmp_path, capsys, out, a_form):
    code = cli.run(["totals", "export", "--form", a_form, "--out", str(tmp_path / out)])
    assert code == 2
    assert "--out" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_file_of_values_with_a_header_alone_is_bad_input(tmp_path, capsys, a_form):
    file = tmp_path / "v.csv"
    file.write_text("unit,period,cell,value\n", encoding="utf-8")
    assert cli.run(["import", "values", "--form", a_form, str(file)]) == 2
    assert "không có dòng số liệu nào" in capsys.readouterr().err


@pytest.fixture
def a_form() -> str:
    from binhdang.datasets.actions import ensure_builtin_forms

    return str(ensure_builtin_forms()[0].data_set.code)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "binhdang: thiếu LỆNH"),
        (["bay"], "không có 'bay'; chọn một trong"),
        (["import"], "binhdang import: thiếu LOẠI"),
        (["import", "units", "--undo", "mười"], "--undo: 'mười' không phải là số"),
        (["import", "values", "--form"], "--form: cần một giá trị"),
        (["plan", "read", "a.txt", "--xml"], "không hiểu --xml"),
        (["plan", "read", "a.txt", "--json=1"], "--json: không nhận giá trị '1'"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said_in_vietnamese(capsys, args, said):
    with pytest.raises(SystemExit) as stop:
        cli.run(args)
    told = capsys.readouterr().err
    assert stop.value.code == 2
    assert said in told
    assert told.startswith("cách dùng: binhdang")
    assert "argument" not in told
    assert "usage" not in told


def test_help_is_vietnamese(capsys):
    with pytest.raises(SystemExit):
        cli.run(["import", "--help"])
    told = capsys.readouterr().out
    for word in ("cách dùng: binhdang import", "phải ghi:", "tuỳ chọn:", "hiện phần trợ giúp này", "đơn vị từ tệp"):
        assert word in told
