from pathlib import Path

from django.template import engines

SOURCE = Path(__file__).resolve().parents[2] / "src" / "binhdang"
TEMPLATES = sorted(p for p in SOURCE.rglob("*") if "templates" in p.parts and p.suffix in {".html", ".txt"})


def test_every_template_can_be_read_so_no_component_is_misspelt():
    broken = {}
    for path in TEMPLATES:
        try:
            engines["django"].from_string(path.read_text(encoding="utf-8"))
        except Exception as error:
            broken[str(path.relative_to(SOURCE))] = str(error)
    assert broken == {}
