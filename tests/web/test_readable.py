"""What no page can read is refused at the door, before the session, the page or the database sees it."""

import pytest
from django.test import Client

from tests.factories import client_of, make_person, make_unit

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def door(db: None) -> Client:
    client = client_of(make_person("Người xem", ("viewer", make_unit("TLD"))))
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "base64", "idna", "khong-co"])
def test_another_encoding_than_utf_8_is_a_bad_request(door, charset):
    for method in ("GET", "POST"):
        answer = door.generic(method, "/", b"a=+AAA-", content_type=f"{FORM}; charset={charset}")
        assert (answer.status_code, "UTF-8" in answer.content.decode()) == (400, False)
        assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_nul_in_an_address_a_field_or_a_cookie_is_a_bad_request(door):
    assert door.get("/to-chuc/tim/", {"q": "a"}).status_code == 200
    assert door.get("/to-chuc/tim/", {"q": "a\x00"}).status_code == 400
    assert door.get("/to-chuc/%00/").status_code == 400
    assert door.post("/so/ban-nu-cong/them/", {"unit": "\x00"}).status_code == 400
    door.cookies["sessionid"] = "\x00aaaaaaaaa"
    assert door.get("/").status_code == 400
