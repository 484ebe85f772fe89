"""The two real plans, read when they lie beside the repository (BINHDANG_SEEDS or ../shared/seeds)."""

import os
from datetime import date
from pathlib import Path

import pytest

from binhdang.calc.reader import Reading, read_plan

ROOT = Path(__file__).resolve().parents[3]
_PLACES = [Path(os.environ["BINHDANG_SEEDS"])] if os.environ.get("BINHDANG_SEEDS") else []
_PLACES += [parent / "shared" / "seeds" for parent in ROOT.parents[:3]]
SEEDS = next((place for place in _PLACES if place.is_dir()), None)

if SEEDS is not None:
    TEXTS = {p.name[:3]: p.read_text(encoding="utf-8") for p in sorted(SEEDS.glob("*.txt"))}

    @pytest.fixture(scope="module")
    def kt() -> Reading:
        return read_plan(TEXTS["000"])

    @pytest.fixture(scope="module")
    def hn() -> Reading:
        return read_plan(TEXTS["003"])

    def test_the_provincial_plan_gives_its_head(kt):
        assert kt.title == "KẾ HOẠCH HÀNH ĐỘNG VỀ BÌNH ĐẲNG GIỚI GIAI ĐOẠN 2016 - 2020"
        assert kt.issuer == "LĐLĐ tỉnh Kon Tum"
        assert (kt.number, kt.issued_on) == (None, None)
        assert (kt.period.start, kt.period.end) == ("2016-01-01", "2020-12-31")

    def test_the_provincial_plan_gives_its_six_bases_once_each(kt):
        assert [(b.kind, b.number, b.date) for b in kt.legal_bases] == [
            ("Kế hoạch", "12/KH-TLĐ", "2016-03-30"),
            ("Kế hoạch", "738/KH-UBND", "2016-04-13"),
            ("Quyết định", "1696/QĐ-TTg", "2015-10-02"),
            ("Kết luận", "147/KL-TLĐ", "2016-02-04"),
            ("Nghị quyết", "6b/TLĐ", "2011-01-29"),
            ("Chỉ thị", "03/TLĐ", "2010-08-18"),
        ]

    def test_the_provincial_plan_gives_its_targets_exactly(kt):
        assert [(t.clause_id, t.comparator, t.value, t.unit, t.recurrence) for t in kt.targets] == [
            ("II.2.a", ">=", 30, "percent", None),
            ("II.2.a", ">=", 85, "percent", "yearly"),
            ("II.2.b", "=", 30, "percent", None),
            ("II.2.c", "none", None, "none", None),
            ("II.2.d", "=", 100, "percent", None),
            ("II.2.d", "=", 100, "percent", None),
            ("II.2.đ", "decrease", None, "none", None),
        ]
        t1, t2, t3, t4, t5a, t5b, t6 = kt.targets
        assert "Ban chấp hành công đoàn các cấp" in (t1.population or "")
        assert t1.levels == ("all",)
        assert t2.population == "nữ CNVCLĐ"
        assert "quy hoạch" in (t3.population or "")
        assert "30%" in (t4.condition or "")
        assert "chủ chốt" in (t5a.population or "")
        assert "nữ công" in (t5b.population or "")
        assert "thứ 3 trở lên" in (t6.population or "")
        assert kt.unread == ()

    def test_the_provincial_plan_gives_reviews_reports_and_foot(kt):
        assert [(r.kind, r.year) for r in kt.reviews] == [("midterm", 2018), ("final", 2020)]
        yearly = [r for r in kt.reporting if r.frequency == "yearly"]
        assert len(yearly) == 1
        assert yearly[0].ad_hoc
        assert yearly[0].to == "Liên đoàn Lao động tỉnh"
        assert "Nữ công" in (yearly[0].via or "")
        assert len(kt.recipients) == 8
        assert kt.recipients[-1].archive
        assert kt.signature is not None
        assert (kt.signature.authority, kt.signature.position) == ("TM. BAN THƯỜNG VỤ", "PHÓ CHỦ TỊCH")
        assert kt.signature.name
        assert len(kt.signature.name.split()) == 3

    def test_the_provincial_plan_gives_its_outline(kt):
        numbered = [c.id for c in kt.clauses if ".p" not in c.id]
        assert numbered[:4] == ["I", "I.1", "I.2", "I.3"]
        assert [i for i in numbered if i.startswith("III")] == ["III", *(f"III.{n}" for n in range(1, 8))]
        assert len(kt.measures) == 7
        assert len(kt.objectives) == 2

    def test_the_press_article_gives_issuer_number_and_year(hn):
        assert (hn.issuer, hn.number) == ("LĐLĐ TP Hà Nội", "13/KH-LĐLĐ")
        assert (hn.period.start, hn.period.end) == ("2020-01-01", "2020-12-31")
        assert hn.targets == ()
        assert hn.legal_bases == ()

    def test_the_press_article_gives_the_action_month_and_six_topics(hn):
        month = [c for c in hn.campaigns if c.name.startswith("Tháng hành động")]
        assert [(c.start, c.end) for c in month] == [(date(2020, 11, 15).isoformat(), date(2020, 12, 15).isoformat())]
        assert len(hn.training_topics) == 6
        assert {"hội nghị", "hội thảo", "tọa đàm"} <= {f.text for f in hn.forms}
        assert hn.audiences
