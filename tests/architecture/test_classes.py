import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "binhdang"
CSS = SOURCE / "ui" / "static" / "ui" / "css"


def test_every_class_in_a_template_is_drawn_by_a_stylesheet():
    known = {name for p in CSS.glob("*.css") for name in re.findall(r"\.([a-zA-Z][\w-]*)", p.read_text("utf-8"))}
    unknown = {}
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        plain = re.sub(r"{%.*?%}|{{.*?}}", "\0", path.read_text("utf-8"), flags=re.DOTALL)
        used = {c for names in re.findall(r'\sclass="([^"]*)"', plain) for c in names.split() if "\0" not in c}
        if missing := used - known:
            unknown[str(path.relative_to(SOURCE))] = sorted(missing)
    assert unknown == {}
