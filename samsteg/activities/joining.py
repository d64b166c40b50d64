"""The days on which somebody can come into a group: within a stay or a referral, and not far ahead."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.activities.first_known import FIRST_KNOWN
from samsteg.activities.refusing import GroupRefused
from samsteg.organisation.models import Team
from samsteg.participants.listing import HAPPENED
from samsteg.participants.models import Stay

FARTHEST_AHEAD: Final = dt.timedelta(days=366)
LAST_DAY = Coalesce("exited_on", "not_enrolled_on")


def check_joining(team: Team, person_id: int, day: dt.date) -> None:
    """From the first thing known of a stay up to its last day. The caller has seen that the person is the actor's to
    see. Raises GroupRefused that says which day and what to do.
    """
    if day > timezone.localdate() + FARTHEST_AHEAD:
        raise GroupRefused(_("The day is more than a year ahead. Check the year."), "joined_on")
    rows = Stay.objects.in_team(team.pk).filter(HAPPENED, person_id=person_id)
    dated = rows.annotate(known_on=FIRST_KNOWN, last_on=LAST_DAY).order_by("known_on", "pk")
    stays = list(dated.values_list("known_on", "last_on"))
    if any(known_on <= day and (last_on is None or day <= last_on) for known_on, last_on in stays):
        return
    later = [known_on for known_on, _last_on in stays if known_on > day]
    if later:
        raise GroupRefused(
            _("The participant has been here since %(day)s. Write that day or a later one.")
            % {"day": later[0]},
            "joined_on",
        )
    last = max((last_on for _known_on, last_on in stays if last_on is not None), default=day)
    raise GroupRefused(still_gone(team, person_id, last), "joined_on")


def still_gone(team: Team, person_id: int, last_on: dt.date) -> str:
    """What to do first. `last_on`: of a stay, or the day when a referral ended without a start."""
    exits = Stay.objects.in_team(team.pk).filter(person_id=person_id, exited_on=last_on)
    if not exits.exists():
        return _(
            "The referral ended %(day)s without a start. Take that back first, if that is wrong, or let the "
            "participant come back on the page “Way”."
        ) % {"day": last_on}
    return _(
        "The participant's last day here was %(day)s. Take the exit back first, if that is wrong, or let the "
        "participant come back on the page “Way”."
    ) % {"day": last_on}
