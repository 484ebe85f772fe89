"""Whatever people try in whatever order: the life of a report keeps its promises."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from binhdang.calc import cells
from binhdang.kit import clock
from binhdang.kit.errors import BadInput, Conflict, Refused
from binhdang.kit.models import Event
from binhdang.reports import actions, asks, behalf, deadlines, flow, locks
from binhdang.reports.models import Report, ReportRevision, UnitAsk
from tests.reports.world import WHY, World

pytestmark = pytest.mark.django_db
PEOPLE = st.sampled_from(["reporter", "upper", "boss", "both", "other"])
UNIT_SIDE, ABOVE_SIDE = {"reporter", "both"}, {"upper", "boss"}
NO = (Refused, BadInput, Conflict, Report.DoesNotExist, UnitAsk.DoesNotExist)


class Life(RuleBasedStateMachine):
    """A plain model of one report beside the real one."""

    @initialize()
    def begin(self):
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.world = World()
        self.pk = self.world.report().pk
        self.state, self.value, self.accepted, self.submitter = "expected", None, None, None
        self.moves, self.accepted_ever = [], []
        self.caller, self.by_telephone, self.confirmed = None, False, False
        self.lock, self.opened = None, False
        self.waiting, self.granted, self.level_due = {}, [], self.world.report().due_on

    def teardown(self):
        if hasattr(self, "undo"):
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @property
    def free(self):
        """Whether no lock holds the unit."""
        return self.lock is None or self.opened

    @rule(who=PEOPLE)
    def lock_or_lift(self, who):
        def act(by):
            if self.lock:
                locks.lift_lock(self.lock.pk, why=WHY, by=by)
                return None
            day, unit = clock.today(), self.world.units["H1" if who == "upper" else "KT"]
            return locks.lock_period(
                self.world.form.data_set, "2019", unit, starts_on=day, ends_on=None, reason=WHY, by=by
            )

        done = []
        may = who in {"boss", "both"} or (who == "upper" and (self.lock is None or self.lock.unit.code == "H1"))
        if self._try(lambda by: done.append(act(by)), may, who):
            self.lock, self.opened = done[0], False

    @rule(who=PEOPLE)
    def open_for_the_unit(self, who):
        if self.lock is None:
            return
        may = who in {"boss", "both"} or (who == "upper" and self.lock.unit.code == "H1")
        unit, until = self.world.units["C11"], clock.today()
        act = lambda by: locks.open_for_unit(self.lock.pk, unit, until=until, reason=WHY, by=by)  # noqa: E731
        if self._try(act, may, who):
            self.opened = True

    @rule(who=PEOPLE)
    def note_who_answered_the_telephone(self, who):
        may = self.free and who in ABOVE_SIDE and self.state in flow.EDITABLE
        if self._try(lambda by: behalf.begin(self.pk, by=by, spoke_with=WHY), may, who):
            self.caller, self.confirmed = who, False

    @rule(who=PEOPLE)
    def confirm(self, who):
        may = who in UNIT_SIDE and self.by_telephone and not self.confirmed
        if self._try(lambda by: behalf.confirm(self.pk, by=by), may, who):
            self.confirmed = True

    def _fills(self, who):
        return who in UNIT_SIDE or who == self.caller

    def _decides(self, who):
        return who in ABOVE_SIDE and who != self.submitter

    def _typed(self, who):
        """Figures came in: by telephone they wait for the unit's word, from the unit itself they are its own."""
        if who in UNIT_SIDE:
            self.confirmed = self.confirmed or self.by_telephone
            self.by_telephone = False
        else:
            self.by_telephone, self.confirmed = True, False

    def _try(self, act, may, who):
        """Do it; the model says whether it must succeed. Returns whether it did."""
        try:
            act(getattr(self.world, who))
        except NO:
            assert not may, (who, self.state)
            return False
        assert may, (who, self.state)
        return True

    @rule(who=PEOPLE, value=st.integers(2, 9))
    def save(self, who, value):
        def act(by):
            report = Report.objects.get(pk=self.pk)
            answers = {"dv.tong": 40, "dv.nu": 20, "bch.tong": value, "bch.nu": 1}
            actions.save_draft(self.pk, answers, version=report.version, by=by)

        if self._try(act, self.free and self._fills(who) and self.state in flow.EDITABLE, who):
            self.value = value
            self._typed(who)
            self.state = "draft" if self.state == "expected" else self.state

    @rule(who=PEOPLE, value=st.integers(2, 9))
    def hand_in(self, who, value):
        def act(by):
            answers = {"dv.tong": 40, "dv.nu": 20, "bch.tong": value, "bch.nu": 1}
            actions.hand_in(self.pk, answers, version=Report.objects.get(pk=self.pk).version, by=by)

        if self._try(act, self.free and self._fills(who) and self.state in flow.EDITABLE, who):
            self.value, self.submitter = value, who
            self._typed(who)
            self._moved("submit", "submitted")

    @rule(who=PEOPLE)
    def submit(self, who):
        may = self.free and self._fills(who) and self.state in {"draft", "returned", "correcting"}
        if self._try(lambda by: actions.submit(self.pk, by=by), may, who):
            self._moved("submit", "submitted")
            self.submitter = who
            if who in UNIT_SIDE:
                self._typed(who)

    @rule(who=PEOPLE)
    def withdraw(self, who):
        may = self.free and self._fills(who) and self.state == "submitted"
        if self._try(lambda by: actions.withdraw(self.pk, by=by, why=WHY), may, who):
            self._moved("withdraw", "draft")

    @rule(who=PEOPLE)
    def accept(self, who):
        may = self._decides(who) and who != self.caller and self.state == "submitted"
        if self._try(lambda by: actions.accept(self.pk, by=by), may, who):
            self._moved("accept", "accepted")
            self.accepted = self.value
            self.accepted_ever.append(self.value)

    @rule(who=PEOPLE)
    def send_back(self, who):
        may = self._decides(who) and who != self.caller and self.state == "submitted"
        if self._try(lambda by: actions.return_report(self.pk, [("report", "", WHY)], by=by), may, who):
            self._moved("return", "returned")

    @rule(who=PEOPLE, above=st.booleans())
    def correct(self, who, above):
        side = self._decides(who) if above else who in UNIT_SIDE
        may = self.free and side and self.state == "accepted"
        act = lambda by: actions.start_correction(self.pk, by=by, why=WHY, from_above=above)  # noqa: E731
        if self._try(act, may, who):
            self._moved("reopen" if above else "correct", "correcting")

    @rule(who=PEOPLE)
    def give_up(self, who):
        may = who in UNIT_SIDE and self.state == "correcting"
        if self._try(lambda by: actions.cancel_correction(self.pk, by=by), may, who):
            if self.value != self.accepted:
                self.moves.append("drop")
            self._moved("cancel", "accepted")
            self.value = self.accepted

    @property
    def may_go(self):
        """Whether the unit can be left out."""
        return self.state in {"expected", "draft", "returned"} and self.accepted is None

    def _later(self):
        return deadlines.calendar().add(max(Report.objects.get(pk=self.pk).due_on, clock.today()), 1)

    @rule(who=PEOPLE, kind=st.sampled_from(["out", "extension"]))
    def ask(self, who, kind):
        if kind == "out":
            may, act = self.may_go, lambda by: asks.ask_out(self.pk, why=WHY, by=by)
        else:
            may = self.state in flow.EDITABLE
            act = lambda by: asks.ask_extension(self.pk, until=self._later(), why=WHY, by=by)  # noqa: E731
        if self._try(act, may and who in UNIT_SIDE and kind not in self.waiting, who):
            self.waiting[kind] = UnitAsk.objects.get(report=self.pk, kind=kind, state="waiting").pk

    @rule(who=PEOPLE, kind=st.sampled_from(["out", "extension"]), grant=st.booleans())
    def decide(self, who, kind, grant):
        if kind not in self.waiting:
            return
        may = self._decides(who) and (not grant or kind == "extension" or self.may_go)
        act = lambda by: asks.decide(self.waiting[kind], grant=grant, answer=WHY, by=by)  # noqa: E731
        if self._try(act, may, who):
            self._decided(kind, self.waiting.pop(kind), grant)

    @rule(who=PEOPLE)
    def leave_out(self, who):
        may = self._decides(who) and self.may_go and "out" not in self.waiting
        if self._try(lambda by: asks.leave_out(self.pk, why=WHY, by=by), may, who):
            self._decided("out", UnitAsk.objects.get(report=self.pk, kind="out", state="granted").pk, True)

    def _decided(self, kind, pk, grant):
        if grant:
            self.granted.append((kind, pk))
        if grant and kind == "out":
            self.waiting = {}
            self._moved("excuse", "excused")

    @rule(who=PEOPLE)
    def take_back(self, who):
        if not self.granted:
            return
        kind, pk = self.granted[-1]
        if self._try(lambda by: asks.undo(pk, why=WHY, by=by), self._decides(who), who):
            self.granted.pop()
            if kind == "out":
                verb, state = ("readmit", "expected") if self.value is None else ("resume", "draft")
                self._moved(verb, state)

    @invariant()
    def the_deadline_is_that_of_the_level_or_of_the_last_extension_that_stands(self):
        ends = UnitAsk.objects.filter(pk__in=[pk for kind, pk in self.granted if kind == "extension"])
        due = max([self.level_due, *ends.values_list("until", flat=True)])
        assert Report.objects.get(pk=self.pk).due_on == due

    def _moved(self, verb, state):
        self.state = state
        self.moves.append(verb)

    @invariant()
    def the_row_is_what_the_model_says(self):
        report = Report.objects.select_related("form").get(pk=self.pk)
        assert report.state == self.state
        assert (report.origin == "behalf") == self.by_telephone
        assert (report.behalf_by_id, report.confirmed_at is not None) == (
            getattr(self.world, self.caller).pk if self.caller else None,
            self.confirmed,
        )
        order = report.form.cell_order
        accepted = cells.unpack(report.accepted_values, order) if report.accepted_values else {}
        assert accepted.get("bch.tong") == self.accepted
        if self.value is not None:
            assert cells.unpack(report.values, order)["bch.tong"] == self.value

    @invariant()
    def every_move_is_logged_and_every_accepted_value_kept(self):
        kept = ReportRevision.objects.filter(report_id=self.pk).order_by("number")
        assert [r.verb for r in kept] == self.moves
        order = Report.objects.select_related("form").get(pk=self.pk).form.cell_order
        values = [cells.unpack(r.values, order)["bch.tong"] for r in kept if r.verb == "accept"]
        assert values == self.accepted_ever
        events = Event.objects.filter(subject_kind="report", subject_id=str(self.pk)).exclude(verb="report.open")
        events = events.exclude(verb__startswith="ask.").exclude(verb__in=["report.behalf", "report.confirm"])
        assert events.count() == len([verb for verb in self.moves if verb != "drop"])
        assert all(r.by_id for r in kept)


def test_the_life_of_a_report_keeps_its_promises():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
