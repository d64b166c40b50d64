"""Counts that must add up: the flow, the destinations, every breakdown, the same quantity under two codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from django.utils.translation import gettext as _

from samsteg.statistics.consistency.base import Finding, Severity, Side, computed, summed
from samsteg.statistics.indicators import canonical, indicator_for, label
from samsteg.statistics.indicators.slots import BASES, DESTINATIONS, SEXES
from samsteg.statistics.values import Value

Values = Mapping[str, Value]
PARTS = ("count", *(f"sex.{sex}" for sex in SEXES))
DIMENSIONS = frozenset({"sex", "age", "born", "referrer", "income", "payer", "municipality"})


def counts(values: Values) -> Iterator[Finding]:
    yield from _flow(values)
    yield from _destinations(values)
    yield from _breakdowns(values)
    yield from _aliases(values)


def _total(values: Values, codes: Iterable[str]) -> int:
    return sum(value for code in codes if isinstance(value := values[code].value, int))


def _unequal(
    values: Values, rule: str, message: str, whole: str, parts: tuple[str, ...], minus: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """One finding when the parts (less those of `minus`) don't make up the whole."""
    total = _total(values, parts) - _total(values, minus)
    if total == values[whole].value:
        return
    right = summed(parts, total)
    if minus:
        less = " − ".join(label(code) for code in minus)
        right = Side(f"{right.where} − {less}", right.value)
    yield Finding(
        rule=rule,
        severity=Severity.ERROR,
        message=message,
        left=computed(whole, values[whole].value),
        right=right,
        codes=(whole, *parts, *minus),
    )


def _flow(values: Values) -> Iterator[Finding]:
    balance = _("Start plus new minus exits must equal the end.")
    twice = _("Participants counted two ways must agree.")
    for part in PARTS:
        opening, new, exits, closing, treated = (
            f"{base}.{part}" for base in ("opening", "new", "exits", "closing", "treated")
        )
        yield from _unequal(values, "flow-balance", balance, closing, (opening, new), (exits,))
        yield from _unequal(values, "treated-two-ways", twice, treated, (opening, new))
        yield from _unequal(values, "treated-two-ways", twice, treated, (exits, closing))


def _destinations(values: Values) -> Iterator[Finding]:
    message = _("The destinations must sum to the exits.")
    for part in PARTS:
        parts = tuple(f"{destination}.{part}" for destination in DESTINATIONS)
        yield from _unequal(values, "destinations-sum", message, f"exits.{part}", parts)
    without = tuple(f"exits.{destination}.without_early" for destination in DESTINATIONS)
    message = _("Early exits and the destinations without them must sum to the exits.")
    yield from _unequal(
        values, "dropouts-and-destinations", message, "flow.exits", ("flow.dropouts", *without)
    )
    message = _("The details of a destination must sum to it.")
    for destination in DESTINATIONS:
        parts = tuple(code for code in values if _detail_of(code) == destination)
        yield from _unequal(values, "details-sum", message, f"exits.{destination}", parts)


@lru_cache(maxsize=4096)
def _detail_of(code: str) -> str:
    """The destination that the code is a detail of, in total; empty otherwise."""
    if not code.startswith("exits.") or indicator_for(code).code != "exits.<destination>.<detail>":
        return ""
    return code.split(".")[1]


@lru_cache(maxsize=4096)
def _breakdown_of(code: str) -> tuple[str, str] | None:
    """(base, dimension) of a code that is one part of a breakdown."""
    base, _dot, rest = code.partition(".")
    dimension = rest.replace("_", ".").split(".")[0]
    if base not in BASES or dimension not in DIMENSIONS or rest.startswith("income_any."):
        return None
    is_part = (
        indicator_for(code).code.startswith(f"<base>.{dimension}")
        and "<statistic>" not in indicator_for(code).code
    )
    return (base, dimension) if is_part else None


def _breakdowns(values: Values) -> Iterator[Finding]:
    message = _("A breakdown must sum to its base.")
    for whole, parts in _wholes(tuple(values)):
        yield from _unequal(values, "breakdown-sums", message, whole, parts)


@lru_cache(maxsize=64)
def _wholes(codes: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What must sum to what, among the codes that a team has."""
    families: dict[tuple[str, str], list[str]] = {}
    bands: dict[str, list[str]] = {}
    for code in codes:
        if family := _breakdown_of(code):
            families.setdefault(family, []).append(code)
        if indicator_for(code).code == "results.age.<band>.<sex>":
            bands.setdefault(code.rpartition(".")[0], []).append(code)
    of_bases = ((f"{base}.count", tuple(parts)) for (base, _dimension), parts in families.items())
    return (*of_bases, *((band, tuple(parts)) for band, parts in bands.items()))


@lru_cache(maxsize=64)
def _told_twice(codes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Codes with the other code of the same quantity."""
    return tuple((code, same) for code in codes if (same := canonical(code)) != code)


def _aliases(values: Values) -> Iterator[Finding]:
    for code, same in _told_twice(tuple(values)):
        value = values[code]
        if values[same].value != value.value:
            yield Finding(
                rule="same-quantity",
                severity=Severity.ERROR,
                message=_("The same quantity must be equal everywhere."),
                left=computed(code, value.value),
                right=computed(same, values[same].value),
                codes=(code, same),
            )
