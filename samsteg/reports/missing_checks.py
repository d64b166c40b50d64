"""Checks of what nobody has noted yet: sessions without a roll call, and work training without hours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.core.swedish import swedish_order
from samsteg.statistics.consistency import Finding, Severity, Side
from samsteg.statistics.figures import Figures
from samsteg.statistics.indicators import label

HELD: Final = "attendance.sessions_held"
HOURS: Final = "work_training.treated.hours"


def missing_findings(figures: Figures) -> Iterator[Finding]:
    yield from _sessions(figures)
    yield from _hours(figures)


def _sessions(figures: Figures) -> Iterator[Finding]:
    """Of the period, up to the day that the report is written."""
    waiting = sum(figures.unregistered.values())
    if not waiting:
        return
    names = {key: figures.group_names.get(key, key) for key in figures.unregistered}
    groups = [
        f"{names[key]} {figures.unregistered[key]}"
        for key in sorted(names, key=lambda key: (swedish_order(names[key]), key))
    ]
    message = ngettext(
        "%(count)d session of a group is noted neither as held nor as cancelled. Do its roll call, or cancel it.",
        "%(count)d sessions of groups are noted neither as held nor as cancelled. Do their roll calls, or cancel them.",
        waiting,
    )
    yield Finding(
        rule="sessions-unregistered",
        severity=Severity.WARNING,
        message=message % {"count": waiting},
        left=Side(_("without a roll call"), ", ".join(groups)),
        right=Side(label(HELD), str(figures[HELD].value)),
        codes=(HELD,),
    )


def _hours(figures: Figures) -> Iterator[Finding]:
    """Told where a mean is printed that rests on some placements alone; a team that notes no hours has no mean."""
    mean = figures[HOURS]
    if not figures.without_hours or mean.value is None:
        return
    message = ngettext(
        "%(count)d placement in work training has no hours, and isn't in the mean. Write its hours a week.",
        "%(count)d placements in work training have no hours, and aren't in the mean. Write their hours a week.",
        figures.without_hours,
    )
    yield Finding(
        rule="hours-missing",
        severity=Severity.NOTE,
        message=message % {"count": figures.without_hours},
        left=Side(_("without hours"), str(figures.without_hours)),
        right=Side(label(HOURS), _("n %(base)d") % {"base": mean.n}),
        codes=(HOURS,),
    )
