"""What participants have sent, for the staff who see them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from samsteg.access.models import CoachAssignment
from samsteg.access.policies import require
from samsteg.access.querysets import visible_persons
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.own_access.enums import MessageKind
from samsteg.participants.own_access.links import ACT
from samsteg.participants.own_access.models import OwnMessage
from samsteg.participants.own_access.records import Message
from samsteg.participants.own_access.sending import message_place
from samsteg.people.names import NAMELESS, called, names_of_persons
from samsteg.people.vault import Vault, vaults_of

MOST = 50


def messages_of(team: Team, person_id: int) -> tuple[Message, ...]:
    """Newest first. The caller has entered the person as one of the staff, and logs the read."""
    rows = list(OwnMessage.objects.filter(team=team, person_id=person_id).order_by("-sent_at", "-pk")[:MOST])
    vault = vaults_of(team.pk, [person_id]).get(person_id) if rows else None
    return tuple(_read(rows, vault))


def waiting_messages(actor: Actor, team: Team) -> tuple[Message, ...]:
    """Those that nobody has taken care of, of the actor's own participants and of whom nobody is responsible for.

    Without their texts, oldest first. Protected persons are in no list. The caller logs the read.
    """
    rows = messages_question(actor, team)
    if not rows:
        return ()
    people = {row.person_id for row in rows}
    names = names_of_persons(team.pk, people)
    own_ids = dict(
        Stay.objects.in_team(team.pk)
        .filter(person_id__in=people)
        .order_by("pk")
        .values_list("person_id", "own_id")
    )
    return tuple(
        replace(one, title=called(names.get(one.person_id, NAMELESS), own_ids.get(one.person_id, "")))
        for one in _read(rows, None)
    )


@KeptRows
def messages_question(actor: Actor, team: Team) -> QuerySet[OwnMessage]:
    held = CoachAssignment.objects.filter(team=team, person_id=OuterRef("person_id"), valid_to__isnull=True)
    return OwnMessage.objects.filter(
        Q(Exists(held.filter(coach_id=actor.user_id))) | ~Q(Exists(held)),
        visible_persons(actor),
        team=team,
        handled_at__isnull=True,
    ).order_by("sent_at", "pk")[:MOST]


@transaction.atomic
def handle_message(*, actor: Actor, team: Team, person_id: int, message_id: int) -> None:
    """The team has taken care of it: it leaves the day's page and stays on the person's. Twice is once.

    Raises PermissionRefused, NotVisible.
    """
    require(actor, ACT, team)
    row = OwnMessage.objects.filter(team=team, person_id=person_id, pk=message_id)
    if (
        not row.exists()
        or not Stay.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id).exists()
    ):
        raise NotVisible
    row.filter(handled_at__isnull=True).update(handled_at=timezone.now(), handled_by_id=actor.user_id)


def _read(rows: Iterable[OwnMessage], vault: Vault | None) -> Iterable[Message]:
    for row in rows:
        opened = vault.open_if_kept(row.content_cipher, message_place(row.pk)) if vault else None
        yield Message(
            message_id=row.pk,
            person_id=row.person_id,
            kind=MessageKind(row.kind),
            channel=row.channel,
            meeting_series=row.meeting_series,
            sent_at=row.sent_at,
            handled_at=row.handled_at,
            texts=json.loads(opened) if opened else {},
        )
