"""What the figures say about who came, who waits and what went on. Pure: from figures and style to sentences."""

from __future__ import annotations

from samsteg.participants.enums import Referrer
from samsteg.reports.formats import EN_DASH
from samsteg.reports.phrasing import Amount, Style, listed
from samsteg.reports.reading import Reading, merged
from samsteg.reports.sentence_parts import (
    Sentences,
    age_range,
    amount,
    by_sex,
    is_group,
    is_wide_group,
    mean,
    sexes,
)


def new(reading: Reading, style: Style) -> Sentences:
    count = amount(reading, "flow.new")
    return style.say_counted("new", count, sexes=sexes(reading, style, "new"))


def closing(reading: Reading, style: Style) -> Sentences:
    return style.say_counted(
        "closing", amount(reading, "flow.closing"), opening=amount(reading, "flow.opening")
    )


def treated(reading: Reading, style: Style) -> Sentences:
    count = amount(reading, "treated.count")
    return style.say_counted("treated", count, sexes=sexes(reading, style, "treated", shares=True))


def opening_by_sex(reading: Reading, style: Style) -> Sentences:
    return _stock_by_sex(reading, style, "opening")


def closing_by_sex(reading: Reading, style: Style) -> Sentences:
    return _stock_by_sex(reading, style, "closing")


def new_ages(reading: Reading, style: Style) -> Sentences:
    """The largest age band, when one is largest and the group is wide, and the mean."""
    return (*_largest_band(reading, style), *_new_mean_age(reading, style))


def treated_ages(reading: Reading, style: Style) -> Sentences:
    code = "treated.age.mean"
    if not is_group(reading.persons(code)):
        return ()
    decimals = style.formats.age_decimals
    sentence = style.say(
        "treated_mean_age",
        years=mean(reading, style, code, decimals),
        by_sex=by_sex(reading, style, code, decimals, unit=style.word("unit", "years")),
    )
    return (sentence, *age_range(reading, style, "treated"))


def referrers(reading: Reading, style: Style) -> Sentences:
    """Who sent most of the new ones; a tie names all, and a single person nobody."""
    shown = merged([*(code.value for code in Referrer)], reading.settings.referrer_groups)
    counts = [
        (
            name or style.word("referrer", codes[0]),
            int(reading.total(f"new.referrer.{c}" for c in codes) or 0),
            codes,
        )
        for name, codes in shown
    ]
    most = max(count for _name, count, _codes in counts)
    top = [(name, codes) for name, count, codes in counts if count == most]
    if most < 2 or len(top) == len(counts):
        return ()
    base = amount(reading, "flow.new")
    code = f"new.referrer.{top[0][1][0]}" if len(top) == len(top[0][1]) == 1 else None
    if len(top) == 1:
        return (style.say("top_referrer", referrer=top[0][0], count=Amount(most, code), base=base),)
    names = listed(name for name, _codes in top)
    return (style.say("top_referrers", referrers=names, count=Amount(most), base=base),)


def payers(reading: Reading, style: Style) -> Sentences:
    """Who pays for the new ones; not said about one person."""
    if not is_group(reading.count("flow.new")):
        return ()
    parts = [
        style.part("payer", payer, count=amount(reading, f"new.payer.{payer}"))
        for payer in ("municipality", "fk", "af", "other", "none", "unknown")
        if reading.count(f"new.payer.{payer}")
    ]
    return (style.say("payers", count=amount(reading, "flow.new"), parts=listed(parts)),)


def now(reading: Reading, style: Style) -> Sentences:
    """How many there are when the report is written, if that is after the period."""
    day = reading.written_on
    if day is None or day <= reading.period.last:
        return ()
    return (
        *style.say_counted("now", amount(reading, "now.enrolled"), day=day.isoformat()),
        *style.say_counted("to_enrol", amount(reading, "now.to_enrol")),
    )


def referrals(reading: Reading, style: Style) -> Sentences:
    return style.say_counted("referrals", amount(reading, "referrals.count"))


def study_visits(reading: Reading, style: Style) -> Sentences:
    visits = amount(reading, "study_visits.count")
    started = amount(reading, "study_visits.started")
    after = style.say_counted("study_visits_started", started) if is_group(visits.value) else ()
    return (*style.say_counted("study_visits", visits), *after)


def queue(reading: Reading, style: Style) -> Sentences:
    """How many wait; the longest and shortest wait only in a wide group, so that they point out nobody."""
    waiting = amount(reading, "queue.count")
    said = style.say_counted("queue", waiting)
    if not is_wide_group(waiting.value) or reading.number("queue.longest_months") is None:
        return said
    longest = style.counted("months", amount(reading, "queue.longest_months"))
    shortest = style.counted("months", amount(reading, "queue.shortest_months"))
    return (*said, style.say("queue_range", longest=longest, shortest=shortest))


def work_training(reading: Reading, style: Style) -> Sentences:
    """How many trained at a workplace, and how many of those who got work had done so."""
    trained = amount(reading, "work_training.people")
    said = style.say_counted("work_training", trained)
    if not trained.value or not is_group(reading.count("exits.work")):
        return said
    before = amount(reading, "work_training.before_job")
    return (*said, *style.say_counted("before_job", before, work=amount(reading, "exits.work")))


def parallel_efforts(reading: Reading, style: Style) -> Sentences:
    return style.say_counted("forstarkt_samarbete", amount(reading, "parallel.forstarkt_samarbete.people"))


def _stock_by_sex(reading: Reading, style: Style, base: str) -> Sentences:
    count = amount(reading, f"flow.{base}")
    return style.say_counted(f"{base}_by_sex", count, sexes=sexes(reading, style, base, shares=True))


def _largest_band(reading: Reading, style: Style) -> Sentences:
    if not is_wide_group(reading.count("flow.new")):
        return ()
    counts = {(low, high): reading.count(f"new.age.{low}_{high}") for low, high in reading.settings.age_bands}
    most = max(counts.values(), default=0)
    largest = [band for band, count in counts.items() if count == most]
    if most < 2 or len(largest) > 1:
        return ()
    low, high = largest[0]
    return (
        style.say(
            "new_band",
            band=f"{low}{EN_DASH}{high}",
            count=Amount(most, f"new.age.{low}_{high}"),
            base=amount(reading, "flow.new"),
        ),
    )


def _new_mean_age(reading: Reading, style: Style) -> Sentences:
    code = "new.age.mean"
    if not is_group(reading.persons(code)):
        return ()
    return (style.say("new_mean_age", years=mean(reading, style, code, style.formats.age_decimals)),)
