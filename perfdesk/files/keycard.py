"""The key card (.pdkey) that an office hands to its superior, and the fingerprint sheet that goes with it on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from perfdesk.domain.errors import UserError
from perfdesk.files import canonical, keys

if TYPE_CHECKING:
    from pathlib import Path

_SIGNED = b"perfdesk-keycard-v1\0"
_FIELDS = {"format", "version", "office", "alg", "key", "sig"}
_HINT = "请对方重新制作密钥卡（perfdesk keycard）并原样拷贝"
_MAX = 10_000
_GAP = "    "

SHEET = """签名密钥指纹单

　　单　　位：{name}
　　行政区划：{code}（{level}）
　　制作日期：{date}

　　公钥指纹（SHA-256，十六组，每组四位十六进制数字）：

{groups}

　　登记时请上级财政局录入第 1、6、11 组：{three}

　　本单位确认：自登记之日起，用上述密钥签名的上报包由本单位负责。

　　经办人（签字）：______________　　负责人（签字）：______________

　　单位（盖章）：　　　　　　　　　　　　　　　　　年　　月　　日

　　说明：请打印、签字、盖章后，连同密钥卡文件 {card} 交上级财政局。上级应按纸上的指纹登记，不要按文件登记。
"""
_LEVELS = {"county": "县级", "city": "市级", "province": "省级"}


@dataclass(frozen=True, slots=True)
class Card:
    """A verified key card: whose key it says to be (the paper has the last word), and the raw public key."""

    code: str
    name: str
    level: str
    public: bytes


def _body(card: Card) -> dict[str, object]:
    office = {"code": card.code, "name": card.name, "level": card.level}
    return {"format": "perfdesk-keycard", "version": 1, "office": office, "alg": "ed25519", "key": card.public.hex()}


def write(card: Card, key: keys.Key) -> bytes:
    """The bytes of a key card, signed by its own key: who hands it over holds the private half."""
    body = _body(card)
    return canonical.dump({**body, "sig": key.sign(_SIGNED + canonical.dump(body)).hex()})


def read(path: Path) -> Card:
    """Read and verify a key card.

    Raises:
        UserError: it cannot be read (E_IO), is no key card, was changed (E_KEYCARD), or is newer (E_VERSION).
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(f"无法读取密钥卡 {path}：{reason}", "请核对文件名和路径", "E_IO") from error
    try:
        document = canonical.load(data)
        version = document["version"]
        if version != 1:
            raise UserError(f"密钥卡 {path.name} 由较新的程序制作（版本 {version}）", "请先升级本程序", "E_VERSION")
        office = document["office"]
        card = Card(office["code"], office["name"], office["level"], bytes.fromhex(document["key"]))
        signature = bytes.fromhex(document["sig"])
        sound = (
            set(document) == _FIELDS
            and document == {**_body(card), "sig": signature.hex()}
            and card.level in _LEVELS
            and all(
                isinstance(text, str) and text.isprintable() and 0 < len(text) <= 100 for text in (card.code, card.name)
            )
            and keys.verify(card.public, signature, _SIGNED + canonical.dump(_body(card)))
        )
    except (ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise UserError(f"{path.name} 不是密钥卡，或被改动过", _HINT, "E_KEYCARD")
    return card


def sheet(card: Card, date: str, file_name: str) -> str:
    """The fingerprint sheet as text to print, four groups a line, with room for signature and seal."""
    paper = keys.groups(card.public)
    numbered = [f"{at + 1:>2}. {group}" for at, group in enumerate(paper)]
    lines = "\n".join("　　　　" + _GAP.join(numbered[at : at + 4]) for at in range(0, 16, 4))
    three = "  ".join((paper[0], paper[5], paper[10]))
    return SHEET.format(
        name=card.name,
        code=card.code,
        level=_LEVELS[card.level],
        date=date,
        groups=lines,
        three=three,
        card=file_name,
    )


def sheet_pdf(text: str, font: Path) -> bytes:
    """The same sheet as one A4 page.

    `font` is a TrueType font that has Chinese; text of 14 pt like an official letter's, the title of 22 pt.
    """
    import io  # noqa: PLC0415 - only when a card is made

    from reportlab.lib.pagesizes import A4  # noqa: PLC0415 - slow to import
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    name = font.stem
    pdfmetrics.registerFont(TTFont(name, str(font)))
    out = io.BytesIO()
    page = Canvas(out, pagesize=A4, invariant=True)
    width, height = A4
    title, *lines = text.splitlines()
    page.setTitle(title)
    page.setFont(name, 22)
    page.drawCentredString(width / 2, height - 100, title)
    page.setFont(name, 13)
    y = height - 150
    for line in lines:
        cells = line.strip("　").split(_GAP)
        if len(cells) == 4:  # the groups stand in columns whatever the widths of the digits are
            for column, cell in enumerate(cells):
                page.drawString(110 + 100 * column, y, cell)
            y -= 24
            continue
        for part in _wrapped(line, name, width - 120):
            page.drawString(60, y, part)
            y -= 24
    page.save()
    return out.getvalue()


def _wrapped(line: str, font: str, width: float) -> list[str]:
    """A line broken where it is wider than `width` points; Chinese breaks between any two characters."""
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415 - slow to import

    parts = [""]
    for char in line:
        if pdfmetrics.stringWidth(parts[-1] + char, font, 13) > width:
            parts.append("")
        parts[-1] += char
    return parts
