"""A small union with the catalogue, a plan officer and a plan text of our own."""

from types import SimpleNamespace

import pytest

from binhdang.indicators.actions import load_catalogue
from binhdang.plans import actions
from tests.factories import kon_tum, make_person

TEXT = """LIÊN ĐOÀN LAO ĐỘNG TỈNH A
Số: 45/KH-LĐLĐ
KẾ HOẠCH
Thực hiện công tác bình đẳng giới giai đoạn 2016-2020
Căn cứ Kế hoạch số 12/KH-TLĐ ngày 30/3/2016 của Tổng Liên đoàn Lao động Việt Nam;
I. CHỈ TIÊU
1. Tỷ lệ nữ uỷ viên ban chấp hành công đoàn các cấp đạt 30% trở lên.
2. Hằng năm có ít nhất 85% nữ CNVCLĐ đạt danh hiệu “Giỏi việc nước, đảm việc nhà”.
3. Hầu hết cán bộ chủ chốt công đoàn được tập huấn về giới.
II. GIẢI PHÁP
1. Phổ biến kế hoạch đến các công đoàn cơ sở.
2. Kiểm tra việc thực hiện chế độ đối với lao động nữ.
III. TỔ CHỨC THỰC HIỆN
Các công đoàn cấp trên cơ sở báo cáo về Liên đoàn Lao động tỉnh trước ngày 05/12 hằng năm.
"""


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """`units` by code, `officer` of KT, and the `plan` that the officer uploaded."""
    load_catalogue()
    units = kon_tum()
    officer = make_person("Cán bộ kế hoạch", ("plan_officer", units["KT"]))
    plan = actions.upload_plan(units["KT"], TEXT, by=officer, source_name="kh.docx")
    return SimpleNamespace(units=units, officer=officer, plan=plan, text=TEXT)
