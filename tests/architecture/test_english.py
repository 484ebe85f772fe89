import re

from binhdang.ui.messages import KEYWORDS, PACKAGE, untranslated

ALIAS = re.compile(r"import \w*gettext\w* as (\w+)")


def test_no_text_hides_behind_a_name_that_the_catalogues_do_not_read():
    found = {name: path for path in PACKAGE.rglob("*.py") for name in ALIAS.findall(path.read_text(encoding="utf-8"))}
    assert {name: path for name, path in found.items() if name not in KEYWORDS} == {}


def test_every_text_on_screen_has_its_english():
    assert [f"{s.place}: {s.text}" for s in untranslated()] == []
