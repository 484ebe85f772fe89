"""Every door has a lock: each address of the product, asked by each persona, answers as `access.json` says.

`BINHDANG_WRITE_ACCESS=1 pytest tests/test_access.py` writes the file anew; read its changes before committing them.
Every engine asks its half of the addresses, for the walk is the longest of all tests; writing asks all of them.
A new address needs an object for its parts in `objects`; the file holds GET by everybody and an empty POST by those
who may write nothing there.
"""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from binhdang.consolidation import actions as consolidation
from binhdang.consolidation.models import Slip, Snapshot
from binhdang.datasets.drafts import start_draft
from binhdang.documents.actions import draft_paper
from binhdang.kit.models import Job
from binhdang.notices.models import OutgoingMail
from binhdang.orgs import actions, imports, queries
from binhdang.orgs.roles import ROLES
from binhdang.plans.actions import upload_plan
from binhdang.privacy import actions as privacy
from binhdang.registers.awards.forms import ProposalForm
from binhdang.registers.awards.models import AwardProposal
from binhdang.registers.awards.register import PROPOSALS
from binhdang.registers.cadres.forms import CadreForm
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.clubs.forms import ClubForm
from binhdang.registers.clubs.models import Material
from binhdang.registers.clubs.register import CLUBS
from binhdang.registers.committees.forms import CommitteeForm
from binhdang.registers.committees.models import CommitteeMember
from binhdang.registers.committees.register import COMMITTEES
from binhdang.registers.core import actions as registers
from binhdang.registers.training.forms import CourseForm
from binhdang.registers.training.models import Certificate, Enrolment, Session
from binhdang.registers.training.register import TRAINING
from binhdang.reports.asks import ask_out
from binhdang.reports.files import attach
from binhdang.reports.locks import lock_period
from binhdang.reports.models import Report
from binhdang.reports.requests import open_request
from binhdang.reports.schedules import make_schedule
from binhdang.web.middleware import WITHOUT_SIGN_IN
from binhdang.workbooks.actions import hand_in
from tests.careers.people import congress
from tests.datasets.own import PNG, own_form
from tests.documents.samples import draft as paper_draft
from tests.evaluation.world import World, filled
from tests.factories import client_of, make_person, make_unit
from tests.plans.conftest import TEXT
from tests.registers.test_awards import PROPOSAL
from tests.registers.test_engine import GOOD as COMMITTEE
from tests.registers.test_training import GOOD as COURSE

FILE = Path(__file__).with_name("access.json")
NO_WRITERS = ("anonymous", "viewer", "outsider")
OWN_ACCOUNT = (
    "account_",
    "mfa_",
    "usersessions_",
    "set_language",
    "accounts:end_session",
    "accounts:second_factor",
    "accounts:own_phone",
    "notices:read_all",
    "registers:keep",
    "notices:mail",
    "workbooks:below",
)
BODIES = {"plans:decide": {"verb": "drop", "version": "0"}}
"""What is posted where an empty POST is answered before anybody's right is looked at."""
SIGN_IN = "/tai-khoan/dang-nhap/"


def routes(patterns: list[Any] | None = None, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every named address with the names of its parts; the gallery, which only demo and debug mode have, is left out."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver) and entry.namespace == "ui":
            continue
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{space}{entry.name}", sorted(entry.pattern.regex.groupindex)


def objects(world: World, insider: Any, leader: Any) -> dict[str, Any]:
    """What stands in the parts of addresses: by "route part", else by "package part", else by the part alone."""
    data = b"code,name,kind,parent_code\nN1,Moi,CDCS,H1\n"
    batch = imports.import_units(data, file_name="a.csv", by=None).batch
    invitation, token = actions.invite_person(
        "moi@example.vn", name="Mới", role="viewer", unit=world.units["H1"], by=leader
    )
    draft = upload_plan(world.units["KT"], TEXT, by=leader, source_name="kh.docx")
    paper = draft_paper(world.units["KT"], paper_draft(), {"a": {"label": "Tỷ lệ", "text": "28,7%"}}, by=None)
    report = Report.objects.get(unit=world.units["C11"], period_key="2019")
    form, begun = own_form(world.units["KT"]), start_draft(world.units["KT"], name="Đang dựng", period="once", by=None)
    open_request(form, unit=world.units["H1"], period_key="D2019-11-01", due={}, by=None)
    asked = Report.objects.get(unit=world.units["C11"], form=form)
    file = attach(asked.pk, "anh", name="a.png", data=PNG, version=0, by=None)
    job = Job.objects.create(kind="test", by=insider)
    lock = lock_period(
        report.data_set,
        "2019",
        world.units["KT"],
        starts_on=date(2040, 1, 1),
        ends_on=None,
        reason="Đã chốt số liệu.",
        by=None,
    )
    letter = OutgoingMail.objects.create(to="a@example.vn", key="a", subject="A", text="A", path=report.path)
    whole = consolidation.start(world.requests["2019"].pk, world.units["H1"], by=None)
    consolidation.sign(whole.pk, by=leader, reason="Một đơn vị chưa nộp vì đang sắp xếp lại.")
    slip = Slip.objects.create(
        report=report, number=1, unit=report.unit, path=report.path, data_set=report.data_set, period_key="2019"
    )
    schedule = make_schedule(
        world.form, unit=world.units["KT"], first_period="2090", open_after=1, due_after={"co_so": 5}, by=None
    )
    ask = ask_out(Report.objects.get(unit=world.units["C12"], period_key="2019").pk, why="Đơn vị đã giải thể.", by=None)
    committee = registers.add(COMMITTEES, world.units["C11"], CommitteeForm(COMMITTEE), by=None)
    paper_of = registers.attach(COMMITTEES, committee.pk, name="a.png", data=PNG, by=None)
    head = CommitteeMember.objects.create(committee=committee, unit=committee.unit, name="A", since=date(2018, 1, 1))
    proposal = registers.add(
        PROPOSALS, world.units["C11"], ProposalForm(PROPOSAL, instance=AwardProposal(unit=world.units["C11"])), by=None
    )
    cadre = registers.add(CADRES, world.units["C11"], CadreForm({"name": "A", "sex": "nu"}), by=None)
    training = training_objects(world.units["C11"])
    club = registers.add(CLUBS, world.units["C11"], ClubForm({"name": "A", "founded_on": "08/03/2018"}), by=None)
    leaflet = registers.attach(CLUBS, club.pk, name="a.png", data=PNG, by=None)
    material = Material.objects.create(club=club, file=leaflet, title="A")
    asked_for = privacy.receive(world.units["C11"], privacy.Asked("view", "A"), by=None)
    upload = hand_in([("a.csv", b"STT\tN\n1\t2\n")], by=insider, report_id=report.pk)
    return training | {
        "privacy pk": asked_for.pk, "privacy verb": "bao-nhan",
        "registers code": COMMITTEES.code, "registers pk": committee.pk, "registers file_id": paper_of.pk,
        "clubs pk": material.pk, "awards pk": proposal.pk, "lines": "uy-vien", "line_id": head.pk, "view_id": 0,
        "careers pk": congress(world.units["C11"]).pk,
        "first": cadre.pk, "second": cadre.pk, "twin": cadre.pk, "card": cadre.pk,
        "upload_id": upload.pk, "item_id": 0, "workbooks:below code": "H1",
        "consolidation pk": whole.pk, "consolidation:start code": "H2", "slip_id": slip.pk,
        "snapshot_id": Snapshot.objects.get().pk,
        "orgs unit_id": world.units["C11"].pk, "what": "ten", "batch_id": batch.pk if batch else 0,
        "person_id": insider.pk, "holding_id": queries.roles_of(insider).get().pk,
        "invitation_id": invitation.pk, "token": token, "session_id": 0, "uidb36": "abc", "key": "abc-def",
        "plans pk": draft.pk, "plans:plan pk": world.plan.pk, "number": 1,
        "results:target pk": world.target("T1").pk, "results:sources pk": world.target("T1").pk,
        "report_id": report.pk, "request_id": world.requests["2019"].pk, "reports:cell code": "bch.nu",
        "reports:level code": "H1", "acceptance_id": 0, "job_id": job.pk, "notice_id": 0, "said": "abc", "mail_id": letter.pk, "documents pk": paper.pk, "pk": 0,
        "datasets_forms code": form.data_set.code, "row": "y_kien", "draft_id": begun.pk, "file_id": file.pk,
        "reports:files report_id": asked.pk, "reports:files code": "anh", "reports:file report_id": asked.pk,
        "lock_id": lock.pk, "opening_id": 0, "statement_id": 0,
        "schedule_id": schedule.pk, "ask_id": ask.pk, "day_id": 0,
    }  # fmt: skip


def training_objects(unit: Any) -> dict[str, Any]:
    """A course with a half day, a participant and a certificate."""
    course = registers.add(TRAINING, unit, CourseForm(COURSE), by=None)
    session = Session.objects.create(course=course, day=course.starts_on)
    one = Enrolment.objects.create(course=course, unit=unit, path=course.path, name="A", sex="nu")
    paper = Certificate.objects.create(
        enrolment=one, unit=unit, year=2019, number=1, code="A" * 10, issued_on=course.ends_on, place="A", signer="A"
    )
    return {
        "training pk": course.pk, "training session_id": session.pk, "enrolment_id": one.pk, "verb": "nhan",
        "certificate_id": paper.pk, "kind": "docx",
    }  # fmt: skip


def address(name: str, parts: list[str], known: dict[str, Any]) -> str:
    package = name.split(":", maxsplit=1)[0]
    given = {}
    for part in parts:
        keys = [key for key in (f"{name} {part}", f"{package} {part}", part) if key in known]
        assert keys, f"{name}: objects() knows nothing for the part {part!r}"
        given[part] = known[keys[0]]
    return reverse(name, kwargs=given)


def answer(client: Client, path: str, method: str, body: dict[str, str]) -> str:
    """The status, and where a redirect leads; nothing stays written."""
    with transaction.atomic():
        response = client.get(path) if method == "GET" else client.post(path, body)
        transaction.set_rollback(True)
    where = response.get("Location", "").split("?")[0]
    return f"{response.status_code} sign in" if where == SIGN_IN else str(response.status_code)


def my_half() -> list[tuple[str, list[str]]]:
    """The addresses that this engine asks: every other one, or all when the file is written."""
    every = sorted(routes())
    return every if os.environ.get("BINHDANG_WRITE_ACCESS") else every[connection.vendor == "sqlite" :: 2]


@pytest.fixture
def found(db: None) -> dict[str, dict[str, dict[str, str]]]:
    world = filled()
    kon_tum = world.units["KT"]
    people = {role: make_person(f"Persona {role}", (role, kon_tum)) for role in ROLES}
    elsewhere = make_unit("QN", world.units["TLD"])
    outsider = make_person("Outsider", *[(role, elsewhere) for role in ROLES])
    insider = make_person("Insider", ("reporter", world.units["C11"]))
    known = objects(world, insider, make_person("Giver", ("leader", kon_tum), ("plan_officer", kon_tum)))
    people["outsider"] = outsider
    doors = {who: client_of(person) for who, person in people.items()} | {"anonymous": Client()}
    for client in doors.values():
        client.get("/")  # the first visit of a session is noted; noted once, it need not be in every answer
    cookies = {who: client.cookies.copy() for who, client in doors.items()}
    result: dict[str, dict[str, dict[str, str]]] = {}
    for name, parts in my_half():
        path = address(name, parts, known)
        asked = {"GET": sorted(doors), "POST": NO_WRITERS}
        result[name] = {method: {} for method in asked}
        for method, everybody in asked.items():
            for who in everybody:
                doors[who].cookies = cookies[who].copy()
                result[name][method][who] = answer(doors[who], path, method, BODIES.get(name, {}))
    return result


def test_every_address_answers_every_persona_as_written_down(found):
    if os.environ.get("BINHDANG_WRITE_ACCESS"):
        FILE.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    known = json.loads(FILE.read_text())
    assert set(known) == {name for name, _parts in routes()}
    assert found == {name: known[name] for name in found}
    broken = [
        name for name, by in found.items() for status in [*by["GET"].values(), *by["POST"].values()] if status >= "5"
    ]
    assert broken == []
    open_doors = {name for name, by in found.items() if by["GET"]["anonymous"] == "200"}
    assert open_doors <= WITHOUT_SIGN_IN
    parts = dict(routes())
    of_everybody = {n for n in found if n.startswith("registers:") and parts[n] in (["code"], ["code", "lines"])} | {
        "accounts:invitation"
    }
    of_somebody = [n for n in found if parts[n] and not n.startswith(("account_", "mfa_")) and n not in of_everybody]
    assert {
        name: found[name]["GET"]["outsider"] for name in of_somebody if found[name]["GET"]["outsider"] == "200"
    } == {}
    assert {
        name: found[name]["POST"]["outsider"] for name in of_somebody if found[name]["POST"]["outsider"] < "400"
    } == {}
    written = {n for n, by in found.items() if by["POST"]["viewer"].startswith("30") and not n.startswith(OWN_ACCOUNT)}
    assert written == set()
