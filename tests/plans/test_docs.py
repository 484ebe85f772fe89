"""The diagrams in the documents are those of the tables."""

from pathlib import Path

from binhdang.plans.flow import FINDING, PLAN


def test_the_document_shows_the_life_of_plans_and_findings_as_it_is() -> None:
    text = (Path(__file__).parents[2] / "docs" / "plans.md").read_text("utf-8")
    assert PLAN.as_mermaid() in text
    assert FINDING.as_mermaid() in text
