import re

import pytest
from django.template.loader import get_template
from django.utils import translation

from tests.factories import client_of, make_person

pytestmark = pytest.mark.urls("tests.ui.urls")
ERRORS = ("400", "403", "403_csrf", "404", "429", "500", "503")


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_draws_without_a_request_and_says_what_was_kept_and_who_helps(code):
    with translation.override("vi"):
        html = get_template(f"{code}.html").render()
    assert "Điều gì được giữ" in html
    assert "Ai giúp được" in html


def gallery(language: str) -> str:
    """The gallery as a signed-in person sees it who has chosen a language."""
    client = client_of(make_person("Người xem bộ thành phần"))
    client.cookies["django_language"] = language
    return client.get("/ui/gallery/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_gallery_draws_in_both_languages_without_inline_code(language):
    html = gallery(language)
    assert f'<html lang="{language}">' in html
    assert not re.search(r'\sstyle="|<style|\son\w+="|javascript:', html)
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_the_gallery_speaks_english_when_asked():
    html = gallery("en")
    assert "Component gallery" in html
    assert "Bộ thành phần" not in html
