"""What units write beside their figures; a district's signed consolidated report, a slip after it, a draft above."""

from datetime import date

from binhdang.consolidation import actions as consolidation
from binhdang.consolidation.voices import voices_below
from binhdang.kit import clock
from binhdang.orgs.models import OrgUnit, Person
from binhdang.reports import actions, checks
from binhdang.reports.models import Report, ReportRequest

DISTRICT = "KT-H10"
SIGNED, SLIPPED = date(2020, 12, 1), date(2020, 12, 2)
SILENT = "Đơn vị chưa nộp đang kiện toàn ban chấp hành; sẽ bổ sung khi có báo cáo (giả định)."
WHY = "Rà soát danh sách: một nữ uỷ viên bầu bổ sung chưa được tính (giả định)."
UNWRITTEN = "Sổ cán bộ chưa ghi nữ uỷ viên mới bầu bổ sung, còn chờ quyết định công nhận (giả định)."
"""Why the corrected form says one woman more than the register, which is filled as of before the by-election."""
SAID: tuple[tuple[str, str], ...] = (
    ("noi_bat", "Tỷ lệ nữ đạt “Giỏi việc nước, đảm việc nhà” tăng; câu lạc bộ nữ công sinh hoạt đều mỗi quý."),
    ("kho_khan", "Cán bộ nữ công kiêm nhiệm nhiều việc, thiếu kinh phí tổ chức tập huấn về bình đẳng giới."),
    ("kien_nghi", "Đề nghị cấp trên mở lớp bồi dưỡng cho nữ trong quy hoạch và hỗ trợ tài liệu tuyên truyền."),
    ("noi_bat", "Đã khám sức khoẻ cho nữ đoàn viên và bổ sung điều khoản về lao động nữ vào thoả ước tập thể."),
    ("kho_khan", "Số nữ tham gia ban chấp hành còn ít do nguồn quy hoạch nữ mỏng."),
    ("noi_bat", "Tổ chức hai buổi toạ đàm về bình đẳng giới, nam đoàn viên dự đông hơn năm trước."),
    ("kho_khan", "Đơn vị ít nữ, chưa đủ điều kiện lập ban nữ công quần chúng; tổ nữ công sinh hoạt ghép."),
    ("kien_nghi", "Đề xuất cấp kinh phí riêng cho phòng vắt, trữ sữa mẹ ở doanh nghiệp đông lao động nữ."),
    ("noi_bat", "Thương lượng được điều khoản có lợi hơn luật cho lao động nữ nuôi con dưới 12 tháng."),
    ("kho_khan", "Một số nữ công nhân nghỉ việc sau thai sản vì không có nơi gửi trẻ."),
    ("kien_nghi", "Kiến nghị quy định tỷ lệ nữ tối thiểu khi giới thiệu nhân sự ban chấp hành nhiệm kỳ tới."),
)


def texts_of(code: str) -> dict[str, str]:
    """The answers in words of a unit: about every other unit writes one, the same on every machine."""
    place = sum(map(ord, code))
    row, text = SAID[place % len(SAID)]
    return {row: text} if place % 2 == 0 or code.startswith(DISTRICT) else {}


def sign_and_correct(request: ReportRequest, units: dict[str, OrgUnit], people: dict[str, Person]) -> None:
    """The district signs, the province drafts; then one union of the district corrects a figure."""
    reviewer, officer = people[f"reviewer {DISTRICT}"], people["officer"]
    with clock.standing_on(SIGNED):
        report = consolidation.start(request.pk, units[DISTRICT], by=reviewer)
        consolidation.quote(report.pk, {v.key: "" for v in voices_below(reviewer, report).voices}, by=reviewer)
        consolidation.sign(report.pk, by=reviewer, reason=SILENT)
        whole = consolidation.start(request.pk, units["KT"], by=officer)
        chosen = {v.kind: v.key for v in voices_below(officer, whole, near=True).voices}
        consolidation.quote(whole.pk, {key: kind for kind, key in chosen.items()}, by=officer)
        whole.refresh_from_db()
        text = "Toàn tỉnh có [[bch.nu]] nữ uỷ viên ban chấp hành trong [[bch.tong]] uỷ viên."
        consolidation.write(whole.pk, {}, by=officer, version=whole.version, added={"achievement": text})
    _slip(request, people, reviewer)


def _slip(request: ReportRequest, people: dict[str, Person], reviewer: Person) -> None:
    below = Report.objects.filter(request=request, unit__code__startswith=f"{DISTRICT}-", state="accepted")
    report = below.select_related("form", "unit").order_by("path")[0]
    writer = people[f"reporter {report.unit.code}"]
    with clock.standing_on(SLIPPED):
        actions.start_correction(report.pk, by=writer, why=WHY)
        report.refresh_from_db()
        women = int(str(checks.values_of(report)["bch.nu"])) + 1
        told = {f"feed:bch.nu:{women - 1}": UNWRITTEN}
        report = actions.save_draft(report.pk, {"bch.nu": women}, version=report.version, by=writer, explanations=told)
        actions.submit(report.pk, by=writer)
        actions.accept(report.pk, by=reviewer)
