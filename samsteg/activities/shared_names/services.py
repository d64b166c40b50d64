"""A participant says yes to, and takes back, that another team's staff know the first name in a group."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.consent_enums import CHOSEN_FORMS, ConsentForm
from samsteg.access.policies import require
from samsteg.access.protection import protected_among
from samsteg.activities.refusing import GroupRefused
from samsteg.activities.shared_names.models import NameConsent
from samsteg.activities.shared_names.records import NameSaid
from samsteg.activities.shared_names.selectors import sharings_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay

ACT: Final = "consents.write"
LONGEST: Final = dt.timedelta(days=365)
LONGEST_NOTE: Final = 300


@transaction.atomic
def share_name(
    *, actor: Actor, team: Team, person_id: int, group_id: int, to_team_id: int, said: NameSaid
) -> NameConsent:
    """For a year at most. Twice is once. Raises PermissionRefused, NotVisible for a group that isn't shared with the
    team or a person who isn't in it, GroupRefused; always for who is protected.
    """
    _require_person(actor, team, person_id)
    learning_moment(team.pk)
    if person_id in protected_among(team.pk, [person_id]):
        raise GroupRefused(_("The participant has protected identity: no name is told to another team."))
    found = [
        one
        for one in sharings_of(team, person_id)
        if (one.group_id, one.to_team_id) == (group_id, to_team_id)
    ]
    if not found:
        raise NotVisible
    _check(said)
    held: dict[str, object] = {
        "team": team,
        "person_id": person_id,
        "group_id": group_id,
        "to_team_id": to_team_id,
        "ended_at": None,
    }
    known = NameConsent.objects.filter(**held).first()
    if known is not None and known.valid_to > timezone.localdate():
        return known
    if known is not None:  # has run out
        _end(actor, known)
    return NameConsent.objects.create(
        **held,
        form=said.form,
        form_note=said.form_note.strip(),
        signed_on=said.signed_on,
        valid_to=said.signed_on + LONGEST,
        recorded_by_id=actor.user_id,
    )


@transaction.atomic
def take_back_name(*, actor: Actor, team: Team, person_id: int, consent_id: int) -> None:
    """From this moment nobody of the other team sees the name. Twice is once. Raises PermissionRefused, NotVisible."""
    _require_person(actor, team, person_id)
    rows = NameConsent.objects.select_for_update().filter(team=team, person_id=person_id, pk=consent_id)
    row = rows.first()
    if row is None:
        raise NotVisible
    if row.ended_at is None:
        _end(actor, row)


def _require_person(actor: Actor, team: Team, person_id: int) -> None:
    require(actor, ACT, team)
    if not Stay.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id).exists():
        raise NotVisible


def _end(actor: Actor, row: NameConsent) -> None:
    row.ended_at, row.ended_by_id = timezone.now(), actor.user_id
    row.save(update_fields=["ended_at", "ended_by_id"])


def _check(said: NameSaid) -> None:
    today = timezone.localdate()
    if said.form not in {one.value for one in CHOSEN_FORMS}:
        raise GroupRefused(_("Choose how the participant said yes."), "form")
    if said.form == ConsentForm.ORAL and not said.form_note.strip():
        raise GroupRefused(_("Write why it was said and not signed."), "form_note")
    if len(said.form_note.strip()) > LONGEST_NOTE:
        raise GroupRefused(_("Write at most %(most)d characters.") % {"most": LONGEST_NOTE}, "form_note")
    if not today - LONGEST < said.signed_on <= today:
        raise GroupRefused(_("Write today's day or an earlier one, within a year."), "signed_on")
