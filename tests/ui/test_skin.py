import gzip
import re
import time

from fontTools.ttLib import TTFont

from binhdang.ui import fonts
from binhdang.ui.messages import PACKAGE

CSS = PACKAGE / "ui" / "static" / "ui" / "css"
LETTERS = "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(
    chr(c) for c in range(0x1EA0, 0x1EFA)
) + "àáãèéìíòóõùúýÀÁÃÈÉÌÍÒÓÕÙÚÝĩũĨŨ–—“”…‘’≥≤×%₫"  # fmt: skip


def test_the_whole_stylesheet_is_under_30_kb_compressed():
    assert len(gzip.compress(b"".join(p.read_bytes() for p in sorted(CSS.glob("*.css"))))) < 30_000


def light(colour):
    def channel(part):
        share = int(part, 16) / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    r, g, b = (channel(colour[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_pair_of_text_and_ground_can_be_read():
    token = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", (CSS / "tokens.css").read_text()))
    for ground in ("paper", "sheet", "sunk", "accent-wash"):
        for ink in ("ink", "ink-2", "ink-3", "accent", "accent-ink"):
            assert contrast(token[ink], token[ground]) >= 4.5, (ink, ground)
        assert contrast(token["field"], token[ground]) >= 3, ground
    assert contrast(token["on-accent"], token["accent"]) >= 4.5
    for verdict in ("vuot", "dat", "dung", "cham", "chua", "trong", "kad"):
        assert contrast(token[f"v-{verdict}-fg"], token[f"v-{verdict}-bg"]) >= 6, verdict


def test_fonts_hold_every_vietnamese_letter_and_digits_of_one_width(tmp_path):
    made = fonts.build(tmp_path)
    assert len(made) == 6
    for weight in fonts.WEIGHTS:
        text = TTFont(tmp_path / f"be-vietnam-pro-{weight}.woff2")
        assert not {c for c in LETTERS if ord(c) not in text.getBestCmap()}
        digits = TTFont(tmp_path / f"bd-so-{weight}.woff2")
        assert {digits["hmtx"][digits.getBestCmap()[c]][0] for c in fonts.DIGITS} == {fonts.ADVANCE}
        assert set(digits.getBestCmap()) == set(fonts.DIGITS)
    assert sum(p.stat().st_size for p in made) < 100_000


def test_building_fonts_again_does_nothing(tmp_path):
    fonts.build(tmp_path)
    start = time.monotonic()
    assert fonts.build(tmp_path) == []
    assert time.monotonic() - start < 0.2
