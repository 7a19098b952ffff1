"""An indicator's target: sign, number and unit in one cell or in three, qualitative words, ranges and dates."""

from __future__ import annotations

import re
from typing import NamedTuple

from perfdesk.domain.values.common import DASHES, ERRORS, NONE_WORDS, Parsed, Raw, Unclear, refused, tidy, written
from perfdesk.domain.values.dates import day


class Target(NamedTuple):
    """What an indicator shall reach: relation (see domain.content), value as text, unit of measure."""

    relation: str = ""
    value: str = ""
    measure: str = ""


SIGNS = {
    "≥": ">=", "≤": "<=", "=": "=", ">": ">", "<": "<", "＞": ">", "＜": "<", "＝": "=",
    "≧": ">=", "⩾": ">=", "≫": ">=", ">=": ">=", "=>": ">=", "》=": ">=", "≥=": ">=", "》": ">", "﹥": ">", "﹥=": ">=",
    "≦": "<=", "⩽": "<=", "<=": "<=", "=<": "<=", "《=": "<=", "≤=": "<=", "《": "<", "﹤": "<", "﹤=": "<=",
    "﹦": "=", "═": "=", "==": "=", "＝＝": "=",
    "大于等于": ">=", "大于或等于": ">=", "不少于": ">=", "不低于": ">=", "不小于": ">=", "至少": ">=", "达到": ">=",
    "小于等于": "<=", "小于或等于": "<=", "不超过": "<=", "不高于": "<=", "不多于": "<=", "不大于": "<=", "至多": "<=",
    "控制在": "<=", "等于": "=", "大于": ">", "高于": ">", "多于": ">", "超过": ">",
    "小于": "<", "低于": "<", "少于": "<",
    "定性": "qualitative",
}  # fmt: skip
"""Every written sign and its relation (handbook D20)."""

_OWN_WORDS = {"区间": "range", "时限": "date"}  # what our own forms print in the column of signs
PRINTED = frozenset(["≥", "≤", "=", ">", "<", "＞", "＜", "＝", "定性"])
_AS_PRINTED = {">=": "≥", "<=": "≤", "range": "", "date": "", "qualitative": ""}
_AFTER = {"以上": ">=", "及以上": ">=", "以内": "<=", "之内": "<=", "以下": "<=", "及以下": "<="}
_WITHIN = re.compile(r"(?:及?以[上内下]|之内)$")
_BEFORE = sorted(SIGNS, key=len, reverse=True)
_BEGINNING = {first: [sign for sign in _BEFORE if sign[0] == first] for first in {sign[0] for sign in SIGNS}}
_NUMBER = re.compile(r"^(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([^\d,，;；。:：]{1,12}[23]?)?$")
_RANGE = re.compile(r"^(\d+(?:\.\d+)?)%?(?:-|~|—|–|至|到)(\d+(?:\.\d+)?)([^\d,，;；。:：]{1,12})?$")
_ABOUT = re.compile(r"^(?:约|大约|近)\d|^\d+(?:\.\d+)?(?:余|多)(?![\u4e00-\u9fff]{3})")
_PLACEHOLDER = re.compile(r"^(?:≥|≤|=|>|<|>=|<=)?(?:\*{1,}|X{2,}|×{2,}|_{2,}|…+)")
_OCR = re.compile(r"^[\^ZzWw7](\d+(?:\.\d+)?)(%|[\u4e00-\u9fff].*)$")
_MEASURES = {"百分比": "%", "百分点": "%", "％": "%", "㎡": "平方米", "m2": "平方米", "m²": "平方米", "M2": "平方米",
             "㎞": "公里", "m³": "立方米", "m3": "立方米"}  # fmt: skip
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日前?")
_DATE_LIKE = re.compile(r"^20\d\d(?:[-/]\d{1,2}(?!\d)|年\d|\.\d{1,2}\.\d)|\d{1,2}月.*前|^\d{1,2}月底?$|^二[〇零○]")


def relation(raw: Raw) -> Parsed[str]:
    """Read a sign of its own column; unknown signs are a question (D21), never taken."""
    text, _ = tidy(written(raw)) if not isinstance(raw, str) else (raw.strip(), [])
    if not text or text in DASHES or text in NONE_WORDS:
        return Parsed(None)
    narrow, _ = tidy(text)
    found = SIGNS.get(text) or SIGNS.get(narrow)
    if found is None and text in _OWN_WORDS:
        return Parsed(_OWN_WORDS[text])
    if found is None:
        return refused(raw, Unclear("D21", f"指标性质“{text}”不是 ≥ ≤ = > < 定性 之一，请核对", "warning"))
    if text in PRINTED and text == raw:
        return Parsed(found)
    return Parsed(found, ("D20",), "定性" if found == "qualitative" else _AS_PRINTED.get(found, found), written(raw))


def measure(text: str) -> tuple[str, list[str]]:
    """A unit of measure in its usual writing: 百分比 is %, ㎡ and m2 are 平方米 (D57)."""
    bare = text.strip()
    usual = _MEASURES.get(bare) or _MEASURES.get(tidy(bare)[0])
    if usual is None or usual == bare:
        return bare, []
    return usual, ["D12" if bare == "％" else "D16" if usual == "%" else "D57"]


def target(raw: Raw, year: int | None = None) -> Parsed[Target]:
    """Read a target in one cell.

    A bare word is qualitative; a bare number has no relation; a placeholder (≥**) is blank with problem D23; a range
    keeps both ends; a date is ISO. A character that scanning puts in place of a sign is a question (D21).
    """
    if raw is None or raw == "":
        return Parsed(None)
    if not isinstance(raw, str):
        return _other(raw)
    text = re.sub(r"\s*\n\s*", "", raw).strip("\u3000\u00a0 \t\r")
    if not text or text in DASHES:
        return Parsed(None, raw=raw if text else None)
    if text in NONE_WORDS:
        return Parsed(None, ("D19",), "", raw)
    if text.upper() in ERRORS:
        return Parsed(None, ("D17",), "", raw, f"指标值的公式出错（{text}）", "D17", "warning")
    return _sign(text, raw, year)


def _other(raw: Raw) -> Parsed[Target]:
    shown = written(raw)
    if isinstance(raw, bool):
        return Parsed(Target("qualitative", shown), raw=shown)
    if isinstance(raw, int | float):
        return Parsed(Target("", shown))
    return Parsed(Target("date", shown), raw=shown)


def _sign(text: str, raw: str, year: int | None) -> Parsed[Target]:
    narrow, rules = tidy(text)
    if _PLACEHOLDER.match(narrow):
        words = f"指标值还是模板里的占位符“{text}”，请填写"
        return Parsed(None, ("D23",), "", raw, words, "D23", "warning")
    first, other = narrow[:1], text[:1]
    signs = _BEGINNING.get(first, ()) if first == other else [sign for sign in _BEFORE if sign[0] in (first, other)]
    for sign in signs:
        for body in (narrow, text):
            if body.startswith(sign) and len(body) > len(sign):
                return _after_sign(sign, body[len(sign) :], raw, rules, year)
    for word, found in _AFTER.items():
        if narrow.endswith(word) and _NUMBER.match(narrow):
            inner = _plain(narrow.removesuffix(word), raw, year)
            value = inner.value
            if value is not None and value.relation == "":
                made = value._replace(relation=found)
                return _made(made, [*rules, "D20"], raw)
    return _plain(narrow, raw, year, rules)


def _after_sign(sign: str, body: str, raw: str, rules: list[str], year: int | None) -> Parsed[Target]:
    found = SIGNS[sign]
    inner = _plain(body, raw, year)
    value = inner.value
    if value is None or value.relation not in ("", "qualitative"):
        return inner if value is not None else _made(Target(found, body), [*rules], raw)
    if value.relation == "qualitative":
        if sign in PRINTED or len(sign) < 2 or not sign[0].isalpha():
            return _made(Target(found, value.value), rules, raw)
        return _made(Target("qualitative", written(raw).strip()), [], raw)
    more = [] if sign in PRINTED else ["D20"]
    made = value._replace(relation=found)
    rest = Parsed(made, raw=raw, problem=inner.problem, rule=inner.rule, level=inner.level)
    return _made(made, [*rules, *more, *inner.rules], raw, rest)


def _plain(text: str, raw: str, year: int | None, rules: list[str] | None = None) -> Parsed[Target]:
    rules = list(rules or [])
    if _DATE_LIKE.search(text) and len(text) <= 24:
        when = day(text, year)
        if when.value is not None:
            found_rules = rules if _DAY.fullmatch(text) else [*rules, "D26"]
            return _made(Target("date", when.value), found_rules, raw)
    span = _RANGE.match(text)
    if span:
        unit, more = measure(span.group(3) or ("%" if "%" in text else ""))
        return _made(Target("range", f"{span.group(1)}-{span.group(2)}", unit), [*rules, *more], raw)
    if _ABOUT.match(text):
        made = Target("", text)
        words = f"指标值“{text}”是约数，不能计分，请写成准数"
        return Parsed(made, tuple(rules), text, None, words, "D27", "warning")
    if text.startswith("百分之") and re.fullmatch(r"百分之\d+(?:\.\d+)?", text):
        return _made(Target("", text.removeprefix("百分之"), "%"), [*rules, "D16"], raw)
    found = _NUMBER.match(text)
    if found:
        value = found.group(1)
        if "," in value:
            value = value.replace(",", "")
            rules.append("D13")
        unit, more = measure(_WITHIN.sub("", found.group(2) or ""))
        return _made(Target("", value, unit), [*rules, *more], raw)
    if _OCR.match(text):
        words = f"指标值“{text}”的第一个字符像是扫描识别错的 ≥ 或 ≤，请核对"
        return Parsed(Target("", text), (), "", None, words, "D21", "warning")
    return Parsed(Target("qualitative", re.sub(r"\s*\n\s*", "", raw).strip()), raw=None)


def _made(made: Target, rules: list[str], raw: str, doubt: Parsed[Target] | None = None) -> Parsed[Target]:
    shown = printed(made)
    kept = None if shown == raw else raw
    if doubt is None:
        return Parsed(made, tuple(dict.fromkeys(rules)), shown, kept)
    return Parsed(made, tuple(dict.fromkeys(rules)), shown, kept, doubt.problem, doubt.rule, doubt.level)


def printed(made: Target) -> str:
    """A target as a clerk writes it in one cell: ≥95%."""
    return f"{_AS_PRINTED.get(made.relation, made.relation)}{made.value}{made.measure}"


def combine(sign: str | None, value: Raw, unit: Raw) -> Parsed[Target]:
    """Put three columns together (指标性质, 指标值, 度量单位); a sign or unit inside the value cell is D22."""
    inner = target(value)
    made = inner.value
    given, rules = measure(written(unit)) if unit not in (None, "") else ("", [])
    if given in DASHES or given in NONE_WORDS:
        given, rules = "", []
    if made is None:
        return Parsed(Target(sign or "", "", given) if sign or given else None, inner.rules, "", inner.raw,
                      inner.problem, inner.rule, inner.level)  # fmt: skip
    rules = [*inner.rules, *rules]
    if made.relation not in ("", "qualitative") and not sign:
        rules.append("D22")
    if made.measure and not given:
        rules.append("D22")
    chosen = sign or made.relation
    if made.measure and given and made.measure != given:
        chosen_value, chosen_unit = f"{made.value}{made.measure}", given
        words = f"指标值里写的单位“{made.measure}”与度量单位“{given}”不一样，请核对"
        return Parsed(
            Target(chosen, chosen_value, chosen_unit), tuple(rules), "", written(value), words, "D22", "warning"
        )
    return Parsed(Target(chosen, made.value, given or made.measure), tuple(dict.fromkeys(rules)),
                  printed(Target(chosen, made.value, given or made.measure)), inner.raw if rules else None,
                  inner.problem, inner.rule, inner.level)  # fmt: skip
