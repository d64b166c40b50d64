"""The team decides on its usual times on the way: how long a trial period lasts, and a stay."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.core.facts import replace_facts
from samsteg.organisation.models import Team
from samsteg.participants.way.models import WaySettings
from samsteg.participants.way.services import page_stamp
from samsteg.participants.way.usual_times import UsualTimes

LONGEST_TRIAL = 12
LONGEST_STAY = 60


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
