"""Cuts a paragraph into sentences, aware of abbreviations, decimals and quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from binhdang.calc.reader.shapes import Span

_STOP = re.compile(r"[.;!?…](?=\s|$)|\t")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:tp|tx|tt|p|q|h|v\.v|vv|ths|ts|gs|pgs|bs|tm|kt|tl|tuq|đ/c|st|tr|stt)$")


def sentences(low: str, start: int, end: int, cut: str = ".;!?…\t") -> Iterator[Span]:
    """Spans of the sentences of ``low[start:end]``; a sentence longer than 3000 characters is cut."""
    begin = start
    for match in _STOP.finditer(low, start, end):
        at = match.start()
        if match[0] not in cut or (match[0] == "." and _ABBREVIATION.search(low[max(begin, at - 6) : at])):
            continue
        yield from _pieces(low, begin, at)
        begin = match.end()
    yield from _pieces(low, begin, end)


def _pieces(low: str, begin: int, end: int) -> Iterator[Span]:
    while begin < end and low[begin] in " \t":
        begin += 1
    while end - begin > 3000:
        space = low.rfind(" ", begin + 1, begin + 3000)
        middle = space if space > begin else begin + 3000
        yield begin, middle
        begin = middle
    while end > begin and low[end - 1] in " \t":
        end -= 1
    if end > begin:
        yield begin, end
