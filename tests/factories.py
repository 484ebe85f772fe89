"""Small functions that build units, people and sign-ins for tests. They go through the real actions."""

from datetime import date

from allauth.mfa.models import Authenticator
from django.test import Client

from binhdang.orgs import actions, names, queries, rules
from binhdang.orgs.models import Kind, OrgUnit, Person
from binhdang.orgs.seed import ensure_levels_and_kinds

START = date(2016, 1, 1)
KIND_BY_DEPTH = ["TLD", "LDLD_TINH", "LDLD_HUYEN", "CDCS"]
PASSWORD = "mot-mat-khau-dai"


def make_unit(
    code: str, parent: OrgUnit | None = None, *, name: str = "", kind: str = "", start: date = START
) -> OrgUnit:
    """One unit placed below `parent` from `start`; kind by depth (TLD, province, district, grassroots) unless given."""
    if not Kind.objects.exists():
        ensure_levels_and_kinds()
    depth = 0
    if parent is not None:
        place = queries.placement_of(parent.pk, start)
        assert place is not None
        depth = place.depth + 1
    wanted = Kind.objects.get(code=kind or KIND_BY_DEPTH[min(depth, 3)])
    return actions.create_unit(
        code, name=name or f"Đơn vị {code}", kind=wanted, parent=parent, valid_from=start, by=None
    )


def make_tree(tree: dict, parent: OrgUnit | None = None, *, start: date = START) -> dict[str, OrgUnit]:
    """A tree from nested dicts of codes: `make_tree({"TLD": {"KT": {"H1": {"C1": {}, "C2": {}}}}})` -> units by code."""
    units: dict[str, OrgUnit] = {}
    for code, below in tree.items():
        units[code] = make_unit(code, parent, start=start)
        units |= make_tree(below, units[code], start=start)
    return units


def make_person(name: str, *roles: tuple[str, OrgUnit], start: date = START, demo: bool = False) -> Person:
    """A person with the given (role, unit) holdings since `start`; the e-mail is made from the name."""
    email = f"{names.fold(name).replace(' ', '.')}@example.vn"
    person = actions.create_person(email, name=name, password=PASSWORD, by=None, demo=demo)
    for role, unit in roles:
        actions.give_role(person, role=role, unit=unit, valid_from=start, by=None)
    return person


def client_of(person: Person) -> Client:
    """A test client signed in as `person`, as after a sign-in with all that is required of them."""
    client = Client()
    if rules.needs_second_factor(person):
        Authenticator.objects.get_or_create(
            user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}}
        )
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def kon_tum() -> dict[str, OrgUnit]:
    """A small union: TLD > KT > (H1 > C11 C12, H2 > C21, C01 directly under the province)."""
    return make_tree({"TLD": {"KT": {"H1": {"C11": {}, "C12": {}}, "H2": {"C21": {}}, "C01": {}}}})
