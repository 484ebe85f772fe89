"""Sign-in, invitation, second factor, demo doors, wizard: who comes in and who does not."""

import re
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from binhdang.kit import clock
from binhdang.kit.models import Event
from binhdang.kit.runner import run_all
from binhdang.notices.models import OutgoingMail
from binhdang.notices.sending import send_waiting
from binhdang.orgs import queries
from binhdang.orgs.models import OrgUnit, Person
from tests.factories import PASSWORD, client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db
ENGLISH = re.compile(
    r"\b(sign in|sign out|password|remember me|forgot|authenticator|incorrect|security key|passwordless|enter|code:|"
    r"your|please|name|the)\b",
    re.I,
)


@pytest.fixture
def units():
    return kon_tum()


def visible(page):
    body = re.sub(r"<(script|style|svg|form id=\"mfa_login\").*?</\1>", " ", page.content.decode(), flags=re.S)
    texts = re.sub(r"<[^>]+>", " ", body)
    hints = " ".join(re.findall(r'(?:placeholder|title|aria-label|alt)="([^"]*)"', body))
    return " ".join((texts + " " + hints).split()).replace("English", "").replace("passkey", "")


def test_every_page_asks_for_a_sign_in_first(units):
    make_person("Một người", ("viewer", units["KT"]))
    for path in ("/", "/to-chuc/", "/nhat-ky/", "/tai-khoan/", "/tai-khoan/nguoi-dung/", "/tai-khoan/phien/"):
        page = Client().get(path)
        assert page.status_code == 302
        assert page["Location"].startswith("/tai-khoan/dang-nhap/?next=")


def test_a_person_signs_in_with_e_mail_and_password_and_it_is_logged(units):
    person = make_person("Người xem", ("viewer", units["KT"]))
    client = Client()
    page = client.post("/tai-khoan/dang-nhap/", {"login": person.email, "password": PASSWORD})
    assert page.status_code == 302
    assert client.get("/to-chuc/").status_code == 200
    assert Event.objects.filter(verb="signed.in", by=person).exists()


def test_a_wrong_password_is_said_in_vietnamese_and_logged(units):
    person = make_person("Người xem", ("viewer", units["KT"]))
    page = Client().post("/tai-khoan/dang-nhap/", {"login": person.email, "password": "sai-mat-khau"})
    assert "không đúng" in page.content.decode()
    assert Event.objects.filter(verb="sign_in.failed", subject_id=str(person.pk)).exists()


def test_guessing_is_locked_and_the_page_names_the_time(units):
    person = make_person("Người xem", ("viewer", units["KT"]))
    for attempt in range(9):
        email = person.email.upper() if attempt % 2 else person.email
        page = Client().post("/tai-khoan/dang-nhap/", {"login": email, "password": f"sai-{attempt}"})
    assert page.status_code == 429
    assert re.search(r"thử lại từ <strong>\d\d:\d\d</strong>", page.content.decode())
    page = Client().post("/tai-khoan/dang-nhap/", {"login": person.email, "password": PASSWORD})
    assert page.status_code == 429


def test_sign_up_is_closed(units):
    make_person("Người xem", ("viewer", units["KT"]))
    for path in ("/tai-khoan/dang-ky/", "/tai-khoan/mat-khau/dat/"):
        assert Client().post(path, {"email": "a@b.vn"}).status_code in (302, 404)
    assert Person.objects.count() == 1


def test_an_invitation_by_link_makes_an_account_that_is_signed_in(units):
    admin = make_person("Quản trị", ("administrator", units["KT"]))
    data = {"name": "Cán bộ M", "email": "m@example.vn", "role": "reporter", "unit": "C11", "post_title": "Chủ tịch"}
    page = client_of(admin).post("/tai-khoan/nguoi-dung/moi/", data)
    link = page.context["link"].removeprefix("http://testserver")
    send_waiting()
    assert page.context["link"] in mail.outbox[0].body
    assert OutgoingMail.objects.get().text == "", "what opens an account is forgotten once it has left"
    client = Client()
    assert client.get(link).status_code == 200
    answers = {"name": "Cán bộ M", "password": "mot-mat-khau-moi", "again": "mot-mat-khau-moi"}
    assert client.post(link, answers).status_code == 302
    assert client.get("/to-chuc/").status_code == 200
    assert client.get(link).status_code == 404
    assert Person.objects.get(email="m@example.vn").name == "Cán bộ M"


def test_a_reset_mail_carries_a_link_that_sets_a_password(units):
    person = make_person("Người xem", ("viewer", units["KT"]))
    assert Client().post("/tai-khoan/quen-mat-khau/", {"email": person.email}).status_code == 302
    run_all()
    send_waiting()
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body).group(1)
    client = Client()
    page = client.get(link, follow=True)
    assert page.status_code == 200
    path = page.redirect_chain[-1][0]
    new = {"password1": "mot-mat-khau-khac", "password2": "mot-mat-khau-khac"}
    assert client.post(path, new).status_code == 302
    assert Person.objects.get(pk=person.pk).check_password("mot-mat-khau-khac")


def test_a_reset_for_an_unknown_address_says_the_same_and_sends_nothing(units):
    make_person("Người xem", ("viewer", units["KT"]))
    assert Client().post("/tai-khoan/quen-mat-khau/", {"email": "ai@example.vn"}).status_code == 302
    run_all()
    send_waiting()
    assert mail.outbox == []


def test_a_reset_does_the_same_work_for_a_known_and_an_unknown_address(units):
    person = make_person("Người xem", ("viewer", units["KT"]))

    def statements(email):
        with CaptureQueriesContext(connection) as seen:
            assert Client().post("/tai-khoan/quen-mat-khau/", {"email": email}).status_code == 302
        return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in seen]

    Client().get("/tai-khoan/quen-mat-khau/")
    assert statements(person.email) == statements("ai@example.vn")


@pytest.mark.parametrize("role", ["signer", "reviewer", "plan_officer", "leader", "administrator"])
def test_those_who_decide_set_up_a_second_factor_before_anything_else(units, role):
    person = make_person("Người duyệt", (role, units["KT"]))
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/", "/to-chuc/", "/nhat-ky/", "/tai-khoan/"):
        assert client.get(path)["Location"] == "/tai-khoan/hai-lop/thiet-lap/"
    assert client.get("/tai-khoan/hai-lop/thiet-lap/").status_code == 200


@pytest.mark.parametrize("role", ["reporter", "viewer"])
def test_those_who_fill_in_or_read_come_in_with_the_password(units, role):
    person = make_person("Người nhập", (role, units["KT"]))
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/to-chuc/").status_code == 200


def test_with_a_second_factor_the_password_alone_does_not_sign_in(units):
    person = make_person("Người duyệt", ("reviewer", units["KT"]))
    Authenticator.objects.create(user=person, type="totp", data={"secret": ""})
    client = Client()
    page = client.post("/tai-khoan/dang-nhap/", {"login": person.email, "password": PASSWORD})
    assert page["Location"].startswith("/tai-khoan/hai-lop/ma/")
    assert client.get("/to-chuc/").status_code == 302


def test_the_authenticator_app_is_set_up_and_used(units):
    from allauth.mfa.totp.internal import auth as totp

    person = make_person("Người duyệt", ("reviewer", units["KT"]))
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"login": person.email, "password": PASSWORD})
    page = client.get("/tai-khoan/hai-lop/ung-dung/")
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    page = client.post("/tai-khoan/hai-lop/ung-dung/", {"code": code})
    assert page.status_code == 302
    assert client.get("/to-chuc/").status_code == 200
    made = Authenticator.objects.get(user=person, type="totp")
    assert made.data["secret"] != secret
    authenticator_added.send(sender=Authenticator, request=None, user=person, authenticator=made)
    assert Event.objects.filter(verb="factor.added", by=person).exists()


def test_sessions_are_listed_and_others_can_be_ended(units):
    person = make_person("Người xem", ("viewer", units["KT"]))
    one, two = Client(), Client()
    for client in (one, two):
        client.post("/tai-khoan/dang-nhap/", {"login": person.email, "password": PASSWORD})
    page = one.get("/tai-khoan/phien/")
    other = next(s for s in page.context["sessions"] if s.session_key == two.session.session_key)
    assert one.post(f"/tai-khoan/phien/{other.pk}/ket-thuc/").status_code == 302
    assert two.get("/to-chuc/").status_code == 302
    assert one.get("/to-chuc/").status_code == 200


def test_a_session_of_somebody_else_is_not_there(units):
    a, b = (make_person(name, ("viewer", units["KT"])) for name in ("Người A", "Người B"))
    one, two = Client(), Client()
    one.post("/tai-khoan/dang-nhap/", {"login": a.email, "password": PASSWORD})
    two.post("/tai-khoan/dang-nhap/", {"login": b.email, "password": PASSWORD})
    session = two.get("/tai-khoan/phien/").context["sessions"][0]
    assert one.post(f"/tai-khoan/phien/{session.pk}/ket-thuc/").status_code == 404


LOOPBACK = {"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "127.0.0.1"}


@pytest.fixture
def persona(units):
    return make_person("Cán bộ nữ công A", ("leader", units["KT"]), demo=True)


def test_demo_sign_in_works_on_this_machine_in_demo_mode(persona, settings):
    settings.DEMO = True
    client = Client(**LOOPBACK)
    assert "Cán bộ nữ công A" in client.get("/tai-khoan/dang-nhap/").content.decode()
    assert client.post("/tai-khoan/trinh-dien/", {"person": persona.pk}).status_code == 302
    assert client.get("/to-chuc/").status_code == 200


@pytest.mark.parametrize(
    ("demo", "where"),
    [
        (False, LOOPBACK),
        (True, {**LOOPBACK, "REMOTE_ADDR": "10.1.2.3"}),
        (True, {**LOOPBACK, "SERVER_NAME": "binhdang.example.vn"}),
        (True, {**LOOPBACK, "HTTP_X_FORWARDED_FOR": "10.1.2.3"}),
        (True, {**LOOPBACK, "REMOTE_ADDR": ""}),
    ],
)
def test_demo_sign_in_does_not_exist_otherwise(persona, settings, demo, where):
    settings.DEMO = demo
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(**where)
    assert "Cán bộ nữ công A" not in client.get("/tai-khoan/dang-nhap/").content.decode()
    assert client.post("/tai-khoan/trinh-dien/", {"person": persona.pk}).status_code == 404
    assert client.get("/to-chuc/").status_code == 302


def test_demo_sign_in_takes_posts_and_personas_only(persona, units, settings):
    settings.DEMO = True
    real = make_person("Người thật", ("viewer", units["KT"]))
    client = Client(**LOOPBACK)
    assert client.get(f"/tai-khoan/trinh-dien/?person={persona.pk}").status_code == 404
    assert client.post("/tai-khoan/trinh-dien/", {"person": real.pk}).status_code == 404


def test_a_persona_outside_demo_mode_needs_the_second_factor_too(persona):
    client = Client()
    client.force_login(persona, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/to-chuc/")["Location"] == "/tai-khoan/hai-lop/thiet-lap/"


def test_no_english_shows_on_the_vietnamese_sign_in_pages(units):
    person = make_person("Người duyệt", ("reviewer", units["KT"]))
    pages = [
        Client().get("/tai-khoan/dang-nhap/"),
        Client().post("/tai-khoan/dang-nhap/", {"login": person.email, "password": "x"}),
        Client().post("/tai-khoan/dang-nhap/", {"login": "khong-phai-thu", "password": ""}),
        Client().get("/tai-khoan/quen-mat-khau/"),
        Client().get("/tai-khoan/quen-mat-khau/da-gui/"),
        Client().get("/tai-khoan/quen-mat-khau/abc-def/"),
    ]
    client = Client()
    client.post("/tai-khoan/dang-nhap/", {"login": person.email, "password": PASSWORD})
    paths = ("hai-lop/thiet-lap/", "hai-lop/ung-dung/", "hai-lop/khoa/them/", "dang-xuat/", "xac-minh-lai/")
    pages += [client.get(f"/tai-khoan/{path}") for path in paths]
    pages.append(client.post("/tai-khoan/hai-lop/ung-dung/", {"code": "000000"}))
    signed = client_of(person)
    signed.post("/tai-khoan/dang-nhap/", {"login": person.email, "password": PASSWORD})
    pages += [signed.get(f"/tai-khoan/{path}") for path in ("hai-lop/", "mat-khau/", "phien/", "hai-lop/khoa/")]
    pages.append(signed.post("/tai-khoan/mat-khau/", {"oldpassword": "x", "password1": "123", "password2": "1234"}))
    for page in pages:
        assert page.status_code == 200, page.request["PATH_INFO"]
        assert not ENGLISH.findall(visible(page)), page.request["PATH_INFO"]


def test_the_pages_are_in_english_for_those_who_choose_it(units):
    make_person("Người xem", ("viewer", units["KT"]))
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    text = visible(client.get("/tai-khoan/dang-nhap/"))
    assert "Sign in" in text
    assert "Đăng nhập" not in text


def test_while_nobody_has_an_account_every_page_leads_to_the_wizard():
    for path in ("/", "/to-chuc/", "/tai-khoan/dang-nhap/", "/nhat-ky/"):
        assert Client().get(path)["Location"] == "/thiet-lap/"


def test_the_wizard_suggests_a_start_early_enough_for_earlier_years():
    page = Client().get("/thiet-lap/")
    assert page.context["form"]["valid_from"].value() == date(clock.today().year - 10, 1, 1)
    assert "các năm trước" in page.content.decode()


def test_the_wizard_makes_unit_levels_units_and_administrator_and_closes():
    client = Client()
    unit = {"code": "KT", "unit_name": "Liên đoàn Lao động tỉnh", "kind": "LDLD_TINH", "valid_from": "2016-01-01"}
    assert client.post("/thiet-lap/?buoc=don-vi", unit).status_code == 302
    levels = {level.code: level.name for level in queries.levels()} | {"tinh": "Cấp tỉnh"}
    assert client.post("/thiet-lap/?buoc=cap", levels).status_code == 302
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("a.csv", "code,name,kind,parent_code\nH1,Huyện một,LDLD_HUYEN,KT\n".encode())
    assert client.post("/thiet-lap/?buoc=danh-sach", {"file": file}).status_code == 302
    assert OrgUnit.objects.count() == 0
    person = {"name": "Quản trị", "email": "qt@example.vn", "password": PASSWORD, "again": PASSWORD}
    page = client.post("/thiet-lap/?buoc=quan-tri", person)
    assert page["Location"] == "/tai-khoan/dang-nhap/"
    assert {u.code for u in OrgUnit.objects.all()} == {"KT", "H1"}
    assert queries.levels().get(code="tinh").name == "Cấp tỉnh"
    made = Person.objects.get()
    assert [(h.role, h.unit.code) for h in queries.roles_of(made)] == [("administrator", "KT")]
    signed = Client()
    signed.post("/tai-khoan/dang-nhap/", {"login": made.email, "password": PASSWORD})
    assert signed.get("/to-chuc/")["Location"] == "/tai-khoan/hai-lop/thiet-lap/"
    assert Client().get("/thiet-lap/").status_code == 404


def test_a_file_with_errors_in_the_wizard_names_them_and_keeps_the_answers():
    client = Client()
    unit = {"code": "KT", "unit_name": "Liên đoàn Lao động tỉnh", "kind": "LDLD_TINH", "valid_from": "2016-01-01"}
    client.post("/thiet-lap/?buoc=don-vi", unit)
    client.post("/thiet-lap/?buoc=cap", {level.code: level.name for level in queries.levels()})
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("a.csv", "code,name,kind,parent_code\nH1,Huyện một,LDLD_HUYEN,SAI\n".encode())
    page = client.post("/thiet-lap/?buoc=danh-sach", {"file": file})
    assert page.status_code == 400
    assert "Dòng 2" in page.content.decode()
    assert client.get("/thiet-lap/").context["step"] == "danh-sach"
