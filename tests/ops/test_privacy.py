"""`binhdang privacy`: shows first, erases when told; keys are counted and turned."""

import base64
from datetime import timedelta

import pytest

from binhdang.kit import clock
from binhdang.ops.cli import parser
from binhdang.registers.cadres.models import Cadre
from binhdang.registers.cadres.register import CADRES
from binhdang.registers.core import actions
from tests.factories import client_of
from tests.privacy.world import SECRET, World

pytestmark = pytest.mark.django_db
OLD, NEW = (base64.urlsafe_b64encode(bytes([n]) * 32).decode() for n in (1, 2))


def run(*argv):
    args = parser().parse_args(["privacy", *argv])
    return args.run(args)


def test_retention_shows_first_and_erases_when_told(capsys):
    world = World()
    actions.remove(CADRES, world.one.pk, why="Ghi nhầm đơn vị khác.", by=None)
    Cadre.objects.filter(pk=world.one.pk).update(removed_at=clock.now() - timedelta(days=3670))
    assert run("retention") == 0
    assert "can-bo: 1 dòng" in capsys.readouterr().out
    assert world.again(world.one).name == "Lê Thị Hẹn"
    run("retention", "--write")
    assert "đã xoá dữ liệu cá nhân của 1 dòng" in capsys.readouterr().out
    assert world.again(world.one).name.startswith("Đã xoá #")
    run("retention")
    assert "Không có gì hết thời hạn lưu." in capsys.readouterr().out


def test_keys_are_turned_and_a_missing_key_is_said_on_the_page(capsys, settings):
    settings.FIELD_KEYS = [OLD]
    world = World()
    settings.FIELD_KEYS = [NEW]
    page = client_of(world.keeper).get(f"/so/can-bo/{world.one.pk}/")
    assert (page.status_code, "BINHDANG_FIELD_KEYS" in page.content.decode()) == (500, True)
    assert client_of(world.keeper).get("/so/can-bo/?unit=C11&khi=tat-ca").status_code == 200
    assert run("keys", "--write") == 1
    settings.FIELD_KEYS = [NEW, OLD]
    assert run("keys", "--write") == 0
    settings.FIELD_KEYS = [NEW]
    assert world.again(world.one).ethnicity == SECRET
    assert "cadre.party" in capsys.readouterr().out
