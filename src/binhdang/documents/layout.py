"""What an official paper says and how Decree 30/2020/NĐ-CP (annex I) lays it out; the same for Word, PDF and screen.

Unions apply the decree through their own rule on papers (QĐ 933/QĐ-TLĐ of 14/5/2024, article 17: national title and
motto, issuer, number and symbol, place and date, type and subject, content, signature, recipients). All sizes are in
points, all lengths in millimetres. Plain data, no Django: what is written by people is only ever text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Final

MOTTO: Final = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
FONT: Final = "Times New Roman"
PAGE: Final = (210, 297)
"""A4, annex I part I section I.1."""
MARGINS: Final = {"top": 20, "bottom": 20, "left": 30, "right": 15}
"""Top and bottom 20-25, left 30-35, right 15-20 (annex I)."""
TITLE_SIZE, MOTTO_SIZE, ISSUER_SIZE, NUMBER_SIZE, BODY_SIZE = 12.5, 13.5, 12.5, 13, 14
"""Quốc hiệu and issuer 12-13, tiêu ngữ 13-14, number 13, everything in the body 13-14 (annex I)."""
RECIPIENTS_HEAD_SIZE, RECIPIENTS_SIZE = 12, 11
"""Nơi nhận: 12 bold italic, its lines 11 (annex I)."""
LETTER_SIZE: Final = 12
"""The subject of an official letter under its number: 12-13 (annex I)."""
TABLE_SIZE: Final = 12
"""The decree sets no size inside tables; 12 keeps eight columns readable."""
INDENT, GAP, LINE = 12.7, 6, 1.15
"""First line 1 or 1,27 cm, at least 6 pt between paragraphs, line spacing single to 1,5 (annex I)."""
RULE_SHARE: Final = 0.4
"""The rule under the issuer and under the subject: a third to half of the text's length (annex I)."""
SUBJECT_ROOM: Final = 108
"""Room for the subject in millimetres, so that it stands in the middle of the page."""
HEAD_COLUMNS: Final = (68, 97)
"""Issuer on the left, national title on the right; together the width of the text."""
LONGEST: Final = {"number": 11, "symbol": 30, "subject": 500, "issuer": 200, "signer": 50}
"""Lengths of the metadata of an electronic document (Decree 30/2020, annex VI)."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: heads, rows of cells as text, relative widths and one letter of alignment (l, c, r) a column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    align: str
    bold_rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the text: heading, paragraphs (one a line) before and after its table.

    `level` 1 is "I." (Roman), 2 is "1.". `drafted` and `drafted_after` keep what was composed from data, so that a
    refresh can tell what a person wrote.
    """

    key: str
    heading: str
    level: int = 1
    text: str = ""
    table: Table | None = None
    after: str = ""
    drafted: str = ""
    drafted_after: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex with its own page numbering; landscape where its table is wide."""

    title: str
    table: Table
    text: str = ""
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class PaperContent:
    """Everything a paper says. `number` and `day` are empty until it is issued."""

    issuer_above: str
    issuer: str
    symbol: str
    place: str
    type_name: str
    subject: str
    to: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    opening: str = ""
    sections: tuple[Section, ...] = ()
    closing: str = ""
    annexes: tuple[Annex, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    signer: str = ""
    number: int | None = None
    day: date | None = None
    year: int = 0
    mark: str = field(default="")
    """A line above everything, such as "Số liệu giả định" in a demo."""


def clean(text: str) -> str:
    """Text composed (NFC), without control and direction characters, lines trimmed, no empty lines."""
    plain = _CONTROL.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(line for line in (" ".join(part.split()) for part in plain.split("\n")) if line)


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text, cleaned."""
    return tuple(clean(text).split("\n")) if clean(text) else ()


def cleaned(content: PaperContent) -> PaperContent:
    """The same content with every text cleaned; what leaves this is safe to be written into XML."""
    return content_of(_walk(asdict(content)))


def _walk(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: _walk(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_walk(one) for one in value]
    return value


def to_json(content: PaperContent) -> dict[str, Any]:
    """The content as plain JSON data."""
    data = asdict(content)
    data["day"] = content.day.isoformat() if content.day else None
    return data


def content_of(data: Mapping[str, Any]) -> PaperContent:
    """The content from JSON data. Raises KeyError or TypeError for data that is no content."""
    given = dict(data)
    day = given.get("day")
    given["day"] = date.fromisoformat(day) if isinstance(day, str) else day
    given["sections"] = tuple(_section(one) for one in given.get("sections", ()))
    given["annexes"] = tuple(Annex(**(dict(one) | {"table": _table(one["table"])})) for one in given.get("annexes", ()))
    for name in ("to", "bases", "recipients", "signature"):
        given[name] = tuple(given.get(name, ()))
    return PaperContent(**given)


def _section(data: Mapping[str, Any]) -> Section:
    table = data.get("table")
    return Section(**(dict(data) | {"table": _table(table) if table else None}))


def _table(data: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(row) for row in data["rows"])
    return Table(tuple(data["head"]), rows, tuple(data["widths"]), data["align"], tuple(data.get("bold_rows", ())))


def number_text(number: int | None) -> str:
    """A number with a leading zero below ten, blank while there is none (annex I: "Số: 05/KH-LĐLĐ")."""
    return "\u2003\u2003" if number is None else f"{number:02d}"


def number_line(content: PaperContent) -> str:
    """The line of number and symbol: "Số: 05/BC-LĐLĐ"."""
    return f"Số: {number_text(content.number)}/{content.symbol}"


def place_line(content: PaperContent) -> str:
    """Place and date: "Kon Tum, ngày 05 tháng 02 năm 2020"; leading zero for days below 10 and for months 1 and 2."""
    place = content.place or "…………"
    if content.day is None:
        return f"{place}, ngày\u2003\u2003tháng\u2003\u2003năm {content.year or '20…'}"
    return f"{place}, {long_date(content.day)}"


def long_date(day: date) -> str:
    """A date in words of a paper: "ngày 05 tháng 02 năm 2020", "ngày 15 tháng 3 năm 2020" (annex I)."""
    month = f"{day.month:02d}" if day.month in {1, 2} else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def basis_lines(bases: Sequence[str]) -> tuple[str, ...]:
    """Legal bases, each on a line that ends with ";", the last with "." (annex I)."""
    bare = [basis.rstrip(" ;.,") for basis in bases if basis.strip(" ;.,")]
    return tuple(one + ("." if at == len(bare) - 1 else ";") for at, one in enumerate(bare))


def recipient_lines(recipients: Sequence[str]) -> tuple[str, ...]:
    """The list of recipients: each "- …;", the last one (the archive) "- Lưu: …." (annex I)."""
    bare = [one.strip().lstrip("-–").rstrip(" ;.,").strip() for one in recipients]
    bare = [one for one in bare if one]
    bare.sort(key=lambda one: one.casefold().startswith("lưu"))
    return tuple(f"- {one}" + ("." if at == len(bare) - 1 else ";") for at, one in enumerate(bare))


def annex_label(content: PaperContent, at: int) -> str:
    """ "Phụ lục" alone, "Phụ lục I", "Phụ lục II" where there are more (annex I)."""
    return "Phụ lục" if len(content.annexes) < 2 else f"Phụ lục {roman(at + 1)}"


def annex_line(content: PaperContent) -> str:
    """Which paper an annex belongs to: "(Kèm theo Báo cáo số 05/BC-LĐLĐ ngày … của …)" (annex I)."""
    day = long_date(content.day) if content.day else f"ngày\u2003\u2003tháng\u2003\u2003năm {content.year or '20…'}"
    name = content.type_name.capitalize() or "Công văn"
    return f"(Kèm theo {name} số {number_text(content.number)}/{content.symbol} {day} của {content.issuer})"


def roman(number: int) -> str:
    """A Roman numeral from 1 to 39."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]


def numbered(content: PaperContent, number: int, day: date) -> PaperContent:
    """The content with its number and date."""
    return replace(content, number=number, day=day, year=day.year)


_WIDTHS: Final = {  # thousandths of the size, Times New Roman (regular, bold) by letter
    200: "|", 250: " ,.", 278: "/:;\\ijlt", 333: "!()-I`fr[]", 389: "Js", 408: '"', 444: "?acez",
    500: "#$*0123456789_bdghknopquvxyđ–", 556: "FPS", 564: "+<=>", 611: "ELTZ", 667: "BCR",
    722: "ADGHKNOQUVXYwĐ", 778: "&m", 833: "%", 889: "M", 944: "W",
}  # fmt: skip
_BOLD: Final = {
    220: "|", 250: " ,.", 278: "/il", 333: "!()-:;fjt[]", 389: "Is", 444: "cer", 500: "#$*0123456789?Jagovxy–",
    556: "Sbdhknpquđ", 570: "+<=>", 611: "FP", 667: "BELTZ", 722: "ACDNRUVXYwĐ", 778: "GHKOQ", 833: "&m",
    944: "M", 1000: "%W",
}  # fmt: skip


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of Times New Roman is, in millimetres; marks above and below letters take no room."""
    table = _WIDTH_OF[bold]
    plain = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return sum(table.get(c, 500) for c in plain) / 1000 * size * 25.4 / 72


_WIDTH_OF = [{c: width for width, some in table.items() for c in some} for table in (_WIDTHS, _BOLD)]


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """A centred text broken into as few lines as fit in `room` millimetres, as even as possible."""
    words = text.split()
    best = _filled(words, room, size, bold)
    aim = room
    while aim > 10:
        aim -= 2
        narrower = _filled(words, aim, size, bold)
        if len(narrower) > len(best) or any(text_width(one, size, bold=bold) > aim for one in narrower):
            break
        best = narrower
    return best


def _filled(words: list[str], room: float, size: float, bold: bool) -> list[str]:
    done: list[str] = []
    for word in words:
        if done and text_width(f"{done[-1]} {word}", size, bold=bold) <= room:
            done[-1] += f" {word}"
        else:
            done.append(word)
    return done


def heads(content: PaperContent) -> tuple[list[str], list[str]]:
    """The lines of the issuer above and of the issuer, in capitals, broken to fit their column."""
    room = HEAD_COLUMNS[0] - 4
    above = wrapped(content.issuer_above.upper(), ISSUER_SIZE, room) if content.issuer_above else []
    return above, wrapped(content.issuer.upper(), ISSUER_SIZE, room, bold=True)


def letter_lines(content: PaperContent) -> list[str]:
    """The subject of an official letter as it stands under the number ("V/v …", annex I); empty for any other paper."""
    if content.type_name:
        return []
    subject = content.subject
    text = subject if subject.casefold().startswith("v/v") else f"V/v {subject[:1].lower()}{subject[1:]}"
    return wrapped(text, LETTER_SIZE, HEAD_COLUMNS[0] - 4)


def subject_lines(content: PaperContent) -> list[str]:
    """The subject in centred lines of even length."""
    return wrapped(content.subject, BODY_SIZE, SUBJECT_ROOM, bold=True)


def motto_rule() -> float:
    """The rule under the motto is as long as its text (annex I)."""
    return round(text_width(MOTTO[1], MOTTO_SIZE, bold=True), 1)


def issuer_rule(content: PaperContent) -> float:
    """The rule under the issuer: a third to half of its last line (annex I)."""
    width = max(text_width(one, ISSUER_SIZE, bold=True) for one in heads(content)[1] or [""])
    return round(width * RULE_SHARE, 1)


def subject_rule(content: PaperContent) -> float:
    """The rule under the subject: a third to half of its text (annex I)."""
    width = max(text_width(one, BODY_SIZE, bold=True) for one in subject_lines(content) or [""])
    return round(width * RULE_SHARE, 1)
