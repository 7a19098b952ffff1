"""定性 and 是/否 indicators: the words of the actual cell choose one of three bands of the weight (10号)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from perfdesk.domain.goals import TEXT, YES_NO, Goal
from perfdesk.domain.quantity import parse, shown, split_sign, tidy

if TYPE_CHECKING:
    from perfdesk.domain.settings import Scoring, Settings, Words

_ZERO, _ONE, _HUNDRED = Fraction(0), Fraction(1), Fraction(100)
OPEN = (_ZERO, _ONE, False)


@dataclass(frozen=True, slots=True)
class Attainment:
    """One indicator judged.

    `share` is the part of the weight earned (0..1) where the rule gives one number; `band` is (least, most, open)
    where the rule only gives a range: `open` says that `most` itself belongs to the band above. `ratio` is the uncapped
    degree of attainment (None where it has none), `met` None where it cannot be told.
    """

    kind: str
    share: Fraction
    met: bool | None
    why: str
    ratio: Fraction | None = None
    band: tuple[Fraction, Fraction, bool] | None = None
    blank: bool = False


def _band(number: int, rules: Scoring) -> tuple[Fraction, Fraction, bool]:
    upper, lower = (Fraction(limit, 100) for limit in rules.bands)
    return ((upper, _ONE, False), (lower, upper, True), (_ZERO, lower, True))[number]


_BAND_NAMES = ("达成年度指标", "部分达成并具有一定效果", "未达成且效果较差")


def _banded(number: int, said: str, rules: Scoring) -> Attainment:
    band = _band(number, rules)
    limits = f"{shown(band[1] * 100)}%-{shown(band[0] * 100)}%"
    default = Fraction(rules.band_defaults[number], 100)
    met = (True, False, False)[number]
    return Attainment(TEXT, default, met, f"{said}，属“{_BAND_NAMES[number]}”档（分值的 {limits}）", band=band)


def by_words(aim: Goal, actual: str, settings: Settings) -> Attainment:
    """A qualitative actual value, by the words in it; what says nothing known stays open between 0 and the weight."""
    rules, words, text = settings.scoring, settings.words, tidy(actual)
    said = f"实际“{actual.strip()[:30]}”"
    if words.has("unmet", text):
        return _banded(2, said, rules)
    if words.has("partial", text):
        return _banded(1, said, rules)
    same = text == aim.text or split_sign(actual)[1] == aim.text
    if not same and words.has("basic", text):
        low, upper = Fraction(rules.bands[1], 100), Fraction(rules.bands[0], 100)
        why = f"{said}，属基本达成，可在分值的 {shown(low * 100)}%-100% 内记分"
        return Attainment(TEXT, upper, None, why, band=(low, _ONE, False))
    percent = parse(actual)
    if percent and percent.unit == "%":
        share = percent.low / _HUNDRED
        return _banded(0 if share * 100 >= rules.bands[0] else 1 if share * 100 >= rules.bands[1] else 2, said, rules)
    if same or words.has("met", text):
        return _banded(0, said, rules)
    return Attainment(TEXT, _ONE, None, f"{said}，文字不能判断档次，请人工认定", band=OPEN)


def yes_no(aim: Goal, actual: str, words: Words) -> Attainment | None:
    """A 是/否 indicator: all or nothing; None where the actual cell says neither."""
    text = tidy(actual)
    if text == aim.text:
        met: bool | None = True
    elif text in words.no or words.has("unmet", text):
        met = aim.text == "否"
    elif text in words.yes or words.has("met", text):
        met = aim.text != "否"
    else:
        return None
    why = f"目标“{aim.text}”，实际“{actual.strip()}”，是否类指标{'得满分' if met else '不得分'}"
    return Attainment(YES_NO, _ONE if met else _ZERO, met, why)


def spoken(aim: Goal, actual: str, settings: Settings) -> Attainment:
    """Words where a number or a day was asked: taken at their word, and said so."""
    judged = by_words(aim, actual, settings)
    if judged.met is True:
        why = f"目标 {aim.printed}，实际填“{actual.strip()[:30]}”，未填数字，按已达到计"
        return Attainment(aim.kind, _ONE, met=True, why=why)
    return judged
