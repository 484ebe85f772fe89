"""Headers that protect every answer, also those that no page of ours draws."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "headers"),
    [("/tai-khoan/dang-nhap/", {}), ("/khong-co/", {}), ("/", {"host": "elsewhere.example"})],
)
def test_every_answer_forbids_foreign_scripts_and_frames(path, headers):
    answer = Client().get(path, headers=headers)
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
