"""Whether an employer has room for one more, when a placement is planned or moved."""

from __future__ import annotations

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.organisation.models import Team
from samsteg.placements.employers.rules import most_at_once
from samsteg.placements.employers.selectors import keys_of, register_row, spans_at
from samsteg.placements.workflow import PlacementRefused


def refuse_one_too_many(
    team: Team, name: str, first: dt.date, last: dt.date | None, *, but: uuid.UUID | None = None
) -> None:
    """Raises PlacementRefused for `anyway` where more would be there at once than the employer takes, planned ones too,
    on a day from today on. `but`: the placement itself, when it is changed.
    """
    today = timezone.localdate()
    if last is not None and last < today:
        return
    found = register_row(team, name)
    if found is None or found.at_once_most is None:
        return
    others = spans_at(team, keys_of(team, found.pk), but=but)
    meeting = [one for one in others if last is None or one[0] <= last]
    count = most_at_once([*meeting, (first, last)], max(first, today))
    if count > found.at_once_most:
        raise PlacementRefused(
            _(
                "%(name)s takes at most %(most)d at a time. With this one there would be %(count)d, planned ones "
                "counted. Ask there first, and tick that they have said yes."
            )
            % {"name": found.name, "most": found.at_once_most, "count": count},
            "anyway",
        )
