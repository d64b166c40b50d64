"""The registry of every figure: its code, labels, definition, base, unit, source, formula and SQL.

Left out until there is something to feed them: `attendance.*` and `<base>.target_group.*`.
"""

from samsteg.statistics.indicators.base import Indicator, Kind
from samsteg.statistics.indicators.registry import (
    ALL,
    base_text,
    canonical,
    codes,
    definition_text,
    find,
    indicator_for,
    label,
)

__all__ = [
    "ALL",
    "Indicator",
    "Kind",
    "base_text",
    "canonical",
    "codes",
    "definition_text",
    "find",
    "indicator_for",
    "label",
]
