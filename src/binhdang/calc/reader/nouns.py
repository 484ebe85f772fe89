"""Word lists of the unions' trade: what is counted, who is counted, at which level."""

from __future__ import annotations

import re

COUNTED = (
    r"chị em|chị|nữ(?= (?:là|làm|trong|giữ|tham gia)\b)|nữ công nhân|nữ đoàn viên|lớp(?: tập huấn| bồi dưỡng)?"
    r"|cuộc thi|cuộc|buổi|hội nghị|hội thảo"
    r"|hội thi|toạ đàm|tọa đàm|diễn đàn|đợt"
    r"|hoạt động|chuyên đề"
    r"|mô hình|câu lạc bộ|clb|đơn vị|doanh nghiệp|cđcs|công đoàn cơ sở|công đoàn|nghiệp đoàn|lượt người|lượt"
    r"|người|đoàn viên"
    r"|cán bộ|cnvclđ|nữ cnvclđ|lao động|ban nữ công|tổ nữ công|ban(?! hành| thường| chấp| chỉ)|phòng|cabin"
    r"|nhà trẻ|bản thoả ước|bản|thoả ước"
    r"|tin bài|tin|bài viết|bài"
    r"|ấn phẩm|tờ rơi|tài liệu|suất quà|suất|học bổng|phần quà|ngôi nhà|căn nhà|mái ấm|vụ việc|vụ|trường hợp|ca"
    r"|uỷ viên|gia đình|hộ"
    r"|tập thể|cá nhân|sáng kiến|đề tài|công trình|sản phẩm|triệu đồng|tỷ đồng|đồng|giờ|điểm|chỉ tiêu|xã|phường"
    r"|huyện|tỉnh|cơ quan|tổ chức"
    r"|nội dung|điều khoản|kênh|video|chương trình|sự kiện|đại biểu|con công nhân|trẻ em|cháu|em|bé|khoá|đội"
    r"|nhóm|góc|tủ sách|kiến nghị"
)

UNIT = (
    r"(?:cđcs|công đoàn cơ sở|công đoàn các cấp|công đoàn|nghiệp đoàn|đơn vị|doanh nghiệp|cơ quan|ban chấp hành"
    r"|bch|tổ chức|nơi|địa phương"
    r"|cấp công đoàn|liên đoàn lao động|lđlđ|khu công nghiệp|thoả ước|trường|bệnh viện|nhà máy|ngành)"
)

_LEVELS: list[tuple[str, re.Pattern[str]]] = [
    ("all", re.compile(r"(?:công đoàn|cđ|liên đoàn)?\s?các cấp(?! uỷ)|mọi cấp|từng cấp|ở cấp mình")),
    ("central", re.compile(r"\btlđ\b|tổng liên đoàn|cấp trung ương|tổng ldld")),
    (
        "province",
        re.compile(
            r"(?:lđlđ|liên đoàn lao động|công đoàn|cấp) (?:các )?(?:tỉnh|thành phố)|cấp tỉnh|ngành trung ương"
            r"|tổng công ty"
        ),
    ),
    (
        "upper_grassroots",
        re.compile(
            r"cấp trên (?:trực tiếp )?(?:của )?(?:công đoàn )?cơ sở|cấp huyện|(?:lđlđ|liên đoàn lao động"
            r"|công đoàn) (?:các )?(?:huyện|quận|thị xã)"
            r"|công đoàn ngành|cđ ngành|cấp trên trực tiếp"
        ),
    ),
    (
        "grassroots",
        re.compile(
            r"\bcđcs\b|(?<!cấp trên )(?<!trực tiếp )công đoàn cơ sở|(?<!cấp )cấp cơ sở"
            r"|(?<!trên )(?<!tiếp )(?<!đoàn )\bcơ sở\b|nghiệp đoàn"
        ),
    ),
]


def levels_in(low: str, start: int, end: int) -> tuple[str, ...]:
    """Levels named in ``low[start:end]``: all, central, province, upper_grassroots, grassroots."""
    return tuple(name for name, pattern in _LEVELS if pattern.search(low, start, end))
