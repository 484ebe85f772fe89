"""What the parts common to all pages learn from plans: the search, and what waits in the menu."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhdang.plans import queries
from binhdang.plans.naming import short_name
from binhdang.web.frame import register_count
from binhdang.web.plans.forms import person
from binhdang.web.search import Hit, register_search


def find_plans(by: Any, text: str, limit: int) -> list[Hit]:
    """Plans by title, number, issuer or unit."""
    return [
        Hit(
            plan.title, reverse("plans:plan", args=[plan.pk]), " · ".join(p for p in (plan.number, plan.unit.name) if p)
        )
        for plan in queries.search_plans(by, text, limit)
    ]


def find_targets(by: Any, text: str, limit: int) -> list[Hit]:
    """Targets by sign, name or words; the link leads to the plan's line of it."""
    return [
        Hit(f"{t.code}. {t.name}", reverse("plans:plan", args=[t.plan_id]) + f"#{t.code}", t.plan.title)
        for t in queries.search_targets(by, text, limit)
    ]


def find_clauses(by: Any, text: str, limit: int) -> list[Hit]:
    """Clauses of plans by their words."""
    return [
        Hit(short_name(c.text), reverse("plans:plan", args=[c.plan_id]) + f"#k-{c.ident}", c.plan.title)
        for c in queries.search_clauses(by, text, limit)
    ]


def waiting(request: HttpRequest) -> int:
    """How many plans are being read where this person may decide."""
    return queries.plans_to_decide(person(request)).count()


def register() -> None:
    """Tell the common parts."""
    register_search("plans", _("Kế hoạch"), find_plans)
    register_search("targets", _("Chỉ tiêu"), find_targets)
    register_search("clauses", _("Điều khoản của kế hoạch"), find_clauses)
    register_count("plans", waiting)
