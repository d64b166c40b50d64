"""The checks of a report that can be made on figures, and on figures once printed. Each names both sides.

Source: docs/figures.md. Checks of running text and of a finished report's tables belong to `samsteg.reports`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import ngettext

from samsteg.statistics.consistency.base import Finding, Severity, Side, computed
from samsteg.statistics.consistency.counts import counts
from samsteg.statistics.consistency.means import means
from samsteg.statistics.consistency.money import money
from samsteg.statistics.consistency.printed import printed
from samsteg.statistics.figures import Figures
from samsteg.statistics.parts import Part, Parts, parts_of
from samsteg.statistics.published import Published

__all__ = ["CHECKED", "Finding", "Severity", "Side", "check", "parts_to_check"]
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


# What must add up, or be possible, is told by these; the others are only set against what was printed of them.
CHECKED: Parts = frozenset({Part.FLOW, Part.BREAKDOWNS, Part.AGES, Part.EXITS, Part.TIME, Part.MONEY})


def parts_to_check(published: Iterable[Published]) -> Parts:
    """The parts whose figures `check` finds the same in as in all figures, with what was printed about their period."""
    return CHECKED | parts_of(one.figure for one in published if one.is_code)


def check(figures: Figures, published: Sequence[Published] = ()) -> tuple[Finding, ...]:
    """Everything that doesn't agree, errors first; empty when all does."""
    found = (
        *counts(figures),
        *means(figures),
        *money(figures),
        *printed(figures, published),
        *_unlinked(figures),
    )
    return tuple(sorted(found, key=lambda finding: _ORDER[finding.severity]))


def _unlinked(figures: Figures) -> Iterator[Finding]:
    """Persons that nothing links to other stays of theirs: unique persons may be too many."""
    count = figures.unlinked_persons
    if not count:
        return
    message = ngettext(
        "%(count)s participant has neither an id of the person nor a personnummer and counts as one of its own.",
        "%(count)s participants have neither an id of the person nor a personnummer; each counts as one of its own.",
        count,
    )
    unique = figures["treated.unique_persons"].value
    yield Finding(
        rule="unlinked-persons",
        severity=Severity.NOTE,
        message=message % {"count": count},
        left=computed("treated.unique_persons", unique),
        right=computed("treated.count", figures["treated.count"].value),
        codes=("treated.unique_persons", "treated.count"),
    )
