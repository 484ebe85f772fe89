"""Formulas over cells as text: parsed once into a small safe tree, evaluated exactly.

    bch.nu / bch.tong          a + b - c          if(dv.nu >= 0.3 * dv.tong, 1, 0)          min({01-a}, 5)

A cell code of letters, digits, "_" and "." that starts with a letter stands as it is; any other goes in braces.
Operators + - * / and one comparison (< <= > >= = <>), which gives 1 or 0; functions if, min, max; brackets.
Nothing else exists, so a formula can only compute. What evaluation does with the three kinds of cell:

- missing poisons: an operation on a missing cell is missing (None);
- not applicable stays: an operation on KAD is KAD, also beside a missing cell;
- division by zero is KAD: there is nothing to relate to;
- `if` looks only at its condition and the branch taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, TypeAlias

from .cells import NOT_APPLICABLE, CellError, NotApplicable, Value, parse_exact

MAX_LENGTH: Final = 1000
MAX_DEPTH: Final = 30

Exact: TypeAlias = int | Fraction
Result: TypeAlias = int | Decimal | Fraction | NotApplicable | None
Node: TypeAlias = "Constant | Cell | Sum | Product | Compare | Call"


class FormulaError(ValueError):
    """A formula that cannot be read; the message is Vietnamese and names the place."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number written in the formula."""

    value: Exact


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of one cell."""

    code: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms, each added ("+") or taken away ("-")."""

    terms: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Factors, each multiplied ("*") or divided by ("/"), from the left."""

    factors: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison; it gives 1 or 0."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """One of the functions of `FUNCTIONS`."""

    name: str
    arguments: tuple[Node, ...]


FUNCTIONS: Final[dict[str, tuple[int, int]]] = {"if": (3, 3), "min": (1, 20), "max": (1, 20)}
COMPARISONS: Final[dict[str, Callable[[Exact, Exact], bool]]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)(?![\w.])|\{(?P<quoted>[\w.-]+)\}|(?P<name>[^\W\d_][\w.]*)"
    r"|(?P<sign><=|>=|<>|[-+*/<>=(),]))"
)


@lru_cache(maxsize=2000)
def parse_formula(text: str) -> Node:
    """Parse a formula into its tree; raises `FormulaError` (Vietnamese) for anything outside the small language."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"Công thức dài quá {MAX_LENGTH} ký tự.")
    parser = _Parser(_tokens(text))
    tree = parser.comparison(0)
    parser.end()
    return tree


def _tokens(text: str) -> list[tuple[str, str, int]]:
    tokens: list[tuple[str, str, int]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            place = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(f"Công thức sai ở ký tự {place + 1}: không hiểu “{text[place : place + 10]}”.")
        tokens.append((found.lastgroup, found.group(found.lastgroup), found.start(found.lastgroup)))
        at = found.end()
    if not tokens:
        raise FormulaError("Công thức trống.")
    return tokens


class _Parser:
    """Reads tokens by descent; brackets, minus signs and functions each count as one level of depth."""

    def __init__(self, tokens: list[tuple[str, str, int]]) -> None:
        self.tokens = tokens
        self.at = 0

    def comparison(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise FormulaError(f"Công thức lồng nhau quá {MAX_DEPTH} tầng.")
        left = self.sum(depth)
        sign = self.take(*COMPARISONS)
        if sign is None:
            return left
        return Compare(sign, left, self.sum(depth))

    def sum(self, depth: int) -> Node:
        terms = [("+", self.product(depth))]
        while sign := self.take("+", "-"):
            terms.append((sign, self.product(depth)))
        return terms[0][1] if len(terms) == 1 else Sum(tuple(terms))

    def product(self, depth: int) -> Node:
        factors = [("*", self.factor(depth))]
        while sign := self.take("*", "/"):
            factors.append((sign, self.factor(depth)))
        return factors[0][1] if len(factors) == 1 else Product(tuple(factors))

    def factor(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise FormulaError(f"Công thức lồng nhau quá {MAX_DEPTH} tầng.")
        if self.take("-"):
            return Sum((("-", self.factor(depth + 1)),))
        if self.take("("):
            inside = self.comparison(depth + 1)
            self.expect(")")
            return inside
        if self.at >= len(self.tokens):
            raise FormulaError("Công thức dừng giữa chừng.")
        kind, text, place = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Constant(_constant(text))
        if kind == "quoted":
            return Cell(text)
        if kind == "name":
            return self.call(text, place, depth) if self.take("(") else Cell(text)
        raise FormulaError(f"Công thức sai ở ký tự {place + 1}: không chờ “{text}” ở đây.")

    def call(self, name: str, place: int, depth: int) -> Node:
        if name not in FUNCTIONS:
            raise FormulaError(f"Công thức sai ở ký tự {place + 1}: không có hàm “{name[:40]}”; chỉ có if, min, max.")
        arguments = [self.comparison(depth + 1)]
        while self.take(","):
            arguments.append(self.comparison(depth + 1))
        self.expect(")")
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise FormulaError(f"Hàm {name} cần {least if least == most else f'{least} đến {most}'} tham số.")
        return Call(name, tuple(arguments))

    def take(self, *signs: str) -> str | None:
        if self.at < len(self.tokens):
            kind, text, _ = self.tokens[self.at]
            if kind == "sign" and text in signs:
                self.at += 1
                return text
        return None

    def expect(self, sign: str) -> None:
        if self.take(sign) is None:
            raise FormulaError(f"Công thức thiếu “{sign}”.")

    def end(self) -> None:
        if self.at < len(self.tokens):
            _, text, place = self.tokens[self.at]
            raise FormulaError(f"Công thức sai ở ký tự {place + 1}: không chờ “{text[:40]}” ở đây.")


def _constant(text: str) -> Exact:
    try:
        value = parse_exact(text)
    except CellError as error:
        raise FormulaError(str(error)) from error
    return value if isinstance(value, int) else Fraction(value)


def cells_of(tree: Node) -> frozenset[str]:
    """The codes of the cells a formula looks at."""
    match tree:
        case Cell(code):
            return frozenset({code})
        case Sum(parts) | Product(parts):
            return frozenset().union(*(cells_of(node) for _, node in parts))
        case Compare(_, left, right):
            return cells_of(left) | cells_of(right)
        case Call(_, arguments):
            return frozenset().union(*(cells_of(node) for node in arguments))
    return frozenset()


def evaluate(tree: Node, values: Mapping[str, Value]) -> Result:
    """Evaluate a formula on one mapping of cells (of a report, or the sums of a document).

    Whole results are `int`, finite decimals `Decimal`, others `Fraction`; never rounded. None is missing.
    """
    result = _value(tree, values)
    if not isinstance(result, Fraction):
        return result
    if result.denominator == 1:
        return result.numerator
    return _decimal(result)


def evaluate_columns(tree: Node, columns: Mapping[str, Sequence[Value | None]], length: int) -> list[Result]:
    """Evaluate a formula row by row on columns of cells; a column that is not there is missing throughout."""
    codes = [code for code in cells_of(tree) if code in columns]
    results: list[Result] = []
    for row in range(length):
        cells = ((code, columns[code][row]) for code in codes)
        results.append(evaluate(tree, {code: cell for code, cell in cells if cell is not None}))
    return results


def _decimal(value: Fraction) -> Decimal | Fraction:
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return value
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator)
    sign = "-" if value < 0 else ""
    return Decimal(f"{sign}{digits}E-{places}")


def _value(tree: Node, values: Mapping[str, Value]) -> Exact | NotApplicable | None:
    match tree:
        case Constant(number):
            return number
        case Cell(code):
            cell = values.get(code)
            return Fraction(cell) if isinstance(cell, Decimal) else cell
        case Sum(parts):
            return _fold(parts, values)
        case Product(parts):
            return _fold(parts, values)
        case Compare(sign, left, right):
            pair = _all([left, right], values)
            return int(COMPARISONS[sign](*pair)) if isinstance(pair, list) else pair
        case Call("if", (condition, yes, no)):
            decided = _value(condition, values)
            if decided is None or isinstance(decided, NotApplicable):
                return decided
            return _value(yes if decided else no, values)
        case Call(name, arguments):
            numbers = _all(arguments, values)
            return (min if name == "min" else max)(numbers) if isinstance(numbers, list) else numbers


def _all(nodes: Sequence[Node], values: Mapping[str, Value]) -> list[Exact] | NotApplicable | None:
    results = [_value(node, values) for node in nodes]
    numbers = [r for r in results if r is not None and not isinstance(r, NotApplicable)]
    if len(numbers) == len(results):
        return numbers
    return NOT_APPLICABLE if any(isinstance(r, NotApplicable) for r in results) else None


def _fold(parts: tuple[tuple[str, Node], ...], values: Mapping[str, Value]) -> Exact | NotApplicable | None:
    numbers = _all([node for _, node in parts], values)
    if not isinstance(numbers, list):
        return numbers
    total: Exact = 1 if parts[0][0] in "*/" else 0
    for (sign, _), number in zip(parts, numbers, strict=True):
        if sign == "/":
            if number == 0:
                return NOT_APPLICABLE
            total = Fraction(total) / number
        else:
            total = total + number if sign == "+" else total - number if sign == "-" else total * number
    return total
