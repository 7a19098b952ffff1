"""The dated settings of scoring and checking, as they stand on one day; points and percents as said at each field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Scheme:
    """How 100 points are divided (W1-W8 or an office's own), in hundredths of a point; `cost` is that of a level 1."""

    key: str
    title: str
    execution: int
    output: int
    benefit: int
    satisfaction: int
    cost: int
    basis: str


@dataclass(frozen=True, slots=True)
class Scoring:
    """How a line is scored. Percents are whole percents of the weight or of the target.

    `scheme` is the key of the default scheme; `rate_base` adjusted|initial is the denominator of the execution rate;
    `gate` is the attainment below which nothing is earned (0: no gate); `bands` are the lower limits of the first two
    qualitative bands; `band_defaults` is what each band earns where no score was entered; `deviation` takes points off
    an "=" indicator that was exceeded; `late` proportional|zero; `satisfaction_steps` are (least percent, share) pairs,
    empty for the plain ratio; `over_*` rule the flag and the suggested deduction for exceeding a target.
    """

    scheme: str
    rate_base: str
    gate: int
    bands: tuple[int, int]
    band_defaults: tuple[int, int, int]
    deviation: bool
    late: str
    satisfaction_steps: tuple[tuple[int, int], ...]
    over_flag: int
    over_from: int
    over_factor: int
    over_cap: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Grades from the best down with the least total of each (points), and other words for them."""

    steps: tuple[tuple[str, int], ...]
    synonyms: dict[str, str]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of the checks: money in 分, percents whole, months as numbers.

    `notice` maps a cut-off month to the execution rate that is due; `periods` are the ordinary cut-off months,
    `special_periods` those of a special fund by its tag.
    """

    money_line: int
    money_least: int
    execution_reason: int
    money_jump: int
    count_least: int
    count_most: int
    qualitative_share: int
    goal_length: int
    low_target: int
    high_target: int
    execution_gap: int
    score_gap: int
    score_gap_share: int
    high_total: int
    low_execution: int
    behind: int
    half_year: int
    forecast_gap: int
    count_jump: int
    notice: dict[int, int]
    periods: tuple[int, ...]
    special_periods: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Lights:
    """When the money light changes, whole percents: below `red` red, from `green` on green, yellow between.

    `rule` schedule holds them against the rate divided by the time gone by (months ÷ 12), plain against the rate.
    """

    rule: str
    red: int
    green: int


@dataclass(frozen=True, slots=True)
class Disclosure:
    """How a province numbers the self-evaluation forms among the year's published tables; "" prints nothing."""

    department: str
    project: str


@dataclass(frozen=True, slots=True)
class RuleLevel:
    """What an office made of a check: error, warning, hint or off; `since` is the day (ISO) from which, and why."""

    level: str
    reason: str
    since: str


@dataclass(frozen=True, eq=False)
class Words:
    """Word lists that tell the kind of an indicator, of an actual value or of a template's rest.

    Compared by identity, so that what depends on them can be remembered.
    """

    adverse: tuple[str, ...]
    relieving: tuple[str, ...]
    limited: tuple[str, ...]
    favourable: tuple[str, ...]
    growing: tuple[str, ...]
    unmet: tuple[str, ...]
    partial: tuple[str, ...]
    basic: tuple[str, ...]
    met: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    generic: tuple[str, ...]
    running: tuple[str, ...]
    not_applicable: tuple[str, ...]
    adjustment: tuple[str, ...]
    money_names: tuple[str, ...]
    template: tuple[str, ...]

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        """Each list as one pattern; `template` holds patterns already."""
        lists = {part.name: getattr(self, part.name) for part in fields(self)}
        return {
            name: re.compile("|".join(words if name == "template" else map(re.escape, words)) or "(?!)")
            for name, words in lists.items()
        }

    def has(self, kind: str, text: str) -> bool:
        """Whether a text holds a word of a list."""
        return self._patterns[kind].search(text) is not None

    def is_adverse(self, name: str) -> bool:
        """Whether more of it is worse (投诉率 is, 投诉处理率 is not)."""
        return self.has("adverse", name) and not self.has("relieving", name)

    def lower_is_better(self, name: str, level2: str) -> bool:
        """What a bare number means as an upper limit: bad things, 控制率 and costs that are not savings."""
        if self.has("limited", name) or self.is_adverse(name):
            return True
        return "成本" in level2 and not self.has("relieving", name) and not self.has("growing", name)

    def is_favourable(self, name: str) -> bool:
        """Whether more of it is plainly better."""
        return self.has("favourable", name) and not self.is_adverse(name)


@dataclass(frozen=True, slots=True, eq=False)
class Settings:
    """Everything that scoring and checking may be told, as it stands on `day` (ISO); compared by identity.

    `rules` holds the checks whose level the office itself has set, by number.
    """

    day: str
    schemes: dict[str, Scheme]
    scoring: Scoring
    grades: Ladder
    thresholds: Thresholds
    lights: Lights
    disclosure: Disclosure
    words: Words = field(repr=False)
    rules: dict[str, RuleLevel] = field(default_factory=dict)
