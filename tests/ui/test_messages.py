import gettext
import os

from binhdang.ui import messages

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Gửi"\nmsgstr "Send"\n\nmsgid "Xem"\nmsgstr ""\n'
HTML = """{% load i18n ui %}{% trans "Gửi" %} {% button _("Xem (lại)") %}
{% blocktranslate count n=x %}{{ n }} việc{% plural %}{{ n }} các việc{% endblocktranslate %} {% trans "tăng 5%" %}
{# {% trans "chú thích" %} #}{% trans "Mở" context "nút" %}"""
PY = 'from x import gettext as _\nA = _("Tên " "đơn vị")\nC = "không dịch"\n'


def package(tmp_path):
    folder = tmp_path / "locale" / "part" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO)
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "web" / "templates" / "a.html").write_text(HTML)
    (tmp_path / "web" / "views.py").write_text(PY)
    return tmp_path


def test_catalogues_compile_without_gettext_and_only_when_newer(tmp_path):
    root = package(tmp_path)
    made = messages.compile_catalogues(root)
    assert [m.name for m in made] == ["django.mo"]
    with made[0].open("rb") as source:
        assert gettext.GNUTranslations(source).gettext("Gửi") == "Send"
    assert messages.compile_catalogues(root) == []
    po = made[0].with_suffix(".po")
    os.utime(po, ns=(made[0].stat().st_mtime_ns + 1, made[0].stat().st_mtime_ns + 1))
    assert messages.compile_catalogues(root) == made


def test_every_string_without_english_is_found_with_its_place(tmp_path):
    found = {s.text: s.place for s in messages.untranslated("en", package(tmp_path))}
    assert found == {
        "Xem (lại)": "web/templates/a.html:1",
        "%(n)s việc": "web/templates/a.html:2",
        "tăng 5%%": "web/templates/a.html:2",
        "Mở": "web/templates/a.html:3",
        "Tên đơn vị": "web/views.py:2",
    }


def test_the_framework_speaks_vietnamese_where_its_own_catalogue_is_silent():
    messages.compile_catalogues()
    with (messages.PACKAGE / "locale" / "ui" / "vi" / "LC_MESSAGES" / "django.mo").open("rb") as source:
        vietnamese = gettext.GNUTranslations(source)
    assert vietnamese.gettext("Incorrect password.") == "Mật khẩu không đúng."
    assert vietnamese.ngettext("%(num)d day", "%(num)d days", 3) == "%(num)d ngày"
    assert vietnamese.pgettext("field label", "Login") == "Đăng nhập"
