"""What a section is about, from the words of its heading (text without marks, any case)."""

from __future__ import annotations

import re

_FIRST: list[tuple[str, str]] = [
    ("appendix", r"phu luc"),
    (
        "situation",
        r"(?:dac diem )?(?:tinh hinh|thuc trang|boi canh)|dac diem|ket qua (?:dat duoc|thuc hien|hoat dong|nam)"
        r"|danh gia (?:tinh hinh|chung|ket qua)|(?:ton tai|han che|kho khan|thuan loi|nguyen nhan|bai hoc)"
        r"|nhung ket qua"
        r"|(?:uu|nhuoc) diem|su can thiet",
    ),
    ("legal_basis", r"can cu(?: phap ly| xay dung)?|co so (?:phap ly|chinh tri)"),
    (
        "measure",
        r"(?:cac |mot so |nhung |he thong )?(?:nhom )?(?:nhiem vu|giai phap|bien phap|noi dung|hoat dong|cong viec)"
        r"(?! va muc tieu)",
    ),
    ("reporting", r"(?:che do |cong tac |thong tin,? )?(?:thong tin )?bao cao|che do thong tin|thoi han bao cao"),
    ("review", r"(?:cong tac )?(?:kiem tra|giam sat|theo doi|so ket|danh gia,? tong ket|tong ket)"),
    (
        "organisation",
        r"to chuc thuc hien|phan cong|trach nhiem|(?:cong tac )?chi dao|to chuc chi dao|doi voi|tien do thuc hien"
        r"|thoi gian|lo trinh|phuong thuc thuc hien",
    ),
    ("funding", r"kinh phi|nguon luc|nguon kinh phi|du toan"),
    ("audience", r"doi tuong"),
    ("form", r"hinh thuc"),
    ("slogan", r"khau hieu|thong diep|chu de"),
    (
        "target",
        r"(?:mot so |cac |he thong |nhung |bang |bieu |danh muc )*chi tieu|cac muc tieu cu the|muc tieu cu the"
        r"|muc tieu,? (?:va )?chi tieu",
    ),
    ("purpose", r"muc dich|yeu cau|quan diem|phuong cham"),
    ("objective", r"(?:cac |nhung )?muc tieu|phuong huong|dinh huong"),
]
_TOPICS = [(name, re.compile(pattern + r"(?![a-z])")) for name, pattern in _FIRST]
_TARGET = re.compile(r"(?<![a-z])chi tieu(?![a-z])|muc tieu cu the")
_MEASURE = re.compile(r"(?:nhiem vu|giai phap|bien phap)")
_LEAD = re.compile(r"(?:[ivx]{1,5}|[a-d]|\d{1,2})[.)/:-]\s*|phan (?:thu )?\w+[.:]?\s*")


def topic_of(flat: str) -> str:
    """The topic a heading names, "" when the text is no heading or names none.

    A heading is short and has no full stop inside; "Chỉ tiêu 1: ..." and "Mục tiêu: ..." open with the word itself.
    """
    text = flat.strip(" -+*")
    if text.endswith((";", ".", ",")) and len(text.split(":", 1)[0].split()) > 6:
        return ""
    text = text.strip(" :.")
    head = text.split(":", 1)[0]
    if len(head) > 130 or ". " in head or ";" in head:
        return ""
    if len(text) > len(head) + 1 and len(head) > 40:
        return ""
    if len(text) == len(head) and len(head.split()) > 22:
        return ""
    for name, pattern in _TOPICS:
        match = pattern.match(head)
        if match:
            return _refined(name, head, match.end())
    return ""


def _refined(name: str, head: str, end: int) -> str:
    """ "Mục tiêu, chỉ tiêu" is about targets, "Nhiệm vụ, giải pháp thực hiện chỉ tiêu" is not."""
    if name in ("objective", "purpose") and _TARGET.search(head) and not _MEASURE.search(head):
        return "target"
    if name in ("objective", "purpose") and len(head) > 90:
        return ""
    if name in ("measure", "review", "reporting", "organisation") and len(head) - end > 75:
        return ""
    return name
