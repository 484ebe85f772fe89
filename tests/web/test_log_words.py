"""Every verb that the product writes into its log is a phrase on the screen."""

import re

from binhdang.web.audit.words import WORDS
from tests.architecture.test_house_rules import ROOT

CALL = re.compile(r'(?:\brecord|record_many|_tell)\(\s*"([a-z_]+\.[a-z_]+)"')


def test_every_verb_of_the_log_has_its_words():
    sources = (ROOT / "src" / "binhdang").rglob("*.py")
    verbs = {verb for source in sources for verb in CALL.findall(source.read_text(encoding="utf-8"))}
    assert len(verbs) > 40
    assert not verbs - set(WORDS)
