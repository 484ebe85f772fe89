"""The bodies of a unit: which posts belong to each, and which row of the yearly form counts it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from binhdang.registers.core.choices import PostKind


@dataclass(frozen=True)
class Body:
    """One body: its code (the row of the yearly form where `fed`), its name, the posts whose holders belong to it."""

    code: str
    name: str | Promise
    kinds: tuple[str, ...]
    fed: bool = True
    nought: bool = False
    """Whether nobody in it is a number to report; an empty board or commission rather means that there is none."""


KEY_POSTS: tuple[str, ...] = (PostKind.CHAIR, PostKind.DEPUTY)
BODIES = (
    Body("bch", _("Ban chấp hành"), (PostKind.COMMITTEE,)),
    Body("btv", _("Ban thường vụ"), (PostKind.BOARD,)),
    Body("ubkt", _("Uỷ ban kiểm tra"), (PostKind.INSPECTION,)),
    Body("chu_chot", _("Cán bộ chủ chốt"), KEY_POSTS, nought=True),
    Body("can_bo_nc", _("Cán bộ nữ công"), (PostKind.WOMEN_FULL, PostKind.WOMEN_PART), nought=True),
    Body("doan_the", _("Ban quần chúng"), (PostKind.MASS,), fed=False),
)
BY_CODE = {body.code: body for body in BODIES}
