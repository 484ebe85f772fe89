"""Random forms as the builder makes them, and random answers to them."""

from hypothesis import strategies as st

from binhdang.calc import drafting
from binhdang.calc.answers import NO, YES
from binhdang.calc.definition import UNSEEN
from binhdang.calc.questions import CHOICE, KAD, KINDS, NUMBER, YES_NO

NASTY = ["=1+1", "<script>alert(1)</script>", "010", "NO", "null", "x: y", "- a", "#", "'", '"', "{a}", "a\\b", "  ạ "]
NAMES = (
    st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=40))
    .map(lambda text: " ".join(UNSEEN.sub("", text.replace("\n", " ").replace("\t", " ")).split()))
    .filter(bool)
)
LEVELS = st.lists(st.sampled_from(["co_so", "tren_co_so", "tinh"]), unique=True, max_size=2)


@st.composite
def definitions(draw, most_rows=8):
    """A form with one to three sections of every kind of row, put together by the builder's verbs."""
    made = drafting.blank("F", draw(NAMES), draw(st.sampled_from(["year", "once"])))
    made["sections"][0]["title"] = draw(NAMES)
    for at in range(draw(st.integers(1, 3))):
        if at:
            made = drafting.add_section(made)
            made["sections"][at]["title"] = draw(NAMES)
        for name in draw(st.lists(NAMES, min_size=1, max_size=most_rows // 2)):
            made = drafting.add_rows(made, at, [name], draw(st.sampled_from(KINDS)), columns=draw(st.booleans()))
            row = made["sections"][at]["rows"][-1]
            row |= draw(st.sampled_from([{}, {"required": True}, {"kad": False}, {"note": draw(NAMES)}]))
            if levels := draw(LEVELS):
                row["levels"] = levels
            if row.get("kind") == CHOICE:
                names = draw(st.lists(NAMES, min_size=2, max_size=4, unique_by=str.casefold))
                row["options"] = [{"code": f"p{n}", "name": name} for n, name in enumerate(names)]
    return made


def answers_to(draw, row):
    """(cells, answer) of a row for one unit: the cells as numbers, the answer as `calc.answers.choose` takes it."""
    if row.kind == NUMBER:
        return {cell.code: draw(st.integers(0, 10**9)) for cell in row.cells if draw(st.booleans())}, None
    given = ["", YES, NO] if row.kind == YES_NO else ["", *(option.code for option in row.options)]
    return None, draw(st.sampled_from([*given, KAD] if row.kad else given))
