"""The table of settings in the docs is the one that the code reads."""

from pathlib import Path

from binhdang.config.environment import SETTINGS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_setting_stands_in_the_table_with_its_default_and_meaning():
    rows = [line for line in (DOCS / "settings.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    expected = [f"| `{s.name}` | {f'`{s.default}`' if s.default else '(none)'} | {s.meaning} |" for s in SETTINGS]
    assert rows == expected


def test_no_other_environment_variable_is_read():
    source = Path(__file__).resolve().parents[2] / "src" / "binhdang"
    readers = [p.name for p in source.rglob("*.py") if "os.environ" in p.read_text(encoding="utf-8")]
    assert set(readers) <= {"environment.py", "settings_test.py", "serve.py", "wsgi.py", "__main__.py"}
