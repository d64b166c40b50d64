"""The team lead decides on the template of the final documentation, from a day on."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.audit.enums import SourceKind
from samsteg.audit.services import record_source
from samsteg.core.actor import Actor
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team
from samsteg.participants.naming import refuse_participants
from samsteg.reports.final.models import FinalTemplate
from samsteg.reports.final.selectors import newest_version
from samsteg.reports.final.shape import STANDARD, Shape, TemplateRefused, require_usable, stored, tidied

ACT: Final = "team.settings"
LATEST: Final = dt.timedelta(days=366)


class StaleTemplate(TemplateRefused):
    """Another version has been saved since the page was opened."""


@transaction.atomic
def save_final_template(
    *, actor: Actor, team: Team, shape: Shape, valid_from: dt.date, expected_version: int
) -> FinalTemplate:
    """A new version from the day on; papers made before keep theirs. The same day again replaces what it had.

    `expected_version`: the newest that the writer had seen. Raises TemplateRefused, StaleTemplate, PermissionRefused.
    """
    require(actor, ACT, team)
    shape = tidied(shape)
    require_usable(shape)
    _require_day(valid_from)
    _require_nameless(actor, team, shape)
    moment = learning_moment(team.pk)  # one at a time
    newest = newest_version(team)
    if newest != expected_version:
        raise StaleTemplate(
            _("Somebody else has saved the template since you opened the page. What you wrote is still here.")
        )
    is_standard = (shape.parts, shape.opening, shape.closing) == (STANDARD.parts, "", "")
    same_day = FinalTemplate.objects.filter(team=team, valid_from=valid_from, superseded_at__isnull=True)
    same_day.update(superseded_at=moment)
    return FinalTemplate.objects.create(
        team=team,
        version=newest + 1,
        valid_from=valid_from,
        is_standard=is_standard,
        parts=[] if is_standard else stored(shape),
        opening=shape.opening,
        closing=shape.closing,
        recorded_at=moment,
        recorded_by_id=actor.user_id,
        source_id=record_source(actor=actor, team_id=team.pk, kind=SourceKind.PAGE).pk,
    )


def _require_day(valid_from: dt.date) -> None:
    today = timezone.localdate()
    if valid_from < today:
        raise TemplateRefused(
            _("The day has been. Let the template hold from today or a later day."), "valid_from"
        )
    if valid_from > today + LATEST:
        raise TemplateRefused(_("The day is more than a year ahead. Write an earlier one."), "valid_from")


def _require_nameless(actor: Actor, team: Team, shape: Shape) -> None:
    """It stands on everybody's paper."""
    headings = {f"{one.part.value}.heading": one.heading for one in shape.parts}
    refuse_participants(
        actor,
        team,
        {**headings, "opening": shape.opening, "closing": shape.closing},
        refused=TemplateRefused,
        says=_("The text names a participant. Take the name away: the text stands on everybody's paper."),
    )
