"""Reminders: the right day, one digest a person a day, never twice, through the unit above where nobody has an account."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from binhdang.calc.workdays import Calendar
from binhdang.kit import clock, jobs, runner
from binhdang.kit.models import Job
from binhdang.notices import actions as notices
from binhdang.notices.models import Notice, OutgoingMail
from binhdang.reports import actions, reminders
from binhdang.reports.models import Report, ReportRequest
from binhdang.reports.reminder_models import Reminder
from tests.reports.world import World

PLAIN = Calendar(holidays=lambda year: {})


def run(day: date) -> int:
    with clock.standing_on(day):
        return reminders.remind({}, jobs.Progress())["told"]


def told(person) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("text", flat=True))


def test_each_stage_has_its_days():
    due = date(2019, 11, 22)  # a Friday
    seen = {n: reminders.stage_of(due, due + timedelta(days=n), PLAIN) for n in range(-40, 41)}
    runs: dict[str, list[int]] = {}
    for n, stage in seen.items():
        runs.setdefault(stage, []).append(n)
    assert (runs["b7"][0], runs["b2"][0], runs["on"]) == (-9, -2, [0]), "7 working days are 9 days"
    assert (runs["a1"], runs["a3"], runs["a7"]) == ([1, 2], [3, 4, 5, 6], list(range(7, 31)))


def test_a_reporter_gets_one_digest_a_day_and_the_reviewer_is_asked_to_call_where_nobody_has_an_account(db):
    world = World()
    assert run(date(2019, 11, 1)) == 0
    assert run(date(2019, 11, 20)) == 5
    assert run(date(2019, 11, 20)) == run(date(2019, 11, 21)) == 0
    assert told(world.reporter) == ["Biểu thử, năm 2019, Đơn vị C11: còn 2 ngày (22/11/2019)."]
    assert "1 đơn vị chưa có tài khoản, gọi điện; còn 2 ngày (22/11/2019)" in told(world.upper)[0]
    assert "Đơn vị C12" in told(world.upper)[0]
    assert "Đơn vị H2" in told(world.boss)[0], "nobody at H2 has an account: whoever reviews at KT calls"
    mail = OutgoingMail.objects.get(person=world.reporter)
    assert (mail.to, "1 báo cáo sắp đến hạn" in mail.subject) == (world.reporter.email, True)
    assert "Biểu thử, năm 2019, Đơn vị C11" in mail.text


def test_what_is_newly_asked_for_is_told_once_in_the_next_digest(db):
    with clock.standing_on(date(2019, 10, 1)):
        world = World()
    assert run(date(2019, 10, 1)) == 5
    assert told(world.reporter) == ["Biểu thử, năm 2019, Đơn vị C11: yêu cầu mới, còn 52 ngày (22/11/2019)."]
    Report.objects.filter(unit=world.units["C11"]).update(due_on=date(2019, 11, 29))
    assert run(date(2019, 10, 2)) == 0
    assert run(date(2019, 10, 30)) == 0


def test_who_has_sent_is_not_reminded_and_a_new_deadline_begins_anew(db):
    world = World()
    world.sent("C21")
    notices.choose_mail(False, by=world.reporter)
    run(date(2019, 11, 22))
    assert told(world.other) == []
    assert told(world.reporter) == ["Biểu thử, năm 2019, Đơn vị C11: hôm nay là hạn (22/11/2019)."]
    assert not OutgoingMail.objects.filter(person=world.reporter).exists(), "mail was turned off"
    Report.objects.filter(unit=world.units["C11"]).update(due_on=date(2019, 11, 29))
    run(date(2019, 11, 22))
    assert len(told(world.reporter)) == 1, "one digest a day"
    run(date(2019, 11, 25))
    run(date(2019, 11, 29))
    assert [line.rsplit(":")[-1] for line in told(world.reporter)[1:]] == [
        " còn 4 ngày (29/11/2019).",
        " hôm nay là hạn (29/11/2019).",
    ]
    actions.return_report(world.report("C21").pk, [("report", "", "Đề nghị xem lại số liệu.")], by=world.boss)
    run(date(2019, 11, 30))
    assert len(told(world.other)) == 1, "what came back waits again"
    ReportRequest.objects.update(closed_at=clock.now())
    assert run(date(2019, 12, 6)) == 0


def test_a_tick_starts_the_job_on_working_days_only(db):
    World()
    for day, started in ((date(2019, 11, 23), 0), (date(2019, 11, 25), 1)):
        with clock.standing_on(day):
            moment = clock.now()
            reminders.look()
            assert Job.objects.count() in ({0} if not started else {0, 1}), moment
    Job.objects.all().delete()
    jobs.start("reports.remind", {}, by=None)
    with clock.standing_on(date(2019, 11, 25)):
        runner.run_all()
    assert Job.objects.get().result == {"told": 5}


class NeverTwice(TestCase):
    """Whatever happens in whatever order, nobody is told the same twice, nor mailed twice a day."""

    @classmethod
    def setUpTestData(cls):
        cls.world = World()

    @settings(max_examples=4)
    @given(
        steps=st.lists(
            st.tuples(st.sampled_from(["run", "run", "run", "crash", "move", "send"]), st.integers(0, 4)),
            min_size=6,
            max_size=10,
        )
    )
    def test_under_random_ticks_crashes_and_moved_deadlines(self, steps):
        day = date(2019, 11, 11)
        for what, n in steps:
            day += timedelta(days=n)
            if what == "move":
                report = Report.objects.order_by("pk")[n]
                Report.objects.filter(pk=report.pk).update(due_on=day + timedelta(days=3 + n))
            elif what == "send" and self.world.report("C11").state == "expected":
                self.world.sent("C11")
            elif what == "crash":
                self.crash(day)
            else:
                run(day)
                assert run(day) == 0
        marks = Counter(Reminder.objects.values_list("report", "person", "stage", "due_on"))
        assert set(marks.values()) <= {1}
        assert Notice.objects.count() == len(set(Notice.objects.values_list("person", "key")))
        mails = Counter((m.person_id, m.key) for m in OutgoingMail.objects.all())
        assert set(mails) == {(n.person_id, f"{n.key} {n.person_id}") for n in Notice.objects.all()}

    def crash(self, day):
        """The process ends after the second person was told, in the middle of the third."""
        seen = []
        real = notices.queue_mail

        def dies(letter):
            seen.append(letter)
            if len(seen) == 3:
                raise KeyboardInterrupt
            real(letter)

        notices.queue_mail = dies
        try:
            run(day)
        except KeyboardInterrupt:
            pass
        finally:
            notices.queue_mail = real


@pytest.mark.django_db
def test_two_that_run_at_once_tell_once():
    world = World()
    with clock.standing_on(date(2019, 11, 20)):
        first, second = reminders.due_today(), reminders.due_today()
        for person, digest in first.items():
            assert reminders._tell(person, digest, mail=True)
        for person, digest in second.items():
            assert not reminders._tell(person, digest, mail=True)
    assert len(told(world.reporter)) == 1
