"""What earlier reports printed against what is computed now, and against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext as _

from samsteg.statistics.consistency.base import Finding, Severity, Side, computed, half_up, language, shown
from samsteg.statistics.figures import Figures
from samsteg.statistics.indicators import canonical, indicator_for, label
from samsteg.statistics.published import Published
from samsteg.statistics.values import Unit

# (unit of the figure, unit as printed) -> what the computed value is multiplied by before the comparison
FACTORS: dict[tuple[Unit, str], Decimal] = {
    (Unit.SHARE, "%"): Decimal(100),
    (Unit.YEARS, "mån"): Decimal(12),
    (Unit.MONTHS, "år"): 1 / Decimal(12),
}


def printed(figures: Figures, published: Sequence[Published]) -> Iterator[Finding]:
    """Findings about the printed figures of the same period; those of other periods are not these figures' business."""
    same_period = [one for one in published if one.period == figures.period]
    for one in same_period:
        yield from _against_computed(figures, one) if one.is_code else _unknown(one)
    yield from _against_each_other([one for one in same_period if one.is_code])


def factor(unit: Unit, one: Published) -> Decimal:
    """A share without a unit that exceeds 1 was printed as percent."""
    if unit is Unit.SHARE and not one.unit and one.value > 1:
        return Decimal(100)
    return FACTORS.get((unit, one.unit), Decimal(1))


def _side(one: Published) -> Side:
    where = one.source or _("an earlier report")
    return Side(f"{where}: {label(one.figure, language())}", _with_unit(one))


def _with_unit(one: Published) -> str:
    return f"{shown(one.value, one.decimals)} {one.unit}".strip()


def _against_computed(figures: Figures, one: Published) -> Iterator[Finding]:
    if one.figure not in figures:
        return
    value = figures[one.figure]
    if isinstance(value.value, tuple):
        return
    now = None if value.value is None else Decimal(value.value) * factor(value.unit, one)
    if now is not None and half_up(now, one.decimals) == half_up(one.value, one.decimals):
        return
    message = _("%(label)s was printed as %(printed)s but is now computed as %(computed)s.")
    yield Finding(
        rule="printed-and-computed",
        severity=Severity.WARNING,
        message=message
        % {
            "label": label(one.figure, language()),
            "printed": _with_unit(one),
            "computed": shown(now, one.decimals),
        },
        left=_side(one),
        right=computed(one.figure, now),
        codes=(one.figure,),
    )


def _unknown(one: Published) -> Iterator[Finding]:
    yield Finding(
        rule="printed-unknown",
        severity=Severity.NOTE,
        message=_("“%(figure)s” is no figure that the program knows, so it is not compared.")
        % {"figure": one.figure},
        left=Side(one.source or _("an earlier report"), _with_unit(one)),
        right=Side(_("computed"), shown(None)),
    )


def _against_each_other(published: Sequence[Published]) -> Iterator[Finding]:
    quantities: dict[str, list[Published]] = {}
    for one in published:
        quantities.setdefault(canonical(one.figure), []).append(one)
    for code, several in quantities.items():
        distinct: dict[tuple[Decimal, str, int], Published] = {}
        for one in several:
            distinct.setdefault((one.value, one.unit, one.decimals), one)
        for first, second in combinations(distinct.values(), 2):
            if _agree(code, first, second):
                continue
            yield Finding(
                rule="printed-twice",
                severity=Severity.WARNING,
                message=_("%(label)s was printed as both %(first)s and %(second)s for the same period.")
                % {
                    "label": label(first.figure, language()),
                    "first": _with_unit(first),
                    "second": _with_unit(second),
                },
                left=_side(first),
                right=_side(second),
                codes=(first.figure, second.figure),
            )


def _agree(code: str, first: Published, second: Published) -> bool:
    """Equal at the precision of the coarser; in different units each is first read in the figure's own."""
    unit = indicator_for(code).unit
    if first.unit != second.unit:
        values = [one.value / factor(unit, one) for one in (first, second)]
        slack = max(Decimal(1).scaleb(-one.decimals) / factor(unit, one) / 2 for one in (first, second))
        return abs(values[0] - values[1]) <= slack
    decimals = min(first.decimals, second.decimals)
    return half_up(first.value, decimals) == half_up(second.value, decimals)
