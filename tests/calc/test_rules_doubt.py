"""The doubt about a report is nothing for a clean one and never falls when something more is found."""

from hypothesis import given
from hypothesis import strategies as st

from binhdang.calc.cells import NOT_APPLICABLE
from binhdang.calc.rules import Finding
from binhdang.calc.rules_doubt import NEEDS_EYES, all_zero, doubt_of

FINDINGS = st.lists(
    st.builds(
        lambda severity, weight: Finding("x", severity, (), "", "x:", 1 if severity == "notice" else weight),
        st.sampled_from(["error", "warning", "notice"]),
        st.integers(10, 20),
    ),
    max_size=8,
)
REST = st.fixed_dictionaries(
    {
        "filled": st.integers(0, 60),
        "expected": st.just(60),
        "all_zero": st.booleans(),
        "corrected": st.integers(0, 3),
        "talks": st.integers(0, 3),
    }
)


def test_a_report_with_nothing_to_see_is_clean():
    assert doubt_of([], filled=60, expected=60, all_zero=False, corrected=0, talks=0) == 0


@given(FINDINGS, REST)
def test_whatever_wants_a_look_makes_an_exception_and_notices_alone_do_not(findings, rest):
    doubt = doubt_of(findings, **rest)
    looks = rest["all_zero"] or rest["corrected"] or rest["talks"] or rest["filled"] < 30
    assert (doubt >= NEEDS_EYES) == bool(looks or any(f.severity == "warning" for f in findings))


@given(FINDINGS, FINDINGS, REST)
def test_more_findings_never_weigh_less(findings, more, rest):
    assert doubt_of([*findings, *more], **rest) >= doubt_of(findings, **rest)


def test_all_zero_is_said_only_where_there_was_something_before():
    assert all_zero({"a": 0, "b": 0}, {"a": 3})
    assert not all_zero({"a": 0, "b": 1}, {"a": 3})
    assert not all_zero({"a": 0}, {"a": 0})
    assert not all_zero({}, {"a": 3})
    assert not all_zero({"a": NOT_APPLICABLE}, {"a": 3})
