"""Words: text, codes, names of units, choices and counts; long codes that became numbers are refused."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from typing import TYPE_CHECKING, NamedTuple

from perfdesk.domain.values.common import (
    DASHES,
    ERRORS,
    NONE_WORDS,
    Parsed,
    Raw,
    Unclear,
    decimal,
    refused,
    tidy,
    written,
)
from perfdesk.domain.values.number import number
from perfdesk.domain.values.tick import ticked

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLEAN = re.compile(
    r"[!-~\u00b7-\u024f\u2010-\u201f\u2026\u2150-\u22ff\u25a0-\u2605\u3001-\u3020\u4e00-\u9fff\uff00-\uff60 ]*"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|_x00[01][0-9A-Fa-f]_")
_ODD_BLANKS = re.compile(r"[\u00a0\u2000-\u200f\u202f\u2060\ufeff\u3000\t]+")
_BREAKS = re.compile(r"\s*[\r\n]+\s*")
_RADICALS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
_MOJIBAKE = re.compile(r"�|锟斤拷|烫烫烫|Ã.|ï¿½")
_LONG_CODE = re.compile(r"^([0-9]{8}[A-Z0-9][0-9]{12})[-—_ :：]*(\S.*)$", re.DOTALL)
_UNIT_CODE = re.compile(r"^[\[【(（]?(\d{3,12})[\]】)）]?\s*[-—_:： ]*\s*([^\d\s].*)$", re.DOTALL)
_UNIT_CODE_AFTER = re.compile(r"^([^\d].*?[^\d\s(（\[【])\s*[-—_(（\[【]\s*(\d{3,12})\s*[)）\]】]?$", re.DOTALL)
_SYNONYMS = {
    "优秀": "优", "良好": "良", "中等": "中", "较差": "差",
    "新增": "新增项目", "延续": "延续项目", "延续性项目": "延续项目",
    "省": "省级", "省级资金": "省级", "市": "市级", "市级资金": "市级", "中央资金": "中央",
    "县": "县级", "区级": "县级",
    "县(区)级": "县级", "县区级": "县级", "本级财力": "本级", "县级资金": "县级", "区本级": "县级", "县本级": "县级",
    "上级专项": "上级", "上级资金": "上级", "其他": "其他资金", "自有资金": "单位资金", "政府性基金": "政府性基金预算",
    "国有资本经营": "国有资本经营预算", "社会保险基金": "社会保险基金预算", "一般公共预算拨款": "一般公共预算",
    "结转资金": "结转", "上年结转": "结转", "当年预算": "当年", "本年": "当年",
    "已销号": "销号", "立即整改": "立行立改", "限期整改": "限期", "长期整改": "长期",
    "部门": "主管部门", "一级预算单位": "主管部门", "二级预算单位": "预算单位",
    "基层预算单位": "预算单位", "乡镇": "乡镇街道", "街道": "乡镇街道", "乡镇(街道)": "乡镇街道",
    "部门整体支出": "部门整体",
}  # fmt: skip


class Named(NamedTuple):
    """A name and the code that was written with it ("" where none was)."""

    name: str
    code: str = ""


def text(raw: Raw, *, multiline: bool = False) -> Parsed[str]:
    """Read words: NFC, no control characters; line breaks are kept only where long text may have them (D32)."""
    if raw is None or raw == "":
        return Parsed(None)
    if not isinstance(raw, str):
        return _number_as_text(raw)
    if _CLEAN.fullmatch(raw) and raw[0] != " " and raw[-1] != " " and "锟斤" not in raw and "烫烫" not in raw:
        return _long(raw) if len(raw) > 254 else Parsed(raw)
    value, rules, problem = _cleaned(raw, multiline=multiline)
    if not value:
        return Parsed(None)
    if value.upper() in ERRORS:
        return Parsed(None, ("D17",), "", raw)
    if problem:
        return Parsed(value, tuple(rules), value, raw if value != raw else None, problem, "D44", "warning")
    if len(value) > 254:
        return _long(value, tuple(rules), raw if value != raw else None)
    return Parsed(value, tuple(rules), value, raw if value != raw else None)


def _cleaned(raw: str, *, multiline: bool) -> tuple[str, list[str], str]:
    rules: list[str] = []
    value = _CONTROL.sub("", unicodedata.normalize("NFC", raw))
    if _RADICALS.search(value):
        value = "".join(unicodedata.normalize("NFKC", char) if _RADICALS.match(char) else char for char in value)
        rules.append("D44")
    if multiline:
        lines = [_ODD_BLANKS.sub(" ", line).strip() for line in value.replace("\r\n", "\n").split("\n")]
        value = "\n".join(line for line in lines if line)
    else:
        joined = _BREAKS.sub("", value.strip())
        if _BREAKS.search(value.strip()):
            rules.append("D32")
        spaced = _ODD_BLANKS.sub(" ", joined).strip()
        if spaced != joined or value != value.strip():
            rules.append("D11")
        value = spaced
    problem = "文字里有乱码，请核对" if _MOJIBAKE.search(value) else ""
    return value, rules, problem


def _long(value: str, rules: tuple[str, ...] = (), raw: str | None = None) -> Parsed[str]:
    if len(value) > 4000:
        words = f"文字有 {len(value)} 个字，太长，打印不下，请精简"
        return Parsed(value, rules, value, raw, words, "D49", "warning")
    if len(value) in (255, 256) and value[-1] not in "。；;.！!)）":
        return Parsed(value, rules, value, raw, "文字正好 255 个字，像是被截断了，请核对", "D49", "warning")
    return Parsed(value, rules, value, raw)


def _number_as_text(raw: float | date | time) -> Parsed[str]:
    shown = written(raw)
    if isinstance(raw, date):
        return Parsed(shown, ("D26",), shown, shown)
    return Parsed(shown, raw=repr(raw) if isinstance(raw, float) and str(decimal(raw)) != repr(raw) else None)


def code(raw: Raw) -> Parsed[str]:
    """Read a code or number that is text; one that a spreadsheet turned into a rounded number is refused (D28)."""
    if raw is None or raw == "":
        return Parsed(None)
    if isinstance(raw, bool | date | time):
        return refused(raw, Unclear("D28", f"代码单元格里是“{written(raw)}”，不是代码"))
    if isinstance(raw, int | float):
        if abs(raw) >= 1e15 or not float(raw).is_integer():
            return refused(raw, _lost(f"{raw:.2E}" if abs(raw) >= 1e15 else written(raw)))
        return Parsed(str(int(raw)))
    value, rules = tidy(raw)
    if not value or value in DASHES or value in NONE_WORDS:
        return Parsed(None)
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", value):
        return refused(raw, _lost(value))
    if re.fullmatch(r"\d{15}0{6}", value):
        words = f"代码“{value}”后六位都是 0，像是被表格软件改成了数字，请核对"
        return Parsed(value, tuple(rules), value, raw if rules else None, words, "D28", "warning")
    return Parsed(value, tuple(rules), value, raw if rules else None)


def _lost(shown: str) -> Unclear:
    words = f"代码被表格软件变成了数字（{shown}），后面的位数已经丢失：请把这一列设成“文本”格式，再从原处重新粘贴代码"
    return Unclear("D28", words)


def named(raw: Raw) -> Parsed[Named]:
    """Read a unit's name, splitting off a code glued to it: 219001-池州市…, [155]濉溪县民政局 (D29)."""
    inner = text(raw)
    if inner.value is None:
        return Parsed(None, inner.rules, "", inner.raw, inner.problem, inner.rule, inner.level)
    if inner.value in DASHES or inner.value in NONE_WORDS:
        return Parsed(None, ("D19",), "", inner.value)
    found, after = _UNIT_CODE.match(inner.value), _UNIT_CODE_AFTER.match(inner.value)
    if found and not re.match(r"[年月日号%]", found.group(2)):
        made = Named(found.group(2).strip(), found.group(1))
    elif after and not found:
        made = Named(after.group(1).strip(), after.group(2))
    else:
        return Parsed(Named(inner.value), inner.rules, inner.value, inner.raw, inner.problem, inner.rule, inner.level)
    shown = f"{made.code} {made.name}"
    return Parsed(made, (*inner.rules, "D29"), shown, inner.raw or inner.value)


def project(raw: Raw) -> Parsed[Named]:
    """Read a project's name, splitting off a 21-character project code before it (D29, D31)."""
    inner = text(raw)
    if inner.value is None:
        return Parsed(None, inner.rules, "", inner.raw, inner.problem, inner.rule, inner.level)
    found = _LONG_CODE.match(inner.value)
    if not found:
        return Parsed(Named(inner.value), inner.rules, inner.value, inner.raw, inner.problem, inner.rule, inner.level)
    made = Named(found.group(2).strip(), found.group(1))
    return Parsed(made, (*inner.rules, "D31"), f"{made.code} {made.name}", inner.raw or inner.value)


def choice(raw: Raw, choices: Sequence[str]) -> Parsed[str]:
    """Read one of `choices`: the word itself, a usual synonym, or the ticked one of a cell that prints them all."""
    inner = text(raw)
    if inner.value is None:
        return Parsed(None)
    if inner.value in choices:
        return Parsed(inner.value, inner.rules, inner.value, inner.raw)
    bare, _ = tidy(inner.value)
    bare = re.sub(r"^\d+[.、-]?", "", bare)
    if bare in DASHES or bare in NONE_WORDS:
        return Parsed(None)
    usual = bare if bare in choices else _SYNONYMS.get(bare, "")
    if usual not in choices:
        marked = [word for word in ticked(inner.value) if word in choices or _SYNONYMS.get(word) in choices]
        usual = (marked[0] if marked[0] in choices else _SYNONYMS[marked[0]]) if len(marked) == 1 else ""
        if not marked and all(word in inner.value for word in choices):
            return Parsed(None, ("D37",), "", inner.value)
    if usual in choices:
        return Parsed(usual, ("D39" if "√" in bare or "☑" in bare or "■" in bare else "D43",), usual, inner.value)
    return refused(raw, Unclear("D43", f"“{inner.value}”不在可选的内容里（{'、'.join(choices)}），请改正", "warning"))


def count(raw: Raw) -> Parsed[int]:
    """Read a whole number of things; 847个 is 847 (D14)."""
    if raw is None or raw == "":
        return Parsed(None)
    bare, rules = tidy(written(raw))
    if not bare or bare in DASHES or bare in NONE_WORDS:
        return Parsed(None)
    unit = re.search(r"(?<=\d)[^\d.,]{1,3}$", bare)
    try:
        value, more = number(bare[: unit.start()] if unit else bare)
    except Unclear as trouble:
        return refused(raw, trouble)
    if value != int(value):
        return refused(raw, Unclear("D14", f"“{bare}”不是整数"))
    rules = [*rules, *more, *(["D14"] if unit else [])]
    return Parsed(int(value), tuple(rules), str(int(value)), written(raw) if rules else None)
