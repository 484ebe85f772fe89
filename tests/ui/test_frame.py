import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from binhdang.ui import samples
from binhdang.ui.frame import Frame, MenuItem, Slot

pytestmark = pytest.mark.urls("tests.ui.urls")


def page(frame):
    request = RequestFactory().get("/ui/gallery/?a=1")
    with translation.override("vi"):
        return render_to_string("ui/base.html", {"frame": frame, "request": request, "csrf_token": "abc"})


def test_the_menu_shows_what_is_given_and_marks_where_we_are():
    html = page(
        Frame(menu=(MenuItem("Báo cáo", "/bao-cao/", "report", 14, current=True), MenuItem("Khác", "/k/", "data")))
    )
    assert re.search(r'<a href="/bao-cao/" aria-current="page">.*Báo cáo<b>14', html)
    assert html.count('aria-current="page"') == 1
    assert "Kế hoạch" not in html


def test_a_slot_opens_a_list_leads_somewhere_or_only_tells():
    with translation.override("vi"):
        frame = samples.frame(RequestFactory().get("/"))
    html = page(frame)
    assert html.count("<details>") == 1
    assert 'href="?ky=2019" aria-current="true"' in html
    assert '<div class="slot"><p>' in page(Frame(slots=(Slot("Kỳ", "Năm 2019"),)))


def test_the_demo_mark_stands_on_staff_pages_and_on_plain_pages():
    assert "Số liệu giả định." in page(Frame(demo=True))
    assert "Số liệu giả định." not in page(Frame())
    with translation.override("vi"):
        assert "Số liệu giả định." in render_to_string("404.html", {"frame": Frame(demo=True)})


def test_language_and_sign_out_are_sent_by_form_with_a_token():
    html = page(Frame(person_name="Cán bộ nữ công A"))
    forms = re.findall(r'<form method="post" action="([^"]+)">(.*?)</form>', html, re.DOTALL)
    assert forms[0][0] == "/i18n/setlang/"
    assert all('name="csrfmiddlewaretoken" value="abc"' in body for _, body in forms)
    assert 'name="next" value="/ui/gallery/?a=1"' in html


def test_the_frame_works_by_keyboard_and_without_scripts():
    html = page(Frame(search_href="/tim/", search_text='x"y'))
    assert html.index('class="skip" href="#noi-dung"') < html.index('class="menu" id="menu"')
    assert 'class="drawer-open" href="#menu"' in html
    assert 'action="/tim/" method="get"' in html
    assert "x&quot;y" in html
