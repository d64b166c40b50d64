"""The days on which somebody can come into a group: within a stay, and not far ahead."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.activities.first_known import FIRST_KNOWN
from samsteg.activities.refusing import GroupRefused
from samsteg.organisation.models import Team
from samsteg.participants.listing import HAPPENED
from samsteg.participants.models import Stay

FARTHEST_AHEAD: Final = dt.timedelta(days=366)


def check_joining(team: Team, person_id: int, day: dt.date) -> None:
    """From the first thing known of a stay up to its last day. The caller has seen that the person is the actor's to
    see. Raises GroupRefused that says which day and what to do.
    """
    if day > timezone.localdate() + FARTHEST_AHEAD:
        raise GroupRefused(_("The day is more than a year ahead. Check the year."), "joined_on")
    rows = Stay.objects.in_team(team.pk).filter(HAPPENED, person_id=person_id)
    stays = list(
        rows.annotate(known_on=FIRST_KNOWN).order_by("known_on").values_list("known_on", "exited_on")
    )
    if any(known_on <= day and (exited_on is None or day <= exited_on) for known_on, exited_on in stays):
        return
    later = [known_on for known_on, _exited_on in stays if known_on > day]
    if later:
        raise GroupRefused(
            _("The participant has been here since %(day)s. Write that day or a later one.")
            % {"day": later[0]},
            "joined_on",
        )
    raise GroupRefused(still_gone(stays[-1][1]), "joined_on")


def still_gone(exited_on: dt.date | None) -> str:
    return _(
        "The participant's last day here was %(day)s. Take the exit back first, if that is wrong, or let the "
        "participant come back on the page “Way”."
    ) % {"day": exited_on}
