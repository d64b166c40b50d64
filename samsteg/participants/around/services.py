"""Writing down who is round a participant. Nothing that was written is overwritten, and who has left stays told of."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.access.policies import require
from samsteg.access.protection import protected_among
from samsteg.access.source_links import note_source
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Authority, Team
from samsteg.participants.around.enums import CATEGORY_OF_ROLE, RoleAround
from samsteg.participants.around.models import PersonAround
from samsteg.participants.around.records import AroundValues
from samsteg.participants.note_rules import tidied
from samsteg.participants.once import new_series, sent_before
from samsteg.participants.sources import require_keepable, require_staff
from samsteg.people.vault import vault_to_fill

SEALED = ("role", "name", "workplace", "contact", "remark")
LONGEST = {"role": 80, "name": 120, "workplace": 160, "contact": 300, "remark": 2000}


class AroundRefused(Refused):
    """What was written can't be kept as it is. `field` names what to mend, as in AroundValues."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class StaleAround(Refused):
    """Somebody else has changed it in between."""


def place_of(pk: int) -> str:
    return f"around:{pk}"


@transaction.atomic
def save_around(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    series: uuid.UUID | None,
    expected_version: int,
    values: AroundValues,
    once: uuid.UUID | None = None,
) -> PersonAround:
    """Somebody new (`series` None; the same form sent twice makes one), or what holds from now on of somebody.

    Raises NotVisible, PermissionRefused, AroundRefused, SourceRefused, StaleAround.
    """
    require(actor, "plan.write", team)
    require_staff(actor, team, person_id)
    if protected_among(team.pk, [person_id]):
        raise AroundRefused(
            _("Who is round a participant with protected identity isn't written down: it may tell where."),
            "role",
        )
    values = _checked(values)
    category = category_of(values.role)
    require_keepable(team, person_id, values.source_id, category)
    now = _current(actor, team, person_id, series, expected_version) if series else None
    made = sent_before(PersonAround.objects.all(), team=team, person_id=person_id, actor=actor, once=once)
    if made is not None and _is_same(made, values):
        return made
    new = PersonAround(
        series=series or new_series(made, once), version=now.version + 1 if now else 1, category=category
    )
    _fill(new, actor, team, person_id, values)
    _put(new, now)
    note_source(team=team, person_id=person_id, authority_id=values.source_id)
    return new


def category_of(role: str) -> DataCategory:
    return CATEGORY_OF_ROLE.get(role, DataCategory.SOCIAL)


def role_of(text: str) -> str:
    """The code of a role written as one of the suggestions, in the language of the page; otherwise the words."""
    wanted = " ".join(text.split())
    labels = {str(role.label).casefold(): role.value for role in RoleAround}
    return labels.get(wanted.casefold(), wanted)


def _checked(values: AroundValues) -> AroundValues:
    texts = {name: tidied(getattr(values, name)) for name in SEALED}
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            raise AroundRefused(
                _("The text is %(length)d characters long. At most %(most)d fit.")
                % {"length": len(text), "most": LONGEST[name]},
                name,
            )
    if not texts["role"]:
        raise AroundRefused(
            _("Write what they are to the participant, such as doctor or contact person."), "role"
        )
    if values.from_on and values.until_on and values.until_on < values.from_on:
        raise AroundRefused(_("Write a last day that comes after the first."), "until_on")
    if values.authority_id is not None and not Authority.objects.filter(pk=values.authority_id).exists():
        raise AroundRefused(_("Choose the authority again."), "authority_id")
    return replace(
        values,
        role=texts["role"],
        name=texts["name"],
        workplace=texts["workplace"],
        contact=texts["contact"],
        remark=texts["remark"],
    )


def _put(new: PersonAround, now: PersonAround | None) -> None:
    """Raises StaleAround for the second of two at once."""
    try:
        with transaction.atomic():
            if now is not None:
                now.superseded_at = new.recorded_at
                now.save(update_fields=["superseded_at"])
            new.save(force_insert=True)
    except IntegrityError as fault:
        raise _stale() from fault


def _is_same(made: PersonAround, values: AroundValues) -> bool:
    vault = vault_to_fill(made.team_id, made.person_id)
    told = vault.open_if_kept(made.told_cipher, place_of(made.pk))
    days = (made.from_on, made.until_on) == (values.from_on, values.until_on)
    of_whom = (made.authority_id, made.source_authority_id) == (values.authority_id, values.source_id)
    return told == _told(values) and days and of_whom and made.is_called_to_sip == values.is_called_to_sip


def _told(values: AroundValues) -> str:
    return json.dumps({name: getattr(values, name) for name in SEALED})


def _current(
    actor: Actor, team: Team, person_id: int, series: uuid.UUID, expected_version: int
) -> PersonAround:
    """The version that holds, locked. Raises NotVisible, StaleAround."""
    seen = PersonAround.objects.in_team(team.pk).readable_by(actor).current()
    seen = seen.filter(series=series, person_id=person_id)
    now = PersonAround.objects.select_for_update().filter(pk__in=seen.values("pk")).first()
    if now is None:
        raise NotVisible
    if now.version != expected_version or now.superseded_at is not None:
        raise _stale()
    return now


def _stale() -> StaleAround:
    return StaleAround(
        _("Somebody else has changed this since you opened it. Your text is kept. Compare them and choose.")
    )


def _fill(new: PersonAround, actor: Actor, team: Team, person_id: int, values: AroundValues) -> None:
    (new.pk,) = new_ids(PersonAround, 1)
    new.team, new.person_id = team, person_id
    new.source_authority_id, new.authority_id = values.source_id, values.authority_id
    new.is_called_to_sip = values.is_called_to_sip
    new.from_on, new.until_on = values.from_on, values.until_on
    new.told_cipher = vault_to_fill(team.pk, person_id).seal(_told(values), place_of(new.pk))
    new.recorded_by_id, new.recorded_at = actor.user_id, timezone.now()
