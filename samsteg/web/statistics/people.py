"""The people behind a figure as a page shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.activities.selectors import names_of_groups
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.statistics.indicators.registry import parsed
from samsteg.statistics.rows import FigureRows, figure_rows, has_rows
from samsteg.statistics.values import Period

MOST_ROWS = 800


@dataclass(frozen=True, slots=True)
class People:
    """`sentence` says how many stand behind the figure and how many of them the reader sees."""

    rows: FigureRows
    sentence: str

    @property
    def more(self) -> bool:
        return len(self.rows.rows) < self.rows.visible


def known_code(code: str) -> str:
    """Raises NotVisible for a code that isn't a figure's, Refused for a figure that isn't about people."""
    try:
        about_people = has_rows(code)
    except KeyError:
        raise NotVisible from None
    if not about_people:
        raise Refused(
            _("Nobody stands behind this figure: it is about money or staff. Go back to the figures.")
        )
    return code


def group_names_in(code: str) -> dict[str, str]:
    """The name of the group that the code is about; empty for any other code."""
    key = parsed(code)[1].get("group")
    return names_of_groups([key]) if key else {}


def people_behind(
    actor: Actor, team: Team, period: Period, code: str, limit: int, as_of: dt.datetime | None = None
) -> People:
    """As known at `as_of`, or now. Raises Refused for a figure on somebody's health, PermissionRefused."""
    rows = figure_rows(actor, team, period, code, limit=limit, as_of=as_of)
    return People(rows, _sentence(rows, period))


def _sentence(rows: FigureRows, period: Period) -> str:
    last_days = {"first": _day(period.first), "last": _day(period.last)}
    whole = ngettext(
        "%(count)d participant, %(first)s to %(last)s.",
        "%(count)d participants, %(first)s to %(last)s.",
        rows.total,
    ) % {"count": rows.total, **last_days}
    if not rows.hidden:
        return whole
    hidden = ngettext(
        "You see %(visible)d of them. The other one is seen by their own coach alone.",
        "You see %(visible)d of them. The other %(hidden)d are seen by their own coaches alone.",
        rows.hidden,
    )
    return f"{whole} {hidden % {'visible': rows.visible, 'hidden': rows.hidden}}"


def _day(day: dt.date) -> str:
    return day.isoformat()
