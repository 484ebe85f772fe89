"""Words of the yearly report that follow from units and plans: names in full, symbol, place, bases, addressees."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from binhdang.calc.periods import Period, label_vi
from binhdang.documents.layout import long_date
from binhdang.orgs import queries as orgs
from binhdang.orgs.models import OrgUnit
from binhdang.plans.models import Plan, PlanItem

_FULL = (
    (r"\bLĐLĐ\b", "Liên đoàn Lao động"), (r"\bCĐCS\b", "Công đoàn cơ sở"), (r"\bCĐVC\b", "Công đoàn viên chức"),
    (r"\bCĐN\b", "Công đoàn ngành"), (r"\bCĐ\b", "Công đoàn"), (r"\bTP\b\.?", "thành phố"),
    (r"\bTLĐ(LĐVN)?\b", "Tổng Liên đoàn Lao động Việt Nam"),
)  # fmt: skip
_PLACE = re.compile(
    r"\b(?:tỉnh|thành phố|TP\.?|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu)\s+([A-ZĐÀ-Ỹ].*)$", re.IGNORECASE
)
_SYMBOLS = {
    "TLD": "TLĐ", "LDLD_TINH": "LĐLĐ", "LDLD_HUYEN": "LĐLĐ", "CD_NGANH_TW": "CĐN", "CD_NGANH_DP": "CĐN",
    "CD_VIEN_CHUC": "CĐVC", "CDCS": "CĐCS",
}  # fmt: skip
GRASSROOTS = {"CDCS", "NGHIEP_DOAN"}


def full_name(name: str) -> str:
    """A unit's name as a paper prints it: "LĐLĐ tỉnh Kon Tum" as "Liên đoàn Lao động tỉnh Kon Tum"."""
    for short, full in _FULL:
        name = re.sub(short, full, name)
    return name[:1].upper() + name[1:]


def symbol(unit: OrgUnit) -> str:
    """What follows the number: "BC-LĐLĐ" (pattern `<số>/<loại>-<cơ quan>`, Decree 30/2020 annex III and VI)."""
    return f"BC-{_SYMBOLS.get(unit.kind.code, 'CĐ')}"


def place(unit: OrgUnit, above: list[OrgUnit]) -> str:
    """The place name of the date line: of the unit's own name, else of the nearest unit above; "" where none tells."""
    for one in (unit, *reversed(above)):
        if found := _PLACE.search(one.name):
            return found[1].strip()
    return ""


def committee(unit: OrgUnit) -> str:
    """Who reports: the standing board, at the grassroots the executive committee."""
    name = full_name(unit.name)
    return f"Ban Chấp hành {name}" if unit.kind.code in GRASSROOTS else f"Ban Thường vụ {name}"


def signature(unit: OrgUnit, plan: Plan) -> str:
    """The signature block to begin with: as the plan was signed, at the grassroots for the executive committee."""
    if unit.kind.code in GRASSROOTS:
        return "bch-ct"
    return "btv-pct" if "PHÓ" in str(plan.signature.get("position", "")).upper() else "btv-ct"


def period_text(period: Period) -> str:
    """The period within a sentence: "năm 2019", "quý III/2025"."""
    label = label_vi(period)
    return label[:1].lower() + label[1:]


def plan_cited(plan: Plan) -> str:
    """The plan as a basis: its own title with number, date and issuer as far as they are known."""
    number = f" số {plan.number}" if plan.number else ""
    day = f" {long_date(plan.issued_on)}" if plan.issued_on else ""
    issuer = f" của {full_name(plan.issuer)}" if plan.issuer else ""
    title = sentence_case(plan.title)
    head, rest = ("Kế hoạch", title[8:].strip()) if title.casefold().startswith("kế hoạch") else ("Kế hoạch", title)
    if not (number or day or issuer):
        return f"{head} {rest}".strip()
    rest = rest if rest.casefold().startswith(("về", "thực hiện", "hành động")) else f"“{rest}”" if rest else ""
    if rest.casefold().startswith("hành động"):
        head, rest = "Kế hoạch hành động", rest[9:].strip()
    return f"{head}{number}{day}{issuer} {rest}".strip()


def sentence_case(text: str) -> str:
    """A title that begins in capitals as it stands in a sentence: "Kế hoạch hành động về bình đẳng giới"."""
    parts = text.split()
    capitals = next((at for at, part in enumerate(parts) if part != part.upper()), len(parts))
    if capitals < 2:
        return " ".join(parts)
    rest = parts[capitals:]
    if rest and rest[0] == "Về":
        rest[0] = "về"
    return " ".join([" ".join(parts[:capitals]).capitalize(), *rest])


def basis_texts(plan: Plan) -> tuple[str, ...]:
    """The plan's legal bases, cited in full, then the plan itself (Decree 30/2020 annex I)."""
    items = PlanItem.objects.filter(plan=plan, kind="legal_basis").order_by("order")
    return (*(f"Căn cứ {_cited(item.data, item.text)}" for item in items), f"Căn cứ {plan_cited(plan)}")


def _cited(data: dict[str, Any], text: str) -> str:
    if not (data.get("kind") and data.get("number")):
        return _closed(text)
    day = data.get("date") or ""
    parts = [f"{data['kind']} số {data['number']}"]
    if day:
        parts.append(long_date(date.fromisoformat(day)))
    if data.get("issuer"):
        parts.append(f"của {_closed(str(data['issuer']))}")
    if data.get("subject"):
        subject = str(data["subject"])
        parts.append(subject if subject.casefold().startswith("về ") else f"về {subject}")
    return " ".join(parts)


def _closed(text: str) -> str:
    """A quotation cut where a bracket closes that was opened outside it."""
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return text[:at].rstrip(" ,;.")
    return text


def addressees(unit: OrgUnit, plan: Plan, above: list[OrgUnit]) -> tuple[str, ...]:
    """Who the report goes to: whom the plan's own duty to report names, below the plan's unit the unit above."""
    own = full_name(unit.name)
    if unit.pk == plan.unit_id:
        items = PlanItem.objects.filter(plan=plan, kind="reporting").order_by("order")
        named = [part for item in items for part in re.split(r",\s+|;\s+|\s+và\s+", str(item.data.get("to") or ""))]
        found = [full_name(one.strip()) for one in named if one.strip()]
        found = [one for one in found if not one.startswith("Ban Thường vụ") and not own.startswith(one)]
        if found:
            return tuple(dict.fromkeys(found))
    return (full_name(above[-1].name),) if above else ()


def recipients(unit: OrgUnit, plan: Plan, to: tuple[str, ...]) -> tuple[str, ...]:
    """The list under the text: those addressed (`to`), the other recipients of the unit's own plan, the archive."""
    items = list(PlanItem.objects.filter(plan=plan, kind="recipient").order_by("order"))
    archive = next((item.text for item in items if item.data.get("archive")), "Lưu: VT")
    if unit.pk != plan.unit_id:
        return ("Như kính gửi", "Lưu: VT")
    named = [item.text for item in items if not item.data.get("archive")]
    return ("Như kính gửi", *(one for one in named if full_name(one) not in to), archive)


def units_above(unit: OrgUnit, period: Period) -> list[OrgUnit]:
    """The units above on the period's last day, else where the unit stood last; the root first."""
    placed = orgs.placement_of(unit.pk, period.end) or orgs.last_placement(unit.pk)
    return orgs.units_of_path(placed.path)[:-1] if placed else []
