"""The page of demands names every demand, says how far it is met, and points to tests that exist."""

import re

import pytest

from tests.architecture.test_house_rules import ROOT

PAGE = ROOT / "docs" / "requirements.md"
IDS = [
    "KT-0", "KT-I.1", "KT-I.2", "KT-I.3", "KT-II.1a", "KT-II.1b", "KT-II.2.1", "KT-II.2.2", "KT-II.2.3", "KT-II.2.4",
    "KT-II.2.5", "KT-II.2.6", "KT-III.1", "KT-III.2", "KT-III.3", "KT-III.4", "KT-III.5", "KT-III.6", "KT-III.7",
    "KT-IV.1a", "KT-IV.1b", "KT-IV.1c", "KT-IV.2a", "KT-IV.2b", "KT-N",
    "HN-1", "HN-2", "HN-3", "HN-4", "HN-5", "HN-6", "HN-7",
    "+ roles", "+ search", "+ Excel", "+ phones", "+ printing", "+ audit", "+ backup", "+ languages",
]  # fmt: skip


def rows() -> dict[str, list[str]]:
    """The rows of the table by id."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row for row in cells}


def test_every_demand_has_exactly_one_row_and_no_other_is_there():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")][2:]
    assert [line.strip("|").split("|")[0].strip() for line in lines] == IDS


@pytest.mark.parametrize("demand", IDS)
def test_a_state_is_met_or_says_what_is_missing_or_what_it_waits_for(demand):
    row = rows()[demand]
    assert len(row) == 5
    assert re.fullmatch(r"met|met in part \(.+\)|later \(.+\)", row[4])
    assert row[4].startswith("later") or re.findall(r"`(tests/\S+)`", row[3]), "what is met is held by a test"


@pytest.mark.parametrize("demand", IDS)
def test_every_test_that_is_named_exists(demand):
    for path in re.findall(r"`(tests/\S+)`", rows()[demand][3]):
        assert (ROOT / path).is_file(), path
