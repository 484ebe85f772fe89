"""Cuts the served fonts at set-up: Be Vietnam Pro to Latin and Vietnamese, and "BD So", its digits on one width.

Both stay under the SIL Open Font License 1.1; the source reserves no font name (docs/decisions/0004-fonts.md).
"""

from importlib.resources import files
from pathlib import Path

WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold"}
RANGES = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x102, 0x103), (0x110, 0x111), (0x128, 0x129), (0x168, 0x169), (0x1A0, 0x1A1),
    (0x1AF, 0x1B0), (0x300, 0x304), (0x306, 0x309), (0x31B, 0x31B), (0x323, 0x323), (0x1EA0, 0x1EF9),
    (0x2010, 0x2027), (0x2030, 0x2033), (0x20AB, 0x20AB), (0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2248),
    (0x2264, 0x2265),
)  # fmt: skip
DIGITS = tuple(range(0x30, 0x3A))
ADVANCE = 660
MARGIN = 20


def build(target_dir: Path) -> list[Path]:
    """Makes the six WOFF2 files in the folder and returns those it had to make; quick when all are there."""
    target_dir.mkdir(parents=True, exist_ok=True)
    made = []
    for weight, style in WEIGHTS.items():
        for name, cut in ((f"be-vietnam-pro-{weight}.woff2", _cut_text), (f"bd-so-{weight}.woff2", _cut_digits)):
            path = target_dir / name
            if not path.exists():
                part = path.with_suffix(".part")
                cut(_source(style), part, weight)
                part.replace(path)
                made.append(path)
    return made


def _source(style: str) -> Path:
    return Path(str(files("fontpkg_be_vietnam_pro"))) / "files" / f"BeVietnamPro-{style}.ttf"


def _subset(source: Path, codes: list[int], layout: list[str]):
    from fontTools import subset

    options = subset.Options(layout_features=layout, hinting=False, desubroutinize=True, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    return font


def _save(font, path: Path) -> None:
    font.flavor = "woff2"
    font.save(str(path))


def _cut_text(source: Path, path: Path, weight: int) -> None:
    codes = [code for low, high in RANGES for code in range(low, high + 1)]
    _save(_subset(source, codes, ["kern", "mark", "mkmk", "ccmp", "locl", "liga"]), path)


def _cut_digits(source: Path, path: Path, weight: int) -> None:
    """Each digit on one advance: narrow ones centred, wide ones narrowed to fit."""
    from fontTools.pens.transformPen import TransformPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    font = _subset(source, list(DIGITS), [])
    glyphs, metrics, outlines = font["glyf"], font["hmtx"], font.getGlyphSet()
    drawn = {}
    for code in DIGITS:
        name = font.getBestCmap()[code]
        old = glyphs[name]
        inside = ADVANCE - 2 * MARGIN
        scale = min(1.0, inside / (old.xMax - old.xMin))
        shift = (ADVANCE - scale * (old.xMax + old.xMin)) / 2
        pen = TTGlyphPen(None)
        outlines[name].draw(TransformPen(pen, (scale, 0, 0, 1, shift, 0)))
        drawn[name] = pen.glyph()
    for name, glyph in drawn.items():
        glyphs[name] = glyph
        glyph.recalcBounds(glyphs)
        metrics[name] = (ADVANCE, glyph.xMin)
    for record in font["name"].names:
        if record.nameID in {1, 3, 4, 6}:
            record.string = f"BDSo-{weight}" if record.nameID == 6 else f"BD So {weight}"
    _save(font, path)
