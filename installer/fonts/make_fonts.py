"""Make the shipped TrueType fonts from their CFF sources; a build step, run once when a source changes.

usage: make_fonts.py FandolFang-Regular.otf NotoSerifCJK-Regular.ttc OUT_DIR

The outlines are turned from cubic into quadratic curves, because a PDF embeds TrueType outlines here; nothing is hinted
or redrawn. Noto Serif is cut to what a Chinese office writes: the SC face with all of its Han characters. The family
names are changed, as the licences ask of a changed font.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

ERROR = 1.0  # of 1000 units: invisible at printing size
LATIN_TO_SYMBOLS = (0x20, 0x33FF)
FULL_WIDTH = (0xFE10, 0xFFEF)


def convert(font: TTFont, family: str, chars: dict[int, str], licence: str) -> TTFont:
    """A TrueType font with the glyphs of `chars` (code point -> glyph name), widths and height as in the source."""
    source = font.getGlyphSet()
    names = [".notdef", *dict.fromkeys(name for name in chars.values() if name != ".notdef")]
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(None)
        source[name].draw(Cu2QuPen(pen, ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    builder = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(chars)
    builder.setupGlyf(glyphs)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {name: (source[name].width, table[name].xMin if table[name].numberOfContours else 0) for name in names}
    )
    hhea = font["hhea"]
    builder.setupHorizontalHeader(ascent=hhea.ascent, descent=hhea.descent)
    builder.setupNameTable(
        {"familyName": family, "styleName": "Regular", "psName": family.replace(" ", ""), "licenseDescription": licence}
    )
    builder.setupOS2(
        sTypoAscender=hhea.ascent,
        sTypoDescender=hhea.descent,
        usWinAscent=hhea.ascent,
        usWinDescent=-hhea.descent,
        fsType=0,
    )
    builder.setupPost(keepGlyphNames=False)
    return builder.font


def main(fang: str, song: str, out: str) -> None:
    """Write PerfdeskFang.ttf and PerfdeskSong.ttf."""
    source = TTFont(fang)
    best = source.getBestCmap()
    convert(source, "Perfdesk Fang", best, "GPL with font exception, see LICENSE-Fandol.txt").save(
        Path(out) / "PerfdeskFang.ttf"
    )
    face = next(font for font in TTCollection(song) if "SC" in font["name"].getBestFullName())
    chars = {code: name for code, name in face.getBestCmap().items() if wanted(code)}
    convert(face, "Perfdesk Song", chars, "SIL Open Font License 1.1, see LICENSE-Noto.txt").save(
        Path(out) / "PerfdeskSong.ttf"
    )


def wanted(code: int) -> bool:
    """Latin, symbols, all Han blocks and full-width forms; Kana and Hangul are not written here."""
    if 0x3040 <= code <= 0x312F or 0x1100 <= code <= 0x11FF:
        return False
    return any(
        first <= code <= last
        for first, last in (LATIN_TO_SYMBOLS, (0x3400, 0x9FFF), (0xF900, 0xFAFF), FULL_WIDTH, (0x20000, 0x3FFFF))
    )


if __name__ == "__main__":
    main(*sys.argv[1:4])
