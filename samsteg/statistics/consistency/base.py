"""What a check says: which rule, how bad, and both figures with where each stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samsteg.statistics.indicators import label
from samsteg.statistics.values import Amount

TOLERANCE = Decimal("1e-9")  # means come as numeric with at least sixteen digits


class Severity(StrEnum):
    ERROR = "error"  # can't both be true
    WARNING = "warning"  # look before you print
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Side:
    """A figure: where it stands, and its value as text."""

    where: str
    value: str


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    severity: Severity
    message: str
    left: Side
    right: Side
    codes: tuple[str, ...] = ()


def language() -> str:
    """The language of labels: Swedish unless English is asked for."""
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def shown(value: Amount, decimals: int | None = None) -> str:
    """A number as text: rounded half up to the decimals, or to at most four without idle zeros."""
    if value is None:
        return _("no value")
    if isinstance(value, tuple):
        return " + ".join(map(str, value))
    rounded = half_up(Decimal(value), 4 if decimals is None else decimals)
    text = f"{rounded:f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if language() == "sv" else text


def half_up(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def computed(code: str, value: Amount, decimals: int | None = None) -> Side:
    """A figure that the program has counted."""
    return Side(_("computed: %(label)s") % {"label": label(code, language())}, shown(value, decimals))


def summed(codes: Iterable[str], value: Amount) -> Side:
    """A sum of figures that the program has counted."""
    names = [label(code, language()) for code in codes]
    few = names if len(names) <= 4 else [*names[:3], "…", names[-1]]
    return Side(_("sum of: %(labels)s") % {"labels": " + ".join(few)}, shown(value))
