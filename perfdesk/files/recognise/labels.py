"""Which cells of a sheet are labels: their normalised text is a word of the form descriptions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from perfdesk.domain.form import Form, Slot
    from perfdesk.files.grid import Value

_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_USUAL = str.maketrans("〔〕【】[]｛｝{}績標項預執數額實際產質時間類單位總體評價監控財撥務縣區鄉鎮東門運與資",
                       "()()()()()绩标项预执数额实际产质时间类单位总体评价监控财拨务县区乡镇东门运与资")  # fmt: skip
_ORNAMENT = re.compile(r"^[★☆*●◆▲#]+|[★*:：]+$")
_ORDINAL = re.compile(r"^(?:其中:?|\d{1,2}[.、](?!\d)|\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十]{1,2}、)")
_UNIT = re.compile(
    r"(?:\((?:金额)?(?:单位:?)?(?:人民币)?(亿元|万元|千元|元)\)|(?:金额)?单位:(?:人民币)?(亿元|万元|千元|元))$"
)
_UNIT_ALONE = re.compile(r"^\(?(?:金额|计量|货币)?单位:(?:人民币)?(亿元|万元|千元|元)\)?$")
_MONTH = re.compile(r"^(?:20\d\d年)?(?:截[至止到])?(?:0?1月?[-~—–至到])?(1[0-2]|0?[1-9])月(?:份|底|末)?(?=[^\d日])")
_HALF = re.compile(r"^(?:上半年|半年度?)(?=执行|完成|实际|绩效|支出)")
_THIRD = re.compile(r"^(?:前三季度|三季度末?)(?=执行|完成|实际|绩效|支出)")
_TAIL = re.compile(r"\([^()]*\)$")
_BRACKETED = re.compile(r"^\(([^()]{2,8})\)(.+)$")
_YEARS = re.compile(r"20[\dXx]{2}-?(?:20[\dXx]{2})?年?度?")
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:%|[^\W\d_月年]{0,3})")
"""A number with a short unit is a value; only months and years begin a label."""
_LONGEST = 80
_TITLE_ENDS = frozenset("表账帐录单)）\u3000 \n\r\t\u00a0")
_OPENERS = (
    "0123456789０１２３４５６７８９(（[【〔★☆*＊●◆▲#＃其一二三四五六七八九十截上半前①②③④⑤⑥"
    " \u3000\u00a0\t\n\r\u200b\ufeff\u2002\u2003"
)
TOTALS = frozenset(["合计", "总计", "小计", "金额合计", "本页小计", "本页合计", "累计"])


@dataclass(frozen=True, slots=True)
class Label:
    """A cell that is a label.

    `text` is the normalised word ("§title" and "§unit" for titles and money units), `unit` the money unit and `month`
    the cut-off month that it carries. `inline` says that the value stands behind the label in the same cell, `weak`
    that it was matched by a learned word. `forms` are the keys whose title it is.
    """

    number: int
    text: str
    unit: str = ""
    month: int | None = None
    inline: bool = False
    weak: bool = False
    forms: frozenset[str] = frozenset()


def normal(text: str) -> tuple[str, str, int | None]:
    """A label without width, blanks, brackets' kinds, ornaments and ordinals; with the unit and month it carries."""
    bare = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).translate(_USUAL)
    bare = _ORNAMENT.sub("", bare)
    unit = ""
    found = _UNIT.search(bare)
    if found and found.start() > 0:
        unit = found.group(1) or found.group(2)
        bare = _ORNAMENT.sub("", bare[: found.start()])
    bare = _ORDINAL.sub("", bare)
    month: int | None = None
    for pattern, fixed in ((_MONTH, None), (_HALF, 6), (_THIRD, 9)):
        match = pattern.match(bare)
        if match:
            month = fixed or int(match.group(1))
            bare = "1-N月" + bare[match.end() :]
            break
    return bare, unit, month


class Vocabulary:
    """The words of some forms, and the memory of every text met: `memo[raw]` is its Label or None."""

    def __init__(self, forms: Sequence[Form], aliases: Mapping[str, str]) -> None:
        """Collect the words; `aliases` maps learned column texts to slot names."""
        self.memo = _Memo(self)
        self._labels: dict[tuple[object, ...], Label] = {}
        self._words = {normal(word)[0] for form in forms for word in _words(form)}
        self._firsts = _firsts([*self._words, *(normal(text)[0] for text in aliases)])
        self._aliases = {normal(text)[0]: name for text, name in aliases.items()}
        self._titles = [
            (_pattern(title), len(title.replace("*", "")), form.key) for form in forms for title in form.titles
        ]

    def classify(self, raw: str) -> Label | None:
        """The label that a cell's text is, or None."""
        if (raw[0] not in self._firsts and raw[-1] not in _TITLE_ENDS) or _AMOUNT.fullmatch(raw):
            return None
        text, unit, month = normal(raw if len(raw) <= _LONGEST else raw[:16])
        whole = self._whole(raw, text, unit, month) if text and len(raw) <= _LONGEST else None
        return whole or self._inline(text, unit)

    def _whole(self, raw: str, text: str, unit: str, month: int | None) -> Label | None:
        """The label that fills the whole cell."""
        bare = _TAIL.sub("", text)
        titled = self._title(text)
        found = None
        alone = _UNIT_ALONE.match(_BLANKS.sub("", unicodedata.normalize("NFKC", raw)).translate(_USUAL))
        if alone:
            found = self._label("§unit", unit=alone.group(1))
        elif text in self._words:
            found = self._label(text, unit=unit, month=month)
        elif text in self._aliases:
            found = self._label(f"§{self._aliases[text]}", unit=unit, month=month, weak=True)
        elif titled:
            found = self._label("§title", unit=unit, month=month_in(raw), forms=titled)
        elif bare in self._words:
            found = self._label(bare, unit=unit, month=month)
        return found

    def _inline(self, text: str, unit: str) -> Label | None:
        before, colon, after = text.partition(":")
        if colon and after and before in self._words:
            return self._label(before, unit=unit, inline=True)
        found = _BRACKETED.match(text)
        if found and found.group(1) in self._words:
            return self._label(found.group(1), inline=True)
        return None

    def _title(self, text: str) -> frozenset[str]:
        if len(text) > 60 or not text.endswith(("表", "台账", "名录", "清单", ")")) or "《" in text or ":" in text:
            return frozenset()
        bare = _YEARS.sub("", text)
        best: dict[str, int] = {}
        for pattern, length, key in self._titles:
            if pattern.search(bare):
                best[key] = max(best.get(key, 0), length)
        most = max(best.values(), default=0)
        return frozenset(key for key, length in best.items() if length == most)

    def _label(self, text: str, **parts: object) -> Label:
        key = (text, *sorted(parts.items(), key=lambda item: item[0]))
        label = self._labels.get(key)
        if label is None:
            label = Label(len(self._labels) + 1, text, **parts)  # type: ignore[arg-type]
            self._labels[key] = label
        return label


class _Memo(dict["Value", "Label | None"]):
    """Every cell value met so far; numbers are never labels and are not kept."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__({"": None, None: None})
        self._vocabulary = vocabulary
        self.numbers = _Numbers(self)

    def __missing__(self, key: Value) -> Label | None:
        if not isinstance(key, str):
            return None
        if len(self) > 200_000:
            self.clear()
            self.update({"": None, None: None})
        label = self._vocabulary.classify(key)
        self[key] = label
        return label


class _Numbers(dict["Value", int]):
    """The numbers of the labels of every text met so far, 0 for what is none."""

    def __init__(self, memo: _Memo) -> None:
        super().__init__({"": 0, None: 0})
        self._memo = memo

    def __missing__(self, key: Value) -> int:
        if not isinstance(key, str):
            return 0
        if len(self) > 200_000:
            self.clear()
            self.update({"": 0, None: 0})
        label = self._memo[key]
        number = self[key] = label.number if label is not None else 0
        return number


def _firsts(words: Iterable[str]) -> frozenset[str]:
    """The characters that a label may begin with, however it is written; most values are sorted out by them."""
    plain = {word[0] for word in words if word}
    written = {chr(code) for code, usual in _USUAL.items() if chr(usual) in plain}
    return frozenset(plain | written | set(_OPENERS))


def inline_value(raw: str) -> str:
    """The text behind the label of a cell that holds both: 部门：永德县教育局, (自评等级)优."""
    found = re.match(r"^\s*[(（][^()（）]*[)）]\s*(.+)$", raw, re.DOTALL)
    if found:
        return found.group(1).strip()
    return re.split(r"[:：]", raw, maxsplit=1)[-1].strip()


def month_in(raw: str) -> int | None:
    """The cut-off month that a title, a line below it or a file's name tells: 1-9月, 截至9月, 上半年."""
    found = re.search(r"(?<!\d)0?1月?\s*[-~～—–－至到]\s*(1[0-2]|0?[1-9])\s*月|截[至止到]\s*(1[0-2]|[1-9])月", raw)
    if found:
        return int(found.group(1) or found.group(2))
    return 6 if "上半年" in raw or "半年度" in raw else None


def _words(form: Form) -> Iterable[str]:
    for slot in form.fields:
        yield from slot.labels
    for matrix in form.matrices:
        yield from matrix.corner
        for slot in (*matrix.rows, *matrix.columns):
            yield from _slot_words(slot)
    for table in form.tables:
        yield from (*table.corner, *table.stop)
        for slot in table.columns:
            yield from _slot_words(slot)
    yield from TOTALS


def _slot_words(slot: Slot) -> Iterable[str]:
    yield from (*slot.labels, *slot.group, *slot.relation, *slot.measure)


def _pattern(title: str) -> re.Pattern[str]:
    parts = [re.escape(normal(part)[0]) for part in title.split("*")]
    return re.compile(".*".join(parts))
