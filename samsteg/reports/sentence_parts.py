"""What several sentences share: amounts with their codes, sexes in the team's order, and who would be pointed out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from samsteg.reports.document import Run, Runs
from samsteg.reports.formats import number
from samsteg.reports.phrasing import Amount, Style, listed
from samsteg.reports.reading import Reading, count_code

Sentences = tuple[Runs, ...]
Sentence = Callable[[Reading, Style], Sentences]

# Age and time about fewer than these would be about a person that someone may know (report-variants.md, 7.15). The
# ends of a range are a person each, so that they need more around them than a mean does.
SMALLEST_GROUP = 2
SMALLEST_WIDE_GROUP = 5


def is_group(persons: int) -> bool:
    """Enough persons for a mean in running text."""
    return persons >= SMALLEST_GROUP


def is_wide_group(persons: int) -> bool:
    """Enough persons for the least and the most in running text."""
    return persons >= SMALLEST_WIDE_GROUP


def amount(reading: Reading, code: str) -> Amount:
    return Amount(reading.count(code), code)


def mean(reading: Reading, style: Style, code: str, decimals: int) -> Run:
    """A mean as a live figure. Only for codes whose value is known; an approximate one says so."""
    value = reading.number(code)
    if value is None:
        raise ValueError(f"{code} has no value")
    about = style.word("about", "text") + " " if reading.values[code].approximate else ""
    return Run(about + number(value, style.formats, decimals), code=code)


def sexes(reading: Reading, style: Style, base: str, *, shares: bool = False) -> Runs:
    """9 women and 13 men, in the team's order, those who are there only; `shares` adds whole percents of the base."""
    present = {
        sex: count
        for sex in (*style.formats.sexes, "other")
        if (count := reading.count(f"{base}.sex.{sex}")) > 0
    }
    if len(present) == 1:
        return style.part("all_of_one_sex", next(iter(present)))
    return listed(_sex_part(reading, style, base, sex, shares=shares) for sex in present)


def by_sex(reading: Reading, style: Style, code: str, decimals: int, unit: str) -> Runs | str:
    """The means of women and men after a colon; nothing when either is about one person, or about nobody."""
    halves = {sex: f"{code}.{sex}" for sex in ("women", "men")}
    if not all(is_group(reading.persons(half)) for half in halves.values()):
        return ""
    means = {sex: mean(reading, style, half, decimals) for sex, half in halves.items()}
    variant = "many" if style.formats.sexes[0] == "women" else "many_reversed"
    return style.part("by_sex", variant, unit=unit, **means)


def age_range(reading: Reading, style: Style, base: str) -> Sentences:
    """The youngest and the oldest, in a wide group only."""
    if not is_wide_group(reading.persons(f"{base}.age.mean")):
        return ()
    ends = (amount(reading, f"{base}.age.min"), amount(reading, f"{base}.age.max"))
    return (style.say("age_range", youngest=ends[0], oldest=ends[1]),)


def _sex_part(reading: Reading, style: Style, base: str, sex: str, *, shares: bool) -> Runs:
    count = amount(reading, f"{base}.sex.{sex}")
    part = style.part("sexes", sex if count.value != 1 else f"{sex}_one", count=count)
    if not shares:
        return part
    share = style.percent(Fraction(count.value, reading.count(count_code(base))))
    return style.part("sexes", "share", part=part, share=share)
