"""Means that must be possible: between and weighted by the sexes, and given the lowest, the highest and how many."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from samsteg.statistics.consistency.base import TOLERANCE, Finding, Severity, Side, computed, shown
from samsteg.statistics.indicators import label
from samsteg.statistics.values import Value

Values = Mapping[str, Value]


def means(values: Values) -> Iterator[Finding]:
    for code, lowest, highest in _families(tuple(values)):
        yield from _between_and_weighted(values, code)
        yield from _possible(values, code, lowest, highest)
    yield from _share(values)


@lru_cache(maxsize=64)
def _families(codes: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """Codes of a mean with its lowest and highest."""
    known = frozenset(codes)
    found: list[tuple[str, str, str]] = []
    for code in codes:
        if code.endswith((".months", ".years")) and f"{code}.min" in known:
            found.append((code, f"{code}.min", f"{code}.max"))
        elif code.endswith(".age.mean"):
            found.append((code, code.removesuffix("mean") + "min", code.removesuffix("mean") + "max"))
    return tuple(found)


def _number(values: Values, code: str) -> Decimal | None:
    value = values[code].value
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _between_and_weighted(values: Values, code: str) -> Iterator[Finding]:
    by_sex = [(_number(values, f"{code}.{sex}"), values[f"{code}.{sex}"].n or 0) for sex in ("women", "men")]
    known = [(mean, n) for mean, n in by_sex if mean is not None]
    total = _number(values, code)
    if total is None or not known or sum(n for _mean, n in known) != values[code].n:
        return  # nobody, or persons of another or unknown sex besides
    low, high = min(mean for mean, _n in known), max(mean for mean, _n in known)
    sides = " / ".join(shown(mean) for mean, _n in known)
    where = _("women / men: %(label)s") % {"label": label(code)}
    if not low - TOLERANCE <= total <= high + TOLERANCE:
        message = _("The mean of all must lie between those of women and men.")
        yield _finding("mean-between-sexes", message, values, code, Side(where, sides))
    weighted = sum((mean * n for mean, n in known), Decimal(0)) / sum(n for _mean, n in known)
    if abs(weighted - total) > TOLERANCE:
        message = _("The mean of all must be that of women and men weighted by how many they are.")
        right = Side(_("weighted by persons: %(label)s") % {"label": label(code)}, shown(weighted))
        yield _finding("mean-weighted", message, values, code, right)


def _possible(values: Values, code: str, lowest: str, highest: str) -> Iterator[Finding]:
    mean, low, high = (_number(values, one) for one in (code, lowest, highest))
    n = values[code].n or 0
    if mean is None or low is None or high is None or n == 0:
        return
    least, most = (high + (n - 1) * low) / n, (low + (n - 1) * high) / n
    if low <= high and least - TOLERANCE <= mean <= most + TOLERANCE:
        return
    message = _("No %(n)s values from the lowest to the highest can have this mean.") % {"n": n}
    sides = f"{shown(low)}–{shown(high)}"
    where = _("lowest and highest: %(label)s") % {"label": label(code)}
    yield _finding("mean-possible", message, values, code, Side(where, sides))


def _share(values: Values) -> Iterator[Finding]:
    share, exits, results = (
        _number(values, code) for code in ("results.share", "exits.count", "results.count")
    )
    if not exits or results is None or (share is not None and abs(results / exits - share) <= TOLERANCE):
        return
    message = _("The share must be the results over all exits.")
    right = Side(f"{label('results.count')} / {label('exits.count')}", f"{shown(results)} / {shown(exits)}")
    yield _finding("share-of-exits", message, values, "results.share", right)


def _finding(rule: str, message: str, values: Values, code: str, right: Side) -> Finding:
    return Finding(rule, Severity.ERROR, message, computed(code, values[code].value), right, (code,))
