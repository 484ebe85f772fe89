"""The roles as classes: what each may do, in words for the screen and in rights for the rules.

A role is held for a unit and everything below it, between two dates. The right to act never comes from a place in
the hierarchy or a title: only from a role.
"""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RIGHTS: dict[str, str | Promise] = {
    "see": _("xem số liệu, kế hoạch và báo cáo"),
    "report.fill": _("nhập báo cáo"),
    "report.submit": _("ký và nộp báo cáo"),
    "report.behalf": _("nhập thay đơn vị cấp dưới qua điện thoại"),
    "report.review": _("chấp nhận hoặc trả lại báo cáo của đơn vị cấp dưới"),
    "level.accept": _("chốt số liệu của cấp khi còn đơn vị chưa nộp"),
    "request.open": _("mở kỳ báo cáo"),
    "plan.edit": _("soạn và rà soát kế hoạch"),
    "plan.confirm": _("xác nhận kế hoạch"),
    "paper.write": _("soạn báo cáo chính thức"),
    "paper.issue": _("ban hành báo cáo chính thức"),
    "people.manage": _("mời người dùng và giao vai trò"),
    "units.manage": _("thêm, sửa, chuyển và kết thúc đơn vị"),
    "audit.read": _("đọc nhật ký"),
    "values.import": _("nhập số liệu từ tệp"),
    "register.read": _("xem sổ theo dõi"),
    "register.write": _("ghi sổ theo dõi"),
    "register.sensitive": _("xem thông tin nhạy cảm trong sổ"),
    "privacy.erase": _("xoá dữ liệu cá nhân"),
    "award.decide": _("quyết định đề nghị khen thưởng của đơn vị cấp dưới"),
}


class Role:
    """One role. `rights` are what it allows, `gives` the roles its holder may give to others."""

    code: ClassVar[str]
    name: ClassVar[str | Promise]
    description: ClassVar[str | Promise]
    rights: ClassVar[frozenset[str]]
    gives: ClassVar[frozenset[str]] = frozenset()
    second_factor: ClassVar[bool] = True
    """Whether its holder must sign in with a second factor."""


class Reporter(Role):
    """Fills in and submits the reports of a unit: at the grassroots one part-time person does both."""

    code = "reporter"
    name = _("Người lập báo cáo")
    description = _("Nhập và nộp báo cáo của đơn vị mình; một người làm được trọn việc trên điện thoại.")
    rights = frozenset({"see", "report.fill", "report.submit", "register.read", "register.write"})
    second_factor = False


class Signer(Role):
    """Signs: submits reports, issues papers."""

    code = "signer"
    name = _("Người ký")
    description = _("Kiểm tra, ký và nộp báo cáo của đơn vị; ký chốt số liệu của cấp và ban hành báo cáo chính thức.")
    rights = frozenset({"see", "report.fill", "report.submit", "level.accept", "paper.issue", "register.read"})


class Reviewer(Role):
    """Accepts or returns the reports of the units below."""

    code = "reviewer"
    name = _("Người duyệt")
    description = _("Chấp nhận hoặc trả lại báo cáo của các đơn vị cấp dưới; mở kỳ báo cáo và đôn đốc.")
    rights = frozenset(
        {
            "see",
            "report.review",
            "report.behalf",
            "request.open",
            "level.accept",
            "values.import",
            "register.read",
            "register.write",
            "award.decide",
        }
    )


class PlanOfficer(Role):
    """Turns plan documents into plans and writes the official report."""

    code = "plan_officer"
    name = _("Cán bộ kế hoạch")
    description = _("Đưa văn bản kế hoạch vào hệ thống, rà soát chỉ tiêu, mở kỳ báo cáo, soạn báo cáo chính thức.")
    rights = frozenset(
        {
            "see",
            "report.fill",
            "report.behalf",
            "plan.edit",
            "plan.confirm",
            "request.open",
            "paper.write",
            "values.import",
            "register.read",
            "register.write",
            "register.sensitive",
            "privacy.erase",
        }
    )


class Leader(Role):
    """Decides: confirms plans, accepts levels, issues papers."""

    code = "leader"
    name = _("Lãnh đạo")
    description = _("Xác nhận kế hoạch, duyệt báo cáo, chốt số liệu của cấp, ký ban hành; mời người của đơn vị mình.")
    rights = frozenset(
        {
            "see",
            "report.submit",
            "report.review",
            "level.accept",
            "request.open",
            "plan.confirm",
            "paper.write",
            "paper.issue",
            "people.manage",
            "audit.read",
            "register.read",
            "register.sensitive",
            "privacy.erase",
            "award.decide",
        }
    )
    gives = frozenset({"reporter", "signer", "reviewer", "plan_officer", "viewer"})


class Viewer(Role):
    """Reads only."""

    code = "viewer"
    name = _("Người xem")
    description = _("Xem số liệu, kế hoạch và báo cáo; không sửa gì.")
    rights = frozenset({"see"})
    second_factor = False


class Administrator(Role):
    """Keeps units and people; has no part in reports and plans."""

    code = "administrator"
    name = _("Quản trị")
    description = _(
        "Quản lý đơn vị, người dùng; nhập danh sách đơn vị, nhập số liệu từ tệp bằng dòng lệnh; đọc nhật ký."
    )
    rights = frozenset({"see", "people.manage", "units.manage", "audit.read", "values.import"})
    gives = frozenset({"reporter", "signer", "reviewer", "plan_officer", "leader", "viewer", "administrator"})


ROLES: dict[str, type[Role]] = {
    role.code: role for role in (Reporter, Signer, Reviewer, PlanOfficer, Leader, Viewer, Administrator)
}


def with_right(right: str) -> list[str]:
    """The codes of the roles that have `right`. Raises KeyError for a right that does not exist."""
    if right not in RIGHTS:
        raise KeyError(right)
    return [role.code for role in ROLES.values() if right in role.rights]


def giving(role: str) -> list[str]:
    """The codes of the roles whose holders may give `role`."""
    return [giver.code for giver in ROLES.values() if role in giver.gives]


def names_with(right: str) -> str:
    """The names of the roles that have `right`, as a Vietnamese list ("Người duyệt, Lãnh đạo")."""
    return ", ".join(str(ROLES[code].name) for code in with_right(right))
