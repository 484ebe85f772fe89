"""A formula computes exactly and can do nothing else."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc import formulas
from binhdang.calc.cells import NOT_APPLICABLE, NotApplicable
from binhdang.calc.formulas import FormulaError, cells_of, evaluate, parse_formula

CELLS = {"a": 6, "b": 4, "c": Decimal("0.5"), "bch.nu": 3, "bch.tong": 9, "01-a": 7, "zero": 0, "k": NOT_APPLICABLE}


def of(text, values=CELLS):
    return evaluate(parse_formula(text), values)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("bch.nu / bch.tong", Fraction(1, 3)),
        ("a + b - c", Decimal("9.5")),
        ("a - b - 1", 1),
        ("a / b / 2", Decimal("0.75")),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("-a + 10", 4),
        ("0.1 + 0.2 = 0.3", 1),
        ("a > b", 1),
        ("a <= b", 0),
        ("a <> b", 1),
        ("if(a >= 6, 1, 0)", 1),
        ("min(a, b, 5)", 4),
        ("max(a, b) + {01-a}", 13),
        ("if(zero = 0, a, nowhere)", 6),
        ("nowhere + 1", None),
        ("k + 1", NOT_APPLICABLE),
        ("k + nowhere", NOT_APPLICABLE),
        ("a / zero", NOT_APPLICABLE),
        ("zero / zero", NOT_APPLICABLE),
        ("if(nowhere, 1, 2)", None),
        ("if(k, 1, 2)", NOT_APPLICABLE),
        ("nowhere >= 1", None),
        ("zero * nowhere", None),
        ("min", None),
    ],
)
def test_a_formula_gives_the_exact_value(text, value):
    result = of(text)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "1 +", "(1", "1)", "a b", "a = b = 1", "__import__('os')", "open('x')", "().__class__", "a if b else c", "lambda: 1",
     "if(1,2)", "min()", "sum(a)", "2 ** 3", "a[0]", "{a", "{}", "a; b", "1e9", "a and b", "'x'", "f(x)", "1.2.3", "#", "a\n=\n=b",
     "(" * 500 + "1", "-" * 500 + "1", "min(" * 200 + "1", "1" * 1001, "9" * 40, "{a b}", "a!", "a:=1", "%a", "a%"],
)  # fmt: skip
def test_hostile_or_broken_text_is_refused_quickly(text):
    started = time.perf_counter()
    with pytest.raises(FormulaError):
        parse_formula(text)
    assert time.perf_counter() - started < 0.5


def test_the_longest_allowed_formula_is_evaluated():
    assert of("+".join(["1"] * 500)) == 500
    assert of("(" * 29 + "a" + ")" * 29) == 6


def test_the_cells_a_formula_looks_at_are_known():
    assert cells_of(parse_formula("if(a > {01-a}, bch.nu, 1) / b")) == {"a", "01-a", "bch.nu", "b"}


@given(st.text(alphabet="ab01.,+-*/()<>={}if min\"'_[]:;#\\\n", max_size=60))
def test_any_text_is_a_formula_over_cells_or_an_error_and_nothing_else(text):
    try:
        tree = parse_formula(text)
    except FormulaError:
        return
    assert kinds(tree.tree) <= {
        formulas.Constant, formulas.Cell, formulas.Sum, formulas.Product, formulas.Compare, formulas.Call
    }  # fmt: skip
    assert isinstance(evaluate(tree, {"a": 1, "b": 2}), int | Decimal | Fraction | NotApplicable | None)


@given(st.text(max_size=1200))
def test_any_text_at_all_is_answered(text):
    try:
        evaluate(parse_formula(text), {})
    except FormulaError:
        return


def test_a_dotted_name_is_a_cell_code_and_reaches_nothing():
    assert of("a.__class__") is None


def kinds(node):
    inside = set()
    if isinstance(node, formulas.Sum):
        inside = {k for _, child in node.terms for k in kinds(child)}
    elif isinstance(node, formulas.Product):
        inside = {k for _, child in node.factors for k in kinds(child)}
    elif isinstance(node, formulas.Compare):
        inside = kinds(node.left) | kinds(node.right)
    elif isinstance(node, formulas.Call):
        inside = {k for child in node.arguments for k in kinds(child)}
    return {type(node)} | inside


numbers = st.integers(-50, 50)
expressions = st.recursive(
    st.one_of(st.sampled_from(["a", "b"]), st.integers(0, 50).map(str)),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=8,
)


@given(expressions, numbers, numbers)
def test_arithmetic_agrees_with_python(text, a, b):
    assert of(text, {"a": a, "b": b}) == eval(text, {"__builtins__": {}}, {"a": a, "b": b})
