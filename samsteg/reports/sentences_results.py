"""What the figures say about exits, results and time. Pure: from figures and style to sentences."""

from __future__ import annotations

from samsteg.participants.enums import DETAILS_OF, ExitReason
from samsteg.reports.document import Runs
from samsteg.reports.phrasing import Amount, Style, listed
from samsteg.reports.reading import Reading
from samsteg.reports.sentence_parts import (
    Sentences,
    amount,
    by_sex,
    is_group,
    is_wide_group,
    mean,
    sexes,
)


def exits(reading: Reading, style: Style) -> Sentences:
    """How many left, and how many of them to a result; a single exit is not described."""
    left = amount(reading, "flow.exits")
    said = style.say_counted("exits", left)
    if not is_group(left.value):
        return said
    share = style.percent(reading.number("results.share") or 0, "results.share")
    return (*said, *style.say_counted("results", amount(reading, "results.count"), share=share))


def result_definition(reading: Reading, style: Style) -> Sentences:
    """What counts as a result in this team: printed with the figure, since teams draw the line differently."""
    names = [style.word("destination", code) for code in reading.settings.result_definition]
    return (style.say("result_definition", destinations=listed(names)),) if names else ()


def destinations(reading: Reading, style: Style) -> Sentences:
    """Where those who left went, the destinations with somebody only."""
    if not is_group(reading.count("flow.exits")):
        return ()
    present = [reason for reason in ExitReason.values if reading.count(f"exits.{reason}")]
    first, *others = present
    parts = [
        style.part(
            "destination_next", count=amount(reading, f"exits.{code}"), name=style.word("destination", code)
        )
        for code in others
    ]
    return (
        style.say(
            "destinations",
            count=amount(reading, f"exits.{first}"),
            name=style.word("destination", first),
            rest=_continued(parts),
        ),
    )


def other_details(reading: Reading, style: Style) -> Sentences:
    """What "other" holds: what two or more share by name, all else together, so that nobody stands alone."""
    total = reading.count("exits.other")
    counts = {code: reading.count(f"exits.other.{code}") for code in DETAILS_OF[ExitReason.OTHER]}
    named = {code: count for code, count in counts.items() if is_group(count)}
    if not named:
        return ()
    parts = [style.part("other_detail", code, count=amount(reading, f"exits.other.{code}")) for code in named]
    if rest := total - sum(named.values()):
        parts.append(style.part("other_detail", "rest", count=Amount(rest)))
    return (style.say("other_details", parts=listed(parts)),)


def early_exits(reading: Reading, style: Style) -> Sentences:
    """How many of the exits were early; nothing when there was at most one exit."""
    if not is_group(reading.count("flow.exits")):
        return ()
    count = reading.count("flow.dropouts")
    return style.say_counted("early_exits", Amount(count, "flow.dropouts", gender="neutrum"))


def results_by_sex(reading: Reading, style: Style) -> Sentences:
    count = amount(reading, "results.count")
    if not is_group(count.value):
        return ()
    return (style.say("results_by_sex", count=count, sexes=sexes(reading, style, "results", shares=True)),)


def throughput(reading: Reading, style: Style) -> Sentences:
    """The mean time of those with a result, by sex where both are groups; the ends in a wide group only."""
    code = "throughput.results.months"
    persons = reading.persons(code)
    if not is_group(persons):
        return ()
    decimals = style.formats.month_decimals
    sentence = style.say(
        "throughput",
        months=mean(reading, style, code, decimals),
        n=Amount(persons),
        by_sex=by_sex(reading, style, code, decimals, style.word("unit", "months")),
    )
    if not is_wide_group(persons):
        return (sentence,)
    shortest = mean(reading, style, f"{code}.min", decimals)
    longest = mean(reading, style, f"{code}.max", decimals)
    return (sentence, style.say("throughput_range", shortest=shortest, longest=longest))


def support_before(reading: Reading, style: Style) -> Sentences:
    """Years in public support before; says for how many it is known when that isn't all."""
    code = "support_before.results.years"
    persons, base = reading.persons(code), amount(reading, "results.count")
    if not is_group(persons):
        return ()
    decimals = style.formats.year_decimals
    key = "support_before" if persons == base.value else "support_before_some"
    return (
        style.say(
            key,
            years=mean(reading, style, code, decimals),
            n=Amount(persons),
            base=base,
            by_sex=by_sex(reading, style, code, decimals, style.word("unit", "years")),
        ),
    )


def _continued(parts: list[Runs]) -> Runs:
    """The second and later members of an enumeration whose first stands before it."""
    return listed([(), *parts])
