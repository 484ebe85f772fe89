"""The invented country that is measured: units, values and the right totals, all from one seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROWS = 31
CELLS = [f"r{n:02}.{column}" for n in range(1, ROWS + 1) for column in ("tong", "nu")]
FORM = {
    "code": "BENCH",
    "name": "Biểu đo tốc độ",
    "period": "year",
    "size_cell": "r01.tong",
    "sections": [
        {
            "title": f"Phần {part + 1}",
            "rows": [
                {"code": f"r{n:02}", "name": f"Dòng {n}", "unit": "người", "columns": ["tong", "nu"]}
                for n in range(part * 10 + 1, min(part * 10 + 11, ROWS + 1))
            ],
        }
        for part in range(4)
    ],
}


@dataclass
class World:
    """A tree (code -> parent code, parents first) and the answers of its leaves."""

    size: int
    parents: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    leaves: list[str] = field(default_factory=list)

    def values(self, code: str, period: str) -> list[int | None]:
        """The answers of a leaf: some zero, some missing, women never above the total."""
        rng = random.Random(f"{code} {period}")
        out: list[int | None] = []
        for _ in range(ROWS):
            if rng.random() < 0.06:
                out += [None, None]
                continue
            whole = 0 if rng.random() < 0.08 else rng.randint(1, 400)
            out += [whole, rng.randint(0, whole)]
        out[0] = out[0] or 10
        return out

    def totals(self, period: str) -> dict[str, tuple[list[int], list[int]]]:
        """Code -> (sums, counts) of every unit, counted the plain way; the judge of every measured answer."""
        found: dict[str, tuple[list[int], list[int]]] = {}
        for leaf in self.leaves:
            values = self.values(leaf, period)
            at = leaf
            while at:
                sums, counts = found.setdefault(at, ([0] * len(CELLS), [0] * len(CELLS)))
                for i, value in enumerate(values):
                    if value is not None:
                        sums[i] += value
                        counts[i] += 1
                at = self.parents[at]
        return found

    def ancestors(self, code: str) -> list[str]:
        """The units above `code`, nearest first."""
        out = []
        while code := self.parents[code]:
            out.append(code)
        return out


def build(size: int) -> World:
    """A country of `size` units: root, provinces, communes (83 in the first province, else about 43), leaves."""
    world = World(size)

    def add(code: str, parent: str, kind: str) -> None:
        world.parents[code], world.kinds[code] = parent, kind

    add("VN", "", "TLD")
    provinces = max(1, round(size / 3824))
    communes = []
    for p in range(provinces):
        add(f"P{p:02}", "VN", "LDLD_TINH")
        for c in range(83 if p == 0 else 43):
            if len(communes) >= max(83, size // 88):
                break
            communes.append(f"P{p:02}-C{c:03}")
            add(communes[-1], f"P{p:02}", "LDLD_HUYEN")
    for n in range(size - len(world.parents)):
        parent = communes[n % len(communes)]
        code = f"{parent}-{n // len(communes):04}"
        add(code, parent, "CDCS")
        world.leaves.append(code)
    return world


def write_units(world: World, path: Path) -> None:
    """The list of units as the import takes it."""
    with path.open("w", encoding="utf-8") as out:
        out.write("code,name,kind,parent_code,valid_from,valid_to\n")
        for code, parent in world.parents.items():
            out.write(f"{code},Công đoàn {code},{world.kinds[code]},{parent},2015-01-01,\n")


def value_rows(world: World, period: str) -> Iterator[str]:
    """The values file, row by row; a missing answer has no row."""
    yield "unit,period,cell,value\n"
    for leaf in world.leaves:
        for cell, value in zip(CELLS, world.values(leaf, period), strict=True):
            if value is not None:
                yield f"{leaf},{period},{cell},{value}\n"
