"""The team's usual times on the way: how long a trial period lasts, and a stay."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.access.consent_days import months_later
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.core.facts import replace_facts
from samsteg.organisation.models import Team
from samsteg.participants.way.models import CURRENT, WaySettings
from samsteg.participants.way.services import page_stamp

LONGEST_TRIAL = 12
LONGEST_STAY = 60


@dataclass(frozen=True, slots=True)
class UsualTimes:
    """In months. The defaults are the teams' own practice (product.md, S5); no trial period is 0."""

    trial_months: int = 2
    planned_months: int = 12

    def trial_end(self, start: dt.date) -> dt.date | None:
        """The last day of the trial period."""
        if not self.trial_months:
            return None
        return months_later(start, self.trial_months) - dt.timedelta(days=1)

    def planned_end(self, start: dt.date) -> dt.date:
        return months_later(start, self.planned_months)


def usual_times(team: Team, day: dt.date) -> UsualTimes:
    rows = WaySettings.objects.filter(CURRENT, team=team, valid_from__lte=day).order_by("-valid_from")
    found = rows.values_list("trial_months", "planned_months").first()
    return UsualTimes(*found) if found else UsualTimes()


@transaction.atomic
def set_usual_times(*, actor: Actor, team: Team, valid_from: dt.date, times: UsualTimes) -> None:
    """Raises PermissionRefused, Refused."""
    require(actor, "team.settings", team)
    if times.trial_months not in range(LONGEST_TRIAL + 1):
        raise Refused(_("Write the trial period as 0 to 12 months."))
    if times.planned_months not in range(1, LONGEST_STAY + 1):
        raise Refused(_("Write the time in the team as 1 to 60 months."))
    replace_facts(
        WaySettings.objects.all(),
        team_id=team.pk,
        key=("valid_from",),
        values=("trial_months", "planned_months"),
        desired={(valid_from,): (times.trial_months, times.planned_months)},
        stamp=page_stamp(actor, team),
    )
