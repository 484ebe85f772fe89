"""The invented people of the demo: one persona per role, and a nameless reporter for every unit."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from binhdang.demo.units import START
from binhdang.kit import clock
from binhdang.orgs import names
from binhdang.orgs.models import OrgUnit, Person, Post, RoleHolding

DOMAIN = "demo.binhdang.example"


@dataclass(frozen=True)
class Persona:
    """Somebody to try the product as: the name says the post, never a real person."""

    key: str
    name: str
    post: str
    unit: str
    roles: tuple[str, ...]


PERSONAS = [
    Persona("officer", "Cán bộ nữ công A", "Chuyên viên Ban Tuyên giáo - Nữ công", "KT", ("reviewer", "reporter")),
    Persona("plan", "Cán bộ kế hoạch B", "Phó Trưởng ban Tuyên giáo - Nữ công", "KT", ("plan_officer",)),
    Persona("signer", "Phó Chủ tịch C", "Phó Chủ tịch phụ trách nữ công", "KT", ("signer",)),
    Persona("leader", "Chủ tịch D", "Chủ tịch LĐLĐ tỉnh", "KT", ("leader",)),
    Persona("admin", "Quản trị viên E", "Văn phòng LĐLĐ tỉnh", "KT", ("administrator",)),
    Persona(
        "upper", "Cán bộ nữ công huyện G", "Uỷ viên Ban Thường vụ phụ trách nữ công", "KT-H09", ("reviewer", "reporter")
    ),
    Persona("reporter", "Uỷ viên nữ công H", "Uỷ viên BCH phụ trách nữ công", "KT-H09-03", ("reporter",)),
    Persona("viewer", "Chuyên viên theo dõi I", "Ban Nữ công Tổng Liên đoàn", "TLD", ("viewer",)),
    Persona("hanoi", "Cán bộ nữ công Hà Nội K", "Chuyên viên Ban Nữ công", "HN", ("plan_officer", "reviewer")),
]


def make_people(units: dict[str, OrgUnit]) -> dict[str, Person]:
    """Make the personas and the reporters and reviewers of the units; returns them by key or by `role unit-code`."""
    people = {persona.key: _persona(persona, units[persona.unit]) for persona in PERSONAS}
    helpers = []
    for code, unit in units.items():
        helpers.append(("reporter", code, unit))
        if unit.kind.code != "CDCS":
            helpers.append(("reviewer", code, unit))
    made = Person.objects.bulk_create(
        [
            Person(
                email=f"{role}.{code.lower()}@{DOMAIN}",
                name=f"{TITLES[role]} {unit.name}"[:120],
                search_key=names.search_key(TITLES[role], unit.name, 160),
                password=NONE,
                phone=f"0000 {number // 1000:03d} {number % 1000:03d}",
            )
            for number, (role, code, unit) in enumerate(helpers)
        ]
    )
    RoleHolding.objects.bulk_create(
        [
            RoleHolding(person=person, role=role, unit=unit, valid_from=START)
            for person, (role, _code, unit) in zip(made, helpers, strict=True)
        ]
    )
    people |= {f"{role} {code}": person for person, (role, code, _unit) in zip(made, helpers, strict=True)}
    return people


NONE = make_password(None)
"""No password opens these accounts."""
TITLES = {"reporter": "Người lập báo cáo", "reviewer": "Người duyệt"}


def _persona(persona: Persona, unit: OrgUnit) -> Person:
    person = Person.objects.create_user(
        email=f"{persona.key}@{DOMAIN}", password=None, name=persona.name, demo=True, created_at=clock.now()
    )
    Post.objects.create(person=person, unit=unit, title=persona.post, valid_from=START)
    for role in persona.roles:
        RoleHolding.objects.create(person=person, role=role, unit=unit, valid_from=START)
    return person
