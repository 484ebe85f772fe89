"""The plan reader: turns the text of a Vietnamese plan document into clauses, targets, duties and recipients.

It owns the grammar of administrative texts (outline, header, legal bases, quantities, dates) and the reading that
comes of it, every finding with its place and a confidence. It does not open files (``kit.texts``), knows no table,
no unit of the organisation and no indicator of the catalogue, and decides nothing: a person confirms.
"""

from binhdang.calc.reader.read import read_plan
from binhdang.calc.reader.shapes import Reading

__all__ = ["Reading", "read_plan"]
