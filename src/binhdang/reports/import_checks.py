"""The checks that imported answers pass: the form's own rules, and old form versions brought into the present order."""

from binhdang.calc import answers, cells, rules
from binhdang.calc.cells import Value
from binhdang.calc.layout import Layout
from binhdang.datasets.models import FormVersion
from binhdang.datasets.queries import layout_of


class Checker:
    """Checks many reports of one form: keeps the layout and the maps between versions at hand."""

    def __init__(self, form: FormVersion) -> None:
        self.form = form
        self.order: list[str] = form.cell_order
        self.layout: Layout = layout_of(form)
        self.warnings = 0
        self._maps: dict[int, list[int | None]] = {}

    def asks(self, level: str) -> bool:
        """Whether the form asks a unit of this level anything."""
        return self.layout.asks(level)

    def aligned(self, packed: str, version: FormVersion) -> list[Value | None]:
        """The cells of an older version's report in this form's order; cells that are gone are left out."""
        old = cells.unpack_list(packed)
        if version.pk == self.form.pk or version.cell_order == self.order:
            return old
        if version.pk not in self._maps:
            place = {self.form.bridge.get(code, code): i for i, code in enumerate(version.cell_order)}
            self._maps[version.pk] = [place.get(code) for code in self.order]
        return [None if at is None else old[at] for at in self._maps[version.pk]]

    def repacked(self, packed: str, version: FormVersion) -> str:
        """`packed` of a version, packed again in this form's order."""
        if not packed or version.cell_order == self.order:
            return packed
        return cells.pack_list(self.aligned(packed, version))

    def check(self, slots: list[Value | None], last: str, level: str) -> tuple[list[Value | None], list[str]]:
        """Compute derived cells, then apply the form's rules. Returns (slots, errors); counts the warnings."""
        values = {code: value for code, value in zip(self.order, slots, strict=True) if value is not None}
        values = self.layout.with_derived(values)
        previous = cells.unpack(last, self.order) if last else {}
        errors = []
        found = rules.check(self.layout, values, previous, {}, level=level, complete=False)
        found += answers.check(self.layout, values, {}, level=level, complete=False)
        for finding in found:
            if finding.severity == "warning":
                self.warnings += 1
            else:
                errors.append(finding.message_vi)
        return [values.get(code) for code in self.order], errors
