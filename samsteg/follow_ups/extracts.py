"""What of a meeting an authority may get on paper: only what consents in force open, and noted each time."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.opened import categories_open_to
from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.models import FollowUpExtract
from samsteg.follow_ups.records import ReadFollowUp
from samsteg.follow_ups.services import ACT
from samsteg.follow_ups.workflow import FollowUpRefused
from samsteg.organisation.models import Team


def open_to(
    *, actor: Actor, team: Team, person_id: int, meeting: ReadFollowUp, authority_id: int
) -> frozenset[str]:
    """The categories that may stand in an extract, of a meeting that the actor has read.

    Raises NotVisible for an authority that isn't part of the meeting, or a meeting that hasn't been held, and
    PermissionRefused.
    """
    require(actor, ACT, team)
    if authority_id not in meeting.authority_ids or meeting.state != FollowUpState.HELD:
        raise NotVisible
    return categories_open_to(team, person_id, [authority_id])[authority_id]


@transaction.atomic
def note_extract(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    meeting: ReadFollowUp,
    authority_id: int,
    categories: Collection[str],
    seen: Collection[str],
) -> FollowUpExtract:
    """Notes that an extract with these categories was written out. `seen`: what the preview said could be in it.

    Raises as `open_to`, and FollowUpRefused when consents have changed since the preview, or when nothing may be told.
    """
    open_ = open_to(actor=actor, team=team, person_id=person_id, meeting=meeting, authority_id=authority_id)
    if open_ != frozenset(seen):
        raise FollowUpRefused(
            _("The participant's consent has changed since you opened the page. Read the extract again.")
        )
    if not categories or not open_ >= frozenset(categories):
        raise FollowUpRefused(_("No consent opens anything of the meeting. Nothing was written out."))
    return FollowUpExtract.objects.create(
        team=team,
        person_id=person_id,
        series=meeting.series,
        authority_id=authority_id,
        categories=sorted(categories),
        made_at=timezone.now(),
        made_by_id=actor.user_id,
    )
