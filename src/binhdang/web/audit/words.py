"""The words of the log: each verb as a Vietnamese phrase, and a thing's events as a timeline."""

from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhdang.kit.audit import timeline_of
from binhdang.orgs.roles import ROLES
from binhdang.registers.core.register import ALL, Register
from binhdang.ui.parts import Moment

WORDS: dict[str, str | Promise] = {
    "unit.placed": gettext_lazy("đặt đơn vị vào cơ cấu tổ chức"),
    "unit.edited": gettext_lazy("sửa thông tin đơn vị"),
    "unit.renamed": gettext_lazy("đổi tên đơn vị"),
    "unit.moved": gettext_lazy("chuyển đơn vị"),
    "unit.ended": gettext_lazy("kết thúc hoạt động của đơn vị"),
    "unit.merged": gettext_lazy("nhận đơn vị sáp nhập"),
    "unit.split": gettext_lazy("chia tách đơn vị"),
    "unit.imported": gettext_lazy("nhập đơn vị từ tệp"),
    "units.imported": gettext_lazy("nhập danh sách đơn vị từ tệp"),
    "units.import_undone": gettext_lazy("huỷ lần nhập danh sách đơn vị"),
    "person.created": gettext_lazy("lập tài khoản"),
    "person.invited": gettext_lazy("mời người dùng"),
    "invitation.accepted": gettext_lazy("nhận lời mời"),
    "invitation.revoked": gettext_lazy("rút lời mời"),
    "role.given": gettext_lazy("giao vai trò"),
    "role.ended": gettext_lazy("kết thúc vai trò"),
    "post.given": gettext_lazy("ghi chức vụ"),
    "post.ended": gettext_lazy("kết thúc chức vụ"),
    "signed.in": gettext_lazy("đăng nhập"),
    "signed.out": gettext_lazy("đăng xuất"),
    "sign_in.failed": gettext_lazy("đăng nhập sai mật khẩu"),
    "sign_in.code_failed": gettext_lazy("nhập sai mã xác thực hai lớp"),
    "sign_in.locked": gettext_lazy("bị tạm khoá đăng nhập"),
    "password.changed": gettext_lazy("đổi mật khẩu"),
    "factor.added": gettext_lazy("bật xác thực hai lớp"),
    "factor.removed": gettext_lazy("tắt một cách xác thực hai lớp"),
    "form.load": gettext_lazy("nạp biểu"),
    "form.started": gettext_lazy("bắt đầu dựng biểu"),
    "form.dropped": gettext_lazy("bỏ bản biểu đang dựng"),
    "form.published": gettext_lazy("phát hành biểu"),
    "form.adopted": gettext_lazy("giao đơn vị quản lý biểu"),
    "indicator.added": gettext_lazy("thêm chỉ số"),
    "indicator.load": gettext_lazy("nạp danh mục chỉ số"),
    "level.accept": gettext_lazy("chốt số liệu của cấp"),
    "level.withdraw": gettext_lazy("rút việc chốt số liệu của cấp"),
    "paper.drafted": gettext_lazy("lập dự thảo văn bản"),
    "paper.edited": gettext_lazy("sửa dự thảo văn bản"),
    "paper.issued": gettext_lazy("ban hành văn bản"),
    "paper.refreshed": gettext_lazy("cập nhật số liệu của dự thảo"),
    "paper.withdrawn": gettext_lazy("thu hồi văn bản"),
    "plan.confirmed": gettext_lazy("đưa kế hoạch vào thực hiện"),
    "plan.finding_confirmed": gettext_lazy("xác nhận một điểm của kế hoạch"),
    "plan.finding_added": gettext_lazy("thêm một điểm của kế hoạch"),
    "plan.finding_corrected": gettext_lazy("sửa một điểm của kế hoạch"),
    "plan.finding_dropped": gettext_lazy("bỏ một điểm của kế hoạch"),
    "plan.finding_reopened": gettext_lazy("mở lại một điểm của kế hoạch"),
    "plan.finding_split": gettext_lazy("tách một điểm của kế hoạch"),
    "plan.findings_merged": gettext_lazy("gộp các điểm của kế hoạch"),
    "plan.indicator_chosen": gettext_lazy("chọn chỉ số cho chỉ tiêu"),
    "plan.indicator_made": gettext_lazy("lập chỉ số mới cho chỉ tiêu"),
    "plan.findings_confirmed": gettext_lazy("xác nhận các điểm cùng loại của kế hoạch"),
    "plan.header_edited": gettext_lazy("sửa phần đầu kế hoạch"),
    "plan.uploaded": gettext_lazy("đưa văn bản kế hoạch lên"),
    "plan.withdrawn": gettext_lazy("rút kế hoạch"),
    "report.file_added": gettext_lazy("tải tệp lên báo cáo"),
    "report.file_removed": gettext_lazy("bỏ tệp khỏi báo cáo"),
    "report.file_read": gettext_lazy("tải tệp của báo cáo về"),
    "report.open": gettext_lazy("mở biểu"),
    "report.submit": gettext_lazy("nộp báo cáo"),
    "report.behalf": gettext_lazy("nhập thay đơn vị qua điện thoại"),
    "report.confirm": gettext_lazy("xác nhận số liệu nhập thay"),
    "report.withdraw": gettext_lazy("rút báo cáo về"),
    "report.accept": gettext_lazy("chấp nhận báo cáo"),
    "report.return": gettext_lazy("trả lại báo cáo"),
    "report.correct": gettext_lazy("đính chính báo cáo"),
    "report.reopen": gettext_lazy("yêu cầu đính chính"),
    "report.cancel": gettext_lazy("huỷ đính chính"),
    "request.open": gettext_lazy("mở kỳ báo cáo"),
    "sheets.hand_in": gettext_lazy("nộp tệp Excel để kiểm tra"),
    "sheets.import": gettext_lazy("ghi số liệu từ Excel"),
    "sheets.undo": gettext_lazy("hoàn tác lần ghi từ Excel"),
    "sheets.map": gettext_lazy("ghép cột của bảng Excel"),
    "report.import": gettext_lazy("nhập báo cáo từ Excel"),
    "values.hand_in": gettext_lazy("nộp tệp số liệu để kiểm tra"),
    "request.change": gettext_lazy("đổi hạn nộp, hướng dẫn"),
    "request.complete": gettext_lazy("rà lại danh sách đơn vị phải báo cáo"),
    "request.widen": gettext_lazy("bổ sung đơn vị phải báo cáo"),
    "request.close": gettext_lazy("đóng kỳ báo cáo"),
    "request.reopen": gettext_lazy("mở lại kỳ báo cáo"),
    "schedule.make": gettext_lazy("lập lịch báo cáo định kỳ"),
    "schedule.change": gettext_lazy("sửa lịch báo cáo định kỳ"),
    "schedule.pause": gettext_lazy("tạm dừng lịch báo cáo định kỳ"),
    "schedule.resume": gettext_lazy("chạy lại lịch báo cáo định kỳ"),
    "schedule.end": gettext_lazy("kết thúc lịch báo cáo định kỳ"),
    "schedule.open": gettext_lazy("mở kỳ theo lịch"),
    "schedule.fail": gettext_lazy("chưa mở được kỳ theo lịch"),
    "ask.out": gettext_lazy("đề nghị không thuộc diện báo cáo"),
    "ask.out.grant": gettext_lazy("đồng ý không thuộc diện báo cáo"),
    "ask.out.refuse": gettext_lazy("không đồng ý không thuộc diện báo cáo"),
    "ask.out.withdraw": gettext_lazy("rút đề nghị không thuộc diện báo cáo"),
    "ask.out.undo": gettext_lazy("huỷ bỏ việc cho không thuộc diện báo cáo"),
    "ask.out.given": gettext_lazy("cho không thuộc diện báo cáo"),
    "ask.extension": gettext_lazy("xin gia hạn"),
    "ask.extension.grant": gettext_lazy("đồng ý gia hạn"),
    "ask.extension.refuse": gettext_lazy("không đồng ý gia hạn"),
    "ask.extension.withdraw": gettext_lazy("rút đề nghị gia hạn"),
    "ask.extension.undo": gettext_lazy("huỷ bỏ gia hạn"),
    "ask.extension.given": gettext_lazy("gia hạn cho đơn vị"),
    "report.excuse": gettext_lazy("đưa báo cáo ra ngoài diện"),
    "report.readmit": gettext_lazy("đưa báo cáo trở lại diện"),
    "report.resume": gettext_lazy("đưa báo cáo trở lại diện"),
    "report.declare": gettext_lazy("xác nhận đơn vị phải báo cáo"),
    "report.undeclare": gettext_lazy("bỏ xác nhận đơn vị phải báo cáo"),
    "day.set": gettext_lazy("ghi ngày nghỉ, ngày làm việc theo quyết định"),
    "day.unset": gettext_lazy("bỏ ngày đã ghi theo quyết định"),
    "values.import": gettext_lazy("nhập số liệu từ tệp"),
    "consolidated.start": gettext_lazy("lập báo cáo tổng hợp"),
    "consolidated.quote": gettext_lazy("trích ý kiến của đơn vị vào báo cáo tổng hợp"),
    "consolidated.edit": gettext_lazy("sửa báo cáo tổng hợp"),
    "consolidated.agree": gettext_lazy("cập nhật số liệu trong lời văn"),
    "consolidated.tie": gettext_lazy("gắn con số với số liệu"),
    "consolidated.requote": gettext_lazy("cập nhật đoạn trích theo nguồn"),
    "consolidated.sign": gettext_lazy("ký báo cáo tổng hợp"),
    "consolidated.reopen": gettext_lazy("mở lại báo cáo tổng hợp"),
    "series.add": gettext_lazy("thêm dãy số văn bản"),
    "slip.written": gettext_lazy("lập phiếu đính chính"),
    "values.undo": gettext_lazy("hoàn tác lần nhập số liệu"),
    "job.start": gettext_lazy("giao việc nền"),
    "job.retry": gettext_lazy("làm lại việc nền"),
    "job.cancel": gettext_lazy("huỷ việc nền"),
    "period.lock": gettext_lazy("khoá số liệu của kỳ"),
    "period.unlock": gettext_lazy("mở khoá số liệu của kỳ"),
    "lock.open": gettext_lazy("mở riêng cho một đơn vị khi đang khoá"),
    "lock.shut": gettext_lazy("kết thúc việc mở riêng"),
    "thread.start": gettext_lazy("hỏi về một ô"),
    "thread.say": gettext_lazy("trả lời về một ô"),
    "thread.resolve": gettext_lazy("kết thúc trao đổi về một ô"),
    "thread.reopen": gettext_lazy("mở lại trao đổi về một ô"),
    "coverage.sign": gettext_lazy("ký xác nhận độ phủ"),
    "integrity.look": gettext_lazy("kiểm tra tính toàn vẹn"),
    "calls.read": gettext_lazy("tải danh sách gọi điện"),
    "person.phone": gettext_lazy("ghi số điện thoại"),
    "mail.on": gettext_lazy("bật thư nhắc việc"),
    "mail.off": gettext_lazy("tắt thư nhắc việc"),
    "mail.again": gettext_lazy("gửi lại một thư"),
    "level.renamed": gettext_lazy("đặt tên cấp công đoàn"),
    "people.merge": gettext_lazy("gộp hai hồ sơ của một người"),
    "people.move": gettext_lazy("chuyển người sang đơn vị khác"),
    "people.restrict": gettext_lazy("hạn chế xử lý dữ liệu của một người"),
    "people.erase": gettext_lazy("xoá dữ liệu của một người"),
    "privacy.receive": gettext_lazy("ghi yêu cầu về dữ liệu cá nhân"),
    "privacy.acknowledge": gettext_lazy("báo đã nhận yêu cầu về dữ liệu cá nhân"),
    "privacy.identify": gettext_lazy("xác định người yêu cầu trong sổ"),
    "privacy.hand_out": gettext_lazy("mở dữ liệu để giao cho người yêu cầu"),
    "privacy.finish": gettext_lazy("giải quyết yêu cầu về dữ liệu cá nhân"),
    "privacy.refuse": gettext_lazy("không giải quyết yêu cầu về dữ liệu cá nhân"),
    "privacy.lift": gettext_lazy("bỏ hạn chế xử lý dữ liệu"),
    "privacy.forget": gettext_lazy("xoá người yêu cầu của yêu cầu đã trả lời lâu"),
    "privacy.days": gettext_lazy("đặt thời hạn trả lời yêu cầu"),
}
OF_REGISTERS = {
    "add": gettext_lazy("ghi vào sổ"),
    "change": gettext_lazy("sửa hồ sơ"),
    "remove": gettext_lazy("bỏ khỏi sổ"),
    "restore": gettext_lazy("khôi phục"),
    "line": gettext_lazy("thêm một dòng"),
    "line_change": gettext_lazy("sửa một dòng"),
    "line_remove": gettext_lazy("bỏ một dòng"),
    "attach": gettext_lazy("thêm tệp"),
    "detach": gettext_lazy("bỏ tệp"),
    "import": gettext_lazy("nhập từ tệp"),
    "import_undo": gettext_lazy("hoàn tác lần nhập từ tệp"),
    "move": gettext_lazy("chuyển bước"),
    "read": gettext_lazy("xem thông tin nhạy cảm"),
    "expire": gettext_lazy("xoá dữ liệu hết thời hạn lưu"),
}
"""What every register logs, after its own code."""

FACTS = {
    "name": gettext_lazy("tên"),
    "former": gettext_lazy("tên cũ"),
    "unit": gettext_lazy("đơn vị"),
    "role": gettext_lazy("vai trò"),
    "title": gettext_lazy("chức vụ"),
    "on": gettext_lazy("ngày"),
    "old": gettext_lazy("đơn vị cũ"),
    "units": gettext_lazy("số đơn vị"),
    "address": gettext_lazy("từ địa chỉ"),
    "file": gettext_lazy("tệp"),
    "rows": gettext_lazy("số dòng"),
}


def in_register(register: Register, what: str) -> str:
    """What a verb of a register is called, by its part after the register's code; "" for one nobody named."""
    return str(register.verbs.get(what) or OF_REGISTERS.get(what, ""))


def phrase(verb: str) -> str:
    """The verb in words; a verb nobody named is shown as it is."""
    code, _dot, what = verb.partition(".")
    if code in ALL and (said := in_register(ALL[code], what)):
        return f"{ALL[code].name}: {said}"
    return str(WORDS.get(verb, verb))


def moments(subject: Model, *more: Model, limit: int = 50, skip_prefix: str = "") -> list[Moment]:
    """What happened to a thing, the latest first, for the component `timeline`."""
    found = timeline_of(subject, *more)
    if skip_prefix:
        found = found.exclude(verb__startswith=skip_prefix)
    return [moment(event) for event in found[:limit]]


def moment(event: Any) -> Moment:
    """One event as a line of a timeline."""
    when = timezone.localtime(event.at).strftime("%d/%m/%Y %H:%M")
    return Moment(when, phrase(event.verb), who=event.by.name if event.by else _("Hệ thống"), note=detail(event))


def detail(event: Any) -> str:
    """The reason and the plain facts of an event in one line."""
    facts = [event.why] if event.why else []
    data = event.data
    shown = ("name", "former", "unit", "role", "title", "on", "old", "units", "address", "file", "rows")
    facts += [
        f"{FACTS[key]} {_value(key, data[key])}"
        for key in shown
        if data.get(key) not in (None, "", []) and not isinstance(data[key], dict)
    ]
    return " · ".join(facts)


def _value(key: str, value: Any) -> str:
    if key == "role":
        return str(ROLES[value].name) if value in ROLES else str(value)
    if key == "on" and isinstance(value, str) and len(value) == 10:
        return f"{value[8:]}/{value[5:7]}/{value[:4]}"
    return str(value)
