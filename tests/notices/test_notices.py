"""Telling people: once for each key, mails never twice, nothing out of a demo, everybody sees only their own."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhdang.kit import clock
from binhdang.kit.errors import Refused
from binhdang.notices import actions, queries, sending
from binhdang.notices.models import Notice, OutgoingMail
from binhdang.orgs import rules
from tests.factories import client_of, kon_tum, make_person

pytestmark = pytest.mark.django_db


class Refusing(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("hung up")


@pytest.fixture
def people():
    units = kon_tum()
    return {
        "reporter": make_person("Người lập C11", ("reporter", units["C11"])),
        "admin": make_person("Quản trị H1", ("administrator", units["H1"])),
        "other": make_person("Quản trị H2", ("administrator", units["H2"])),
        "path": rules.reach(make_person("Xem", ("viewer", units["C11"])))[0],
    }


def letter(people, key="a", **more):
    given = {"to": people["reporter"].email, "subject": "Nhắc\nhạn", "text": "Nội dung", "path": people["path"]} | more
    return actions.Letter(key=key, person_id=people["reporter"].pk, **given)


def states():
    return list(OutgoingMail.objects.order_by("pk").values_list("state", "attempts"))


def test_the_same_thing_is_told_and_mailed_once(people):
    for _ in range(2):
        actions.tell(people["reporter"].pk, key="hạn 1", text="Còn 2 ngày", href="/bao-cao/")
        actions.queue_mail(letter(people))
    assert Notice.objects.count() == OutgoingMail.objects.count() == 1
    assert [sending.send_waiting(), sending.send_waiting()] == [1, 0]
    assert [(m.subject, m.body, m.to) for m in mail.outbox] == [("Nhắc hạn", "Nội dung", [people["reporter"].email])]
    assert states() == [("sent", 1)]


def test_a_mail_that_the_server_refuses_is_tried_later_and_given_up_in_the_end(people, settings):
    settings.EMAIL_BACKEND = "tests.notices.test_notices.Refusing"
    actions.queue_mail(letter(people))
    for attempt in range(1, 6):
        assert sending.send_waiting() == 0
        assert states() == [("queued" if attempt < 5 else "failed", attempt)]
        assert sending.send_waiting() == 0, "not before its time"
        assert states()[0][1] == attempt
        OutgoingMail.objects.update(not_before=clock.instant() - timedelta(seconds=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail_id = OutgoingMail.objects.get().pk
    with pytest.raises(OutgoingMail.DoesNotExist):
        actions.send_again(mail_id, by=people["other"])
    actions.send_again(mail_id, by=people["admin"])
    assert sending.send_waiting() == 1
    with pytest.raises(Refused, match="Đã gửi"):
        actions.send_again(mail_id, by=people["admin"])


def test_a_mail_whose_sender_died_in_the_middle_is_left_to_a_person(people):
    actions.queue_mail(letter(people))
    taken = OutgoingMail.objects.get()
    assert sending._take(taken)
    assert not sending._take(OutgoingMail(pk=taken.pk, state="queued", attempts=0)), "one sender"
    assert sending.send_waiting() == 0
    OutgoingMail.objects.update(not_before=clock.instant() - timedelta(seconds=1))
    sending.send_waiting()
    assert states() == [("failed", 1)]
    assert mail.outbox == []
    assert "không rõ" in OutgoingMail.objects.get().problem


def test_a_demo_sends_nothing_and_shows_the_outbox(people, settings):
    settings.MAILS_GO_OUT, settings.DEMO = False, True
    actions.queue_mail(letter(people, secret=True))
    assert sending.send_waiting() == 0
    assert states() == [("held", 0)]
    page = client_of(people["admin"]).get("/hop-thu-di/").content.decode()
    assert "không gửi thư nào ra ngoài" in page
    assert "Nhắc hạn" in page
    assert (
        "Nội dung" in client_of(people["admin"]).get(f"/hop-thu-di/{OutgoingMail.objects.get().pk}/").content.decode()
    )


def test_the_outbox_is_scoped_and_hides_what_opens_an_account(people):
    actions.queue_mails([letter(people, key="b", secret=True, text="http://bi-mat/")])
    address = f"/hop-thu-di/{OutgoingMail.objects.get().pk}/"
    assert client_of(people["reporter"]).get("/hop-thu-di/").status_code == 403
    assert client_of(people["other"]).get(address).status_code == 404
    assert "Nhắc hạn" not in client_of(people["other"]).get("/hop-thu-di/").content.decode()
    shown = client_of(people["admin"]).get(address).content.decode()
    assert "Nhắc hạn" in shown
    assert "bi-mat" not in shown
    client = client_of(people["admin"])
    client.get("/hop-thu-di/")
    with CaptureQueriesContext(connection) as few:
        client.get("/hop-thu-di/")
    actions.queue_mails([letter(people, key=f"c{n}") for n in range(3)])
    with CaptureQueriesContext(connection) as many:
        client.get("/hop-thu-di/")
    assert len(many) == len(few)


def test_a_person_reads_their_own_notices_and_turns_mail_off(people):
    person = people["reporter"]
    actions.tell_many([(person.pk, f"k{n}", f"Việc {n}", "/to-chuc/") for n in range(3)])
    client, first = client_of(person), Notice.objects.order_by("pk").first()
    page = client.get("/thong-bao/").content.decode()
    assert "3 thông báo chưa đọc" in page
    assert '>3<span class="vh">' in page, "the frame counts them"
    assert client_of(people["admin"]).post(f"/thong-bao/{first.pk}/").status_code == 404
    assert client.post(f"/thong-bao/{first.pk}/")["Location"] == "/to-chuc/"
    assert queries.unread_count(person) == 2
    client.post("/thong-bao/da-doc/")
    assert queries.unread_count(person) == 0
    client.post("/thong-bao/thu/", {"mail": "off"})
    assert not queries.wants_mail(person)
    assert queries.without_mail([person.pk, people["admin"].pk]) == {person.pk}
    client.post("/thong-bao/thu/", {"mail": "on"})
    assert queries.wants_mail(person)
