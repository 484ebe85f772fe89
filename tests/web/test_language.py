"""Vietnamese first, whatever the browser asks; English by choice."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_in_page(client):
    from tests.factories import make_person

    make_person("Người có tài khoản")
    return lambda **more: client.get(reverse("account_login"), **more)


def test_a_browser_that_asks_for_english_gets_vietnamese(sign_in_page):
    answer = sign_in_page(HTTP_ACCEPT_LANGUAGE="en-US,en;q=0.9")
    assert answer.headers["Content-Language"] == "vi"


def test_the_switch_chooses_english_and_a_strange_cookie_is_vietnamese(sign_in_page, client):
    client.cookies["django_language"] = "en"
    assert sign_in_page().headers["Content-Language"] == "en"
    client.cookies["django_language"] = "xx"
    assert sign_in_page().headers["Content-Language"] == "vi"
