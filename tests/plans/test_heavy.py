"""A text that is written to keep the reader busy ends in one clear line; a long honest one is read as a short one is."""

import json

import pytest

from binhdang.calc.reader import read_plan
from binhdang.kit import apart
from binhdang.kit.errors import BadInput
from binhdang.plans import actions
from tests.factories import kon_tum
from tests.plans.conftest import TEXT

pytestmark = pytest.mark.django_db


def test_a_long_text_is_read_apart_and_one_that_never_ends_is_refused(monkeypatch):
    long = TEXT + "\n".join(f"{n}. Tổ chức hội nghị sơ kết công tác nữ công." for n in range(400))
    assert len(long) < actions.LONG_TEXT
    here = json.loads(json.dumps(read_plan(long).as_json()))
    assert apart.ask("binhdang.calc.reader.plain:reading_of", long.encode()) == here
    monkeypatch.setattr(apart, "MOST_SECONDS", 1.5)
    with pytest.raises(BadInput, match="quá nặng"):
        actions.upload_plan(kon_tum()["KT"], "KẾ HOẠCH\n" + ("30% " * 1000 + "\n") * 40, by=None)
