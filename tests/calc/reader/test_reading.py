"""What the reader makes of single passages: targets, outline, duties, foot, bases."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhdang.calc.reader import read_plan

HEAD = "KẾ HOẠCH\nCông tác nữ công năm 2024\n"


def targets(line):
    reading = read_plan(f"{HEAD}I. CHỈ TIÊU\n1. {line}\nII. GIẢI PHÁP\n1. Tuyên truyền.\n")
    return reading.targets


def one(line):
    found = targets(line)
    assert len(found) == 1, found
    return found[0]


def test_values_by_year_are_one_target_with_milestones():
    target = one("Đến năm 2025 đạt 60% và đến năm 2030 đạt 75% công đoàn cơ sở có nữ lãnh đạo.")
    assert [(m.year, m.value) for m in target.milestones] == [(2025, 60), (2030, 75)]
    assert (target.value, target.recurrence, target.population) == (75, "once", "công đoàn cơ sở")


def test_a_bound_is_carried_to_the_next_year_when_the_text_says_it_once():
    target = one("Đạt ít nhất 40% vào năm 2025 và 50% vào năm 2030 nữ trong quy hoạch.")
    assert [m.comparator for m in target.milestones] == [">=", ">="]


def test_a_condition_is_no_target():
    target = one("Công đoàn cơ sở có từ 30% nữ trở lên thì phấn đấu có nữ trong ban thường vụ.")
    assert (target.comparator, target.value) == ("none", None)
    assert "30%" in (target.condition or "")


def test_a_share_of_units_that_meet_a_condition_keeps_the_condition():
    target = one("100% công đoàn cơ sở có từ 10 nữ đoàn viên trở lên thành lập ban nữ công.")
    assert target.value == 100
    assert "10 nữ đoàn viên" in (target.condition or "")


def test_a_share_of_units_and_the_count_that_fulfils_it_are_one_target():
    target = one("Hằng năm 100% công đoàn cơ sở tổ chức ít nhất 01 hoạt động truyền thông.")
    assert (target.value, target.unit, target.recurrence) == (100, "percent", "yearly")


def test_a_baseline_is_kept_apart():
    target = one("Nâng tỷ lệ nữ trong ban chấp hành từ 21% năm 2020 lên 28% vào năm 2025.")
    assert (target.value, target.baseline) == (28, 21)
    assert [m.year for m in target.milestones] == [2025]


@pytest.mark.parametrize(
    ("line", "comparator", "value"),
    [
        ("Giảm 5% mỗi năm số vụ tai nạn lao động nữ.", "decrease", 5),
        ("Tỷ lệ nghỉ việc giảm xuống còn 20%.", "<=", 20),
        ("Tỷ lệ nữ đảng viên tăng thêm 3% so với năm 2020.", "increase", 3),
        ("Phấn đấu giảm tình trạng sinh con thứ 3 trở lên.", "decrease", None),
        ("Số câu lạc bộ nữ công năm sau cao hơn năm trước.", "increase", None),
        ("Không để xảy ra quấy rối tình dục tại nơi làm việc.", "=", 0),
    ],
)
def test_directions_and_zero_tolerance(line, comparator, value):
    target = one(line)
    assert (target.comparator, target.value) == (comparator, value)


def test_several_targets_in_one_sentence():
    found = targets("Có 95% nữ đạt danh hiệu, 60% trở lên tổ nữ công xếp loại tốt và không quá 2% xếp loại yếu.")
    assert [(t.comparator, t.value) for t in found] == [("=", 95), (">=", 60), ("<=", 2)]


def test_vague_words_leave_the_figure_to_a_person():
    target = one("Hầu hết cán bộ nữ công được tập huấn.")
    assert (target.comparator, target.value) == ("none", None)
    assert target.confidence < 0.6


def test_a_clause_among_targets_without_a_measure_is_listed_as_unread():
    reading = read_plan(f"{HEAD}I. CHỈ TIÊU\n1. Xây dựng gia đình ấm no và tiến bộ.\n")
    assert reading.targets == ()
    assert [u.clause_id for u in reading.unread] == ["I.1"]


def test_figures_of_the_situation_are_unread_not_targets():
    reading = read_plan(f"{HEAD}I. TÌNH HÌNH\n1. Nữ chiếm 56,7% tổng số lao động.\nII. NHIỆM VỤ\n1. Tuyên truyền.\n")
    assert reading.targets == ()
    assert len(reading.unread) == 1


def test_the_outline_nests_by_the_order_the_document_uses():
    text = HEAD + "I. MỤC ĐÍCH\n1. Một\na) Hai\n- Ba\n+ Bốn\n- Năm\nb) Sáu\n2. Bảy\nII. YÊU CẦU\n- Tám\n"
    ids = [c.id for c in read_plan(text).clauses]
    assert ids == ["I", "I.1", "I.1.a", "I.1.a.a", "I.1.a.a.a", "I.1.a.b", "I.1.b", "I.2", "II", "II.a"]


def test_letter_markers_and_roman_numerals_are_told_apart():
    text = HEAD + "A. MỤC ĐÍCH\n1. x\nB. YÊU CẦU\n1. x\nC. NHIỆM VỤ\n1. x\nD. TỔ CHỨC\n1. x\n"
    assert [c.id for c in read_plan(text).clauses if c.level == 1] == ["A", "B", "C", "D"]


def test_lines_broken_by_a_pdf_are_joined_and_page_numbers_dropped():
    lines = [
        "I. CHỈ TIÊU",
        "- Phấn đấu trong giai đoạn này toàn tỉnh có ít nhất 40% cán bộ nữ được đưa",
        "2",
        "vào quy hoạch chức danh lãnh đạo, quản lý của tổ chức công đoàn các cấp trong",
        "tỉnh.",
    ]
    text = HEAD + "\n".join(lines * 4)
    assert "được đưa vào quy hoạch" in read_plan(text).text


def test_composed_and_decomposed_text_read_the_same():
    text = f"{HEAD}I. CHỈ TIÊU\n1. Đạt từ 30% nữ ủy viên trở lên.\n"
    assert read_plan(unicodedata.normalize("NFD", text)) == read_plan(text)


def test_dates_of_a_one_year_plan_take_its_year_and_yearly_ones_do_not():
    text = f"{HEAD}I. TỔ CHỨC\n1. Báo cáo về LĐLĐ huyện trước ngày 15/6.\n2. Gửi báo cáo về LĐLĐ huyện trước ngày 5/12 hằng năm.\n"
    reading = read_plan(text)
    assert [(d.due, d.month_day) for d in reading.deadlines] == [("2024-06-15", None), (None, "12-05")]
    assert [(r.frequency, r.due) for r in reading.reporting] == [(None, "2024-06-15"), ("yearly", "12-05")]


def test_reviews_take_their_own_year():
    text = f"{HEAD}I. TỔ CHỨC\n1. Sơ kết quý II năm 2023, tổng kết năm 2025 gắn với tổng kết 10 năm Nghị quyết 6b ngày 29/1/2011.\n"
    assert [(r.kind, r.year, r.quarter) for r in read_plan(text).reviews] == [
        ("midterm", 2023, 2),
        ("final", 2025, None),
    ]


def test_a_basis_without_number_is_kept_with_its_subject():
    reading = read_plan("KẾ HOẠCH\nCông tác nữ công\nCăn cứ Luật Bình đẳng giới năm 2006;\nI. MỤC ĐÍCH\n1. x\n")
    assert [(b.kind, b.number) for b in reading.legal_bases] == [("Luật", None)]
    assert "Bình đẳng giới" in (reading.legal_bases[0].subject or "")


def test_the_plans_own_number_is_no_basis():
    reading = read_plan(
        "LIÊN ĐOÀN LAO ĐỘNG TỈNH AN SƠN\nSố: 12/KH-LĐLĐ\nKẾ HOẠCH\nNữ công năm 2024\nI. MỤC ĐÍCH\n1. x\n"
    )
    assert (reading.number, reading.issuer, reading.legal_bases) == ("12/KH-LĐLĐ", "LĐLĐ tỉnh An Sơn", ())


def test_json_has_every_key_of_the_contract_and_plain_numbers():
    data = read_plan(f"{HEAD}I. CHỈ TIÊU\n1. Ít nhất 2/3 đơn vị có ban nữ công.\n").as_json()
    keys = {"title", "number", "issued_on", "issuer", "period", "legal_bases", "clauses", "targets", "deadlines"}
    assert keys | {"reviews", "reporting", "recipients", "signature", "unread"} <= set(data)
    assert set(data["period"]) == {"start", "end"}
    assert {"id", "label", "level", "text", "kind", "span"} <= set(data["clauses"][0])
    assert data["targets"][0]["value"] == 0.6667


HOSTILE = [
    "a" * 60_000,
    "công đoàn có 30% nữ " * 3_000,
    "I. " * 20_000,
    "(" * 60_000,
    "\t" * 60_000,
    "- " * 30_000,
    "trước ngày " * 5_000,
    "cứ mười " * 7_000,
    "Nơi nhận:\n- A;\n" * 3_000,
    "căn cứ nghị quyết " * 3_000,
    "1" * 60_000,
    '"' * 60_000,
    "e\u0301\u0323" * 20_000,
    "a\tb\n" * 15_000,
    "một hai ba " * 5_000,
    "năm 2020 " * 6_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_read_to_the_end(text):
    assert read_plan(text).text is not None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    read_plan(text).as_json()


_PIECES = st.sampled_from(
    [
        "I. ",
        "1. ",
        "a) ",
        "- ",
        "+ ",
        "\n",
        "\t",
        "CHỈ TIÊU",
        "Mục tiêu",
        "đạt ",
        "từ ",
        "30% ",
        "trở lên ",
        "nữ đoàn viên ",
        "đến năm 2025 ",
        "và ",
        ", ",
        "; ",
        "Nơi nhận:",
        "TM. BAN THƯỜNG VỤ",
        "Căn cứ Nghị quyết số 1/NQ-CP ngày 1/2/2020 ",
        "báo cáo về LĐLĐ tỉnh ",
        "trước ngày 30/11 ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_spans_always_lie_inside_the_text(text):
    reading = read_plan(text)
    size = len(reading.text)
    for group in (
        "legal_bases",
        "clauses",
        "targets",
        "deadlines",
        "reviews",
        "reporting",
        "recipients",
        "unread",
        "forms",
        "audiences",
    ):
        for item in getattr(reading, group):
            assert 0 <= item.span[0] <= item.span[1] <= size
    assert len({c.id for c in reading.clauses}) == len(reading.clauses)


def test_a_share_of_several_bodies_names_each_body():
    found = targets("Nữ chiếm ít nhất 30% trong ban chấp hành, 25% trong ban thường vụ và 20% trong ủy ban kiểm tra.")
    assert [(t.value, t.population) for t in found] == [
        (30, "Nữ trong ban chấp hành"),
        (25, "Nữ trong ban thường vụ"),
        (20, "Nữ trong ủy ban kiểm tra"),
    ]


def test_a_condition_may_ask_for_a_count():
    target = one("Công đoàn cơ sở có từ 30% lao động nữ trở lên phải có ít nhất 01 nữ là lãnh đạo chủ chốt.")
    assert (target.comparator, target.value, target.unit) == (">=", 1, "count")
    assert "30% lao động nữ" in (target.condition or "")


def test_a_rate_takes_its_baseline_and_its_years():
    target = one(
        "Tỷ suất sinh giảm từ 23 ca/1.000 phụ nữ xuống 18 ca/1.000 phụ nữ vào năm 2025 và dưới 18 ca/1.000 phụ nữ vào năm 2030."
    )
    assert (target.unit, target.baseline, target.comparator) == ("per_1000", 23, "<")
    assert [(m.year, m.comparator) for m in target.milestones] == [(2025, "<="), (2030, "<")]


def test_words_glued_together_by_a_page_are_read():
    target = one("Đạt ít nhất 27% vàonăm 2025 và 30% vào năm2030 nữ chủ doanh nghiệp.")
    assert [m.year for m in target.milestones] == [2025, 2030]


def test_a_table_printed_cell_by_cell_is_read_by_rows():
    cells = [
        "TT",
        "Chỉ tiêu",
        "ĐVT",
        "Năm 2024",
        "1",
        "Nữ được khám sức khỏe",
        "%",
        "90",
        "2",
        "Câu lạc bộ nữ công",
        "CLB",
        "3",
    ]
    reading = read_plan(HEAD + "I. CHỈ TIÊU\n" + "\n".join(cells) + "\nII. GIẢI PHÁP\n1. Tuyên truyền.\n")
    assert [(t.value, t.unit) for t in reading.targets] == [(90, "percent"), (3, "count")]


def test_partners_end_where_nobody_is_named_any_more():
    text = f"{HEAD}I. YÊU CẦU\n1. Phối hợp với chính quyền, các đoàn thể cùng cấp, thiết thực và có kết quả.\n"
    assert [one.unit for one in read_plan(text).responsible] == ["chính quyền, các đoàn thể cùng cấp"]


def test_what_a_plan_without_a_number_is_about_stands_after_its_issuer():
    base = read_plan(
        f"{HEAD}Căn cứ Kế hoạch hành động của Liên đoàn Lao động tỉnh A về bình đẳng giới giai đoạn 2016 - 2020;\nI. YÊU CẦU\n"
    ).legal_bases[0]
    assert (base.issuer, base.subject) == ("Liên đoàn Lao động tỉnh A", "bình đẳng giới giai đoạn 2016 - 2020")


def test_an_issuer_ends_with_the_bracket_it_stands_in():
    text = "1. Theo Chương trình (Quyết định số 1696/QĐ-TTg ngày 02/10/2015 của Thủ tướng Chính phủ) cùng kế hoạch của tỉnh."
    assert [one.issuer for one in read_plan(f"{HEAD}I. YÊU CẦU\n{text}\n").legal_bases] == ["Thủ tướng Chính phủ"]
