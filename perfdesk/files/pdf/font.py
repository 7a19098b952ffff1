"""A TrueType font as ONE Identity-H font of a document, cut to the glyphs that were used.

Stock reportlab splits a Chinese font into subsets of 256 glyphs and switches between them all the time; here a text is
one string of two-byte glyph numbers, and the glyph numbers stay those of the file, so that cutting is slicing.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from reportlab.pdfbase.pdfdoc import PDFDocument

_KEPT = ("head", "hhea", "maxp", "hmtx", "loca", "glyf", "cvt ", "fpgm", "prep")
_MORE, _WORDS, _SCALE, _XY_SCALE, _TWO_BY_TWO = 0x20, 0x01, 0x08, 0x40, 0x80


class FontFile:
    """The tables of one font file, parsed once in a process."""

    def __init__(self, path: Path) -> None:
        """Read the font.

        Raises:
            ValueError: not a TrueType font with outlines of its own.
        """
        data = path.read_bytes()
        if data[:4] != b"\x00\x01\x00\x00":
            raise ValueError(f"{path.name} is not a TrueType font")
        self.name = path.stem
        count = struct.unpack_from(">H", data, 4)[0]
        self._tables: dict[str, bytes] = {}
        for at in range(count):
            tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * at)
            self._tables[tag.decode("latin-1")] = data[offset : offset + length]
        head, hhea = self._tables["head"], self._tables["hhea"]
        self.units = struct.unpack_from(">H", head, 18)[0]
        self.box = struct.unpack_from(">4h", head, 36)
        self.ascent, self.descent = struct.unpack_from(">2h", hhea, 4)
        self.glyphs = struct.unpack_from(">H", self._tables["maxp"], 4)[0]
        long_loca = struct.unpack_from(">h", head, 50)[0]
        loca = self._tables["loca"]
        self._loca = (
            list(struct.unpack(f">{self.glyphs + 1}L", loca[: 4 * self.glyphs + 4]))
            if long_loca
            else [2 * at for at in struct.unpack(f">{self.glyphs + 1}H", loca[: 2 * self.glyphs + 2])]
        )
        self._bearings: list[int] = []
        self._units_wide = self._metrics(struct.unpack_from(">H", hhea, 34)[0])
        self.widths = [width * 1000 // self.units for width in self._units_wide]
        self.chars = self._cmap()

    def _metrics(self, long: int) -> list[int]:
        """Advance of every glyph in the font's units; the left bearings, which place the outline, are kept beside."""
        table = self._tables["hmtx"]
        pairs = struct.unpack_from(">" + "Hh" * long, table)
        rest = self.glyphs - long
        widths = [*pairs[::2], *[pairs[2 * long - 2]] * rest]
        self._bearings = [*pairs[1::2], *struct.unpack_from(f">{rest}h", table, 4 * long)]
        return widths

    def _cmap(self) -> dict[str, int]:
        table = self._tables["cmap"]
        chars: dict[str, int] = {}
        for at in range(struct.unpack_from(">H", table, 2)[0]):
            platform, encoding, offset = struct.unpack_from(">HHL", table, 4 + 8 * at)
            kind = struct.unpack_from(">H", table, offset)[0]
            if platform == 3 and encoding == 10 and kind == 12:
                for group in range(struct.unpack_from(">L", table, offset + 12)[0]):
                    first, last, glyph = struct.unpack_from(">3L", table, offset + 16 + 12 * group)
                    chars.update((chr(code), glyph + code - first) for code in range(first, last + 1))
            elif platform == 3 and encoding == 1 and kind == 4:
                chars.update(_format4(table, offset))
        return {char: glyph for char, glyph in chars.items() if glyph}

    def _closure(self, glyphs: set[int]) -> set[int]:
        """The glyphs with the parts of composite ones."""
        todo, found = list(glyphs), set(glyphs)
        while todo:
            glyph = todo.pop()
            data = self._tables["glyf"][self._loca[glyph] : self._loca[glyph + 1]]
            if len(data) < 10 or struct.unpack_from(">h", data)[0] >= 0:
                continue
            at, flags = 10, _MORE
            while flags & _MORE:
                flags, part = struct.unpack_from(">HH", data, at)
                at += 8 if flags & _WORDS else 6
                at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
                if part not in found:
                    found.add(part)
                    todo.append(part)
        return found

    def subset(self, glyphs: set[int]) -> bytes:
        """A font file that holds the outlines of `glyphs` alone, under their old numbers."""
        kept = self._closure({0, *glyphs})
        last = max(kept) + 1
        offsets, pieces, at = [], [], 0
        glyf = self._tables["glyf"]
        for glyph in range(last):
            offsets.append(at)
            if glyph in kept:
                piece = glyf[self._loca[glyph] : self._loca[glyph + 1]]
                piece += b"\0" * (-len(piece) % 4)
                pieces.append(piece)
                at += len(piece)
        offsets.append(at)
        head, hhea = bytearray(self._tables["head"]), bytearray(self._tables["hhea"])
        struct.pack_into(">L", head, 8, 0)
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">H", hhea, 34, last)
        maxp = bytearray(self._tables["maxp"])
        struct.pack_into(">H", maxp, 4, last)
        advances = b"".join(struct.pack(">Hh", self._units_wide[glyph], self._bearings[glyph]) for glyph in range(last))
        tables = {name: self._tables[name] for name in _KEPT if name in self._tables}
        tables |= {
            "head": bytes(head),
            "hhea": bytes(hhea),
            "maxp": bytes(maxp),
            "hmtx": advances,
            "loca": struct.pack(f">{len(offsets)}L", *offsets),
            "glyf": b"".join(pieces),
        }
        return _file(tables)


def _format4(table: bytes, offset: int) -> dict[str, int]:
    segments = struct.unpack_from(">H", table, offset + 6)[0] // 2
    base = offset + 14
    ends = struct.unpack_from(f">{segments}H", table, base)
    starts = struct.unpack_from(f">{segments}H", table, base + 2 * segments + 2)
    deltas = struct.unpack_from(f">{segments}h", table, base + 4 * segments + 2)
    ranges_at = base + 6 * segments + 2
    found: dict[str, int] = {}
    for at, (first, last) in enumerate(zip(starts, ends, strict=True)):
        shift = struct.unpack_from(">H", table, ranges_at + 2 * at)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            if shift:
                glyph = struct.unpack_from(">H", table, ranges_at + 2 * at + shift + 2 * (code - first))[0]
                glyph = (glyph + deltas[at]) & 0xFFFF if glyph else 0
            else:
                glyph = (code + deltas[at]) & 0xFFFF
            found[chr(code)] = glyph
    return found


def _file(tables: dict[str, bytes]) -> bytes:
    """Tables -> a font file with correct checksums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    parts = [struct.pack(">4sHHHH", b"\0\1\0\0", count, 16 * power, power.bit_length() - 1, 16 * (count - power))]
    at = 12 + 16 * count
    bodies = []
    for name, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        checksum = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        parts.append(struct.pack(">4sLLL", name.encode("latin-1"), checksum, at, len(data)))
        bodies.append(padded)
        at += len(padded)
    return b"".join(parts + bodies)


@cache
def load(path: Path) -> FontFile:
    """The font of a path, parsed once."""
    return FontFile(path)


class Codes(dict[int, str]):
    """For str.translate: a character's code point -> its glyph number in four hex digits; remembers what was used."""

    def __init__(self, font: FontFile) -> None:
        """No character used yet."""
        super().__init__()
        self._chars = font.chars

    def __missing__(self, code: int) -> str:
        """The glyph of a character; the font must have it."""
        found = self[code] = f"{self._chars[chr(code)]:04X}"
        return found


class EmbeddedFont:
    """One font in one document."""

    def __init__(self, font: FontFile, name: str) -> None:
        """`name` is the font's name in the content streams (F10)."""
        self.file = font
        self.name = name
        self.codes = Codes(font)
        self.chars = font.chars.keys()

    def hex(self, text: str) -> str:
        """The text as hex glyph numbers; every character must be in the font."""
        return text.translate(self.codes)

    def width(self, text: str, size: float) -> float:
        """The width of a text in points; every character must be in the font."""
        chars, widths = self.file.chars, self.file.widths
        return float(sum([widths[chars[char]] for char in text])) * size / 1000

    def add_objects(self, doc: PDFDocument) -> None:
        """Put the font's objects into the document, after all pages were drawn."""
        from reportlab.pdfbase import pdfdoc  # noqa: PLC0415 - only a document that is printed pays for the library

        used = {int(glyph, 16): chr(code) for code, glyph in sorted(self.codes.items(), reverse=True)}
        tag = f"{zlib.crc32(''.join(sorted(used.values())).encode()):08X}"
        base = "".join(chr(65 + int(digit, 16)) for digit in tag[:6]) + "+" + self.file.name
        program = self.file.subset(set(used))
        stream = pdfdoc.PDFStream()
        stream.content = program
        stream.dictionary["Length1"] = len(program)
        stream.filters = [pdfdoc.PDFZCompress]
        scale = 1000 / self.file.units
        descriptor = pdfdoc.PDFDictionary(
            {
                "Type": "/FontDescriptor",
                "FontName": f"/{base}",
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray([int(value * scale) for value in self.file.box]),
                "ItalicAngle": 0,
                "Ascent": int(self.file.ascent * scale),
                "Descent": int(self.file.descent * scale),
                "CapHeight": int(self.file.ascent * scale),
                "StemV": 80,
                "FontFile2": doc.Reference(stream, f"{self.name}Program"),
            }
        )
        widths: list[object] = []
        for glyph in sorted(used):
            if self.file.widths[glyph] != 1000:
                widths += [glyph, pdfdoc.PDFArray([self.file.widths[glyph]])]
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{base}",
                "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
                "FontDescriptor": doc.Reference(descriptor, f"{self.name}Descriptor"),
                "DW": 1000,
                "W": pdfdoc.PDFArray(widths),
                "CIDToGIDMap": "/Identity",
            }
        )
        unicode_map = pdfdoc.PDFStream()
        unicode_map.content = _to_unicode(used)
        unicode_map.filters = [pdfdoc.PDFZCompress]
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": f"/{base}",
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"{self.name}Descendant")]),
                "ToUnicode": doc.Reference(unicode_map, f"{self.name}Unicode"),
            }
        )
        doc.idToObject["BasicFonts"].dict[self.name] = doc.Reference(font, f"{self.name}Font")

    addObjects = add_objects  # noqa: N815 - the name under which reportlab calls a delayed font


def _to_unicode(used: dict[int, str]) -> str:
    """The CMap that gives every used glyph its text back."""
    lines = [f"<{glyph:04X}> <{char.encode('utf-16-be').hex().upper()}>" for glyph, char in sorted(used.items())]
    blocks = []
    for at in range(0, len(lines), 100):
        block = lines[at : at + 100]
        blocks.append(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n")
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n"
        "/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" + "".join(blocks) + "endcmap\n"
        "CMapName currentdict /CMap defineresource pop\nend\nend\n"
    )
