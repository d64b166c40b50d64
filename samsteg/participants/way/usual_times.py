"""How long a trial period usually lasts in a team, and a stay, from a day on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from samsteg.access.consent_days import months_later
from samsteg.organisation.models import Team
from samsteg.participants.way.models import CURRENT, WaySettings


def last_day(start: dt.date, months: int) -> dt.date:
    """The last day of so many months from and with the start: 15 January to 14 March; 29, 30 and 31 December to the
    last of February, as where the next period would begin on 1 March.
    """
    later = months_later(start, months)
    is_cut = later.day < start.day  # the month has no such day, and its last day is the last one counted
    return later if is_cut else later - dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UsualTimes:
    """In months. The defaults are the teams' own practice (product.md, S5); no trial period is 0."""

    trial_months: int = 2
    planned_months: int = 12

    def trial_end(self, start: dt.date) -> dt.date | None:
        """The last day of the trial period."""
        return last_day(start, self.trial_months) if self.trial_months else None

    def planned_end(self, start: dt.date) -> dt.date:
        """The last day in the team."""
        return last_day(start, self.planned_months)


def usual_times(team: Team, day: dt.date) -> UsualTimes:
    rows = WaySettings.objects.filter(CURRENT, team=team, valid_from__lte=day).order_by("-valid_from")
    found = rows.values_list("trial_months", "planned_months").first()
    return UsualTimes(*found) if found else UsualTimes()
