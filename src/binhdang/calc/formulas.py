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
from .words import said

MAX_LENGTH: Final = 1000
MAX_DEPTH: Final = 30

Exact: TypeAlias = int | Fraction
Known: TypeAlias = int | Fraction | NotApplicable | None
Result: TypeAlias = int | Decimal | Fraction | NotApplicable | None
Run: TypeAlias = Callable[[Mapping[str, Value]], Known]
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


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """A parsed formula: its safe tree, the cells it looks at, and the tree turned into closures for speed."""

    text: str
    tree: Node
    cells: frozenset[str]
    run: Run


@lru_cache(maxsize=2000)
def parse_formula(text: str) -> Formula:
    """Parse a formula; raises `FormulaError` (Vietnamese) for anything outside the small language."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(said("Công thức dài quá %(most)s ký tự.", most=MAX_LENGTH))
    parser = _Parser(_tokens(text))
    tree = parser.comparison(0)
    parser.end()
    return Formula(text, tree, _cells(tree), _run(tree))


def _tokens(text: str) -> list[tuple[str, str, int]]:
    tokens: list[tuple[str, str, int]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            place = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(
                said(
                    "Công thức sai ở ký tự %(place)s: không hiểu “%(text)s”.",
                    place=place + 1,
                    text=text[place : place + 10],
                )
            )
        tokens.append((found.lastgroup, found.group(found.lastgroup), found.start(found.lastgroup)))
        at = found.end()
    if not tokens:
        raise FormulaError(said("Công thức trống."))
    return tokens


class _Parser:
    """Reads tokens by descent; brackets, minus signs and functions each count as one level of depth."""

    def __init__(self, tokens: list[tuple[str, str, int]]) -> None:
        self.tokens = tokens
        self.at = 0

    def comparison(self, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise FormulaError(said("Công thức lồng nhau quá %(most)s tầng.", most=MAX_DEPTH))
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
            raise FormulaError(said("Công thức lồng nhau quá %(most)s tầng.", most=MAX_DEPTH))
        if self.take("-"):
            return Sum((("-", self.factor(depth + 1)),))
        if self.take("("):
            inside = self.comparison(depth + 1)
            self.expect(")")
            return inside
        if self.at >= len(self.tokens):
            raise FormulaError(said("Công thức dừng giữa chừng."))
        kind, text, place = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Constant(_constant(text))
        if kind == "quoted":
            return Cell(text)
        if kind == "name":
            return self.call(text, place, depth) if self.take("(") else Cell(text)
        raise FormulaError(
            said("Công thức sai ở ký tự %(place)s: không chờ “%(text)s” ở đây.", place=place + 1, text=text)
        )

    def call(self, name: str, place: int, depth: int) -> Node:
        if name not in FUNCTIONS:
            raise FormulaError(
                said(
                    "Công thức sai ở ký tự %(place)s: không có hàm “%(name)s”; chỉ có if, min, max.",
                    place=place + 1,
                    name=name[:40],
                )
            )
        arguments = [self.comparison(depth + 1)]
        while self.take(","):
            arguments.append(self.comparison(depth + 1))
        self.expect(")")
        least, most = FUNCTIONS[name]
        if not least <= len(arguments) <= most:
            raise FormulaError(
                said(
                    "Hàm %(name)s cần %(part)s tham số.",
                    name=name,
                    part=least if least == most else f"{least}-{most}",
                )
            )
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
            raise FormulaError(said("Công thức thiếu “%(sign)s”.", sign=sign))

    def end(self) -> None:
        if self.at < len(self.tokens):
            _, text, place = self.tokens[self.at]
            raise FormulaError(
                said("Công thức sai ở ký tự %(place)s: không chờ “%(text)s” ở đây.", place=place + 1, text=text[:40])
            )


def _constant(text: str) -> Exact:
    try:
        value = parse_exact(text)
    except CellError as error:
        raise FormulaError(str(error)) from error
    return value if isinstance(value, int) else Fraction(value)


def cells_of(formula: Formula) -> frozenset[str]:
    """The codes of the cells a formula looks at."""
    return formula.cells


def _cells(tree: Node) -> frozenset[str]:
    match tree:
        case Cell(code):
            return frozenset({code})
        case Sum(parts) | Product(parts):
            return frozenset().union(*(_cells(node) for _, node in parts))
        case Compare(_, left, right):
            return _cells(left) | _cells(right)
        case Call(_, arguments):
            return frozenset().union(*(_cells(node) for node in arguments))
    return frozenset()


def evaluate(formula: Formula, values: Mapping[str, Value]) -> Result:
    """Evaluate a formula on one mapping of cells (of a report, or the sums of a document).

    Whole results are `int`, finite decimals `Decimal`, others `Fraction`; never rounded. None is missing.
    """
    result = formula.run(values)
    if not isinstance(result, Fraction):
        return result
    if result.denominator == 1:
        return result.numerator
    return _decimal(result)


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


def _run(tree: Node) -> Run:
    match tree:
        case Constant(number):
            return lambda values: number
        case Cell(code):
            return _run_cell(code)
        case Sum(parts):
            return _run_fold(parts, _add_up)
        case Product(parts):
            return _run_fold(parts, _multiply)
        case Compare(sign, left, right):
            return _run_on([left, right], _compare(COMPARISONS[sign]))
        case Call("if", (condition, yes, no)):
            return _run_if(_run(condition), _run(yes), _run(no))
        case Call(name, arguments):
            return _run_on(arguments, min if name == "min" else max)


def _run_cell(code: str) -> Run:
    def run(values: Mapping[str, Value]) -> Known:
        cell = values.get(code)
        return Fraction(cell) if isinstance(cell, Decimal) else cell

    return run


def _run_if(condition: Run, yes: Run, no: Run) -> Run:
    def run(values: Mapping[str, Value]) -> Known:
        decided = condition(values)
        if decided is None or isinstance(decided, NotApplicable):
            return decided
        return yes(values) if decided else no(values)

    return run


def _run_on(nodes: Sequence[Node], work: Callable[[list[Exact]], Known]) -> Run:
    """Do the work on the values of all nodes; a KAD among them gives KAD, else a missing one gives missing."""
    runs = [_run(node) for node in nodes]

    def run(values: Mapping[str, Value]) -> Known:
        numbers: list[Exact] = []
        missing = False
        for part in runs:
            number = part(values)
            if number is None:
                missing = True
            elif isinstance(number, NotApplicable):
                return number
            else:
                numbers.append(number)
        return None if missing else work(numbers)

    return run


def _run_fold(parts: tuple[tuple[str, Node], ...], fold: Callable[[Sequence[str], list[Exact]], Known]) -> Run:
    signs = [sign for sign, _ in parts]
    return _run_on([node for _, node in parts], lambda numbers: fold(signs, numbers))


def _compare(test: Callable[[Exact, Exact], bool]) -> Callable[[list[Exact]], int]:
    return lambda pair: int(test(pair[0], pair[1]))


def _add_up(signs: Sequence[str], numbers: list[Exact]) -> Exact:
    total: Exact = 0
    for sign, number in zip(signs, numbers, strict=True):
        total = total + number if sign == "+" else total - number
    return total


def _multiply(signs: Sequence[str], numbers: list[Exact]) -> Known:
    total: Exact = 1
    for sign, number in zip(signs, numbers, strict=True):
        if sign == "*":
            total = total * number
        elif number == 0:
            return NOT_APPLICABLE
        else:
            total = Fraction(total) / number
    return total
