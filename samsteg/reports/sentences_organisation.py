"""What the figures say about staff and money. Pure: from figures and style to sentences."""

from __future__ import annotations

from decimal import Decimal

from samsteg.reports.document import Run, Runs
from samsteg.reports.formats import half_up, number
from samsteg.reports.periods import period_text
from samsteg.reports.phrasing import Style, listed
from samsteg.reports.reading import Reading
from samsteg.reports.sentence_parts import Sentences, mean


def staff(reading: Reading, style: Style) -> Sentences:
    """The staff as full-time positions, mean over the period's days."""
    full_time = reading.number("staff.fte")
    if not full_time:
        return ()
    decimals = style.formats.fte_decimals
    variant = "one" if half_up(full_time, decimals) == 1 else "many"
    return (style.say("fte", variant, fte=mean(reading, style, "staff.fte", decimals)),)


def budget(reading: Reading, style: Style) -> Sentences:
    """Granted against what was used, else against the forecast; says over which period."""
    granted = reading.number("budget.granted")
    if granted is None:
        return ()
    period = reading.values["budget.granted"].period or reading.budget_period or reading.period
    when = period_text(period)
    used = next(
        (code for code in ("budget.actual", "budget.forecast") if reading.number(code) is not None), None
    )
    if used is None:
        return (
            style.say("budget", "granted_only", when=when, granted=_kronor(reading, style, "budget.granted")),
        )
    return (
        style.say(
            "budget",
            "many" if used == "budget.actual" else "forecast",
            when=when,
            granted=_kronor(reading, style, "budget.granted"),
            actual=_kronor(reading, style, used),
            deviation=_deviation(reading, style, used),
        ),
    )


def cost(reading: Reading, style: Style) -> Sentences:
    """Kronor for each person treated, exit and result, where the budget's period is the report's."""
    parts = [
        style.part("cost", name, amount=_kronor(reading, style, f"cost.{name}"))
        for name in ("per_treated", "per_exit", "per_result")
        if reading.number(f"cost.{name}") is not None
    ]
    return (style.say("cost", parts=listed(parts)),) if parts else ()


def _deviation(reading: Reading, style: Style, used: str) -> Runs:
    """In words, so that no one has to know which way the sign goes; only when it is the difference to `used`."""
    deviation = reading.number("budget.deviation")
    if (
        deviation is None
        or (reading.number("budget.granted") or 0) - (reading.number(used) or 0) != deviation
    ):
        return ()
    if deviation == 0:
        return style.part("deviation", "even")
    size = Run(number(abs(Decimal(deviation)), style.formats), code="budget.deviation")
    return style.part("deviation", "left" if deviation > 0 else "over", amount=size)


def _kronor(reading: Reading, style: Style, code: str) -> Run:
    return Run(number(reading.number(code) or 0, style.formats), code=code)
