"""Everything the page of one person tells that stands in this layer or below."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.utils import timezone

from samsteg.access.consent_models import Consent
from samsteg.access.models import CoachAssignment, Protection
from samsteg.access.protection import protection_of
from samsteg.access.team_consents import to_the_team
from samsteg.accounts.models import User
from samsteg.audit.models import Source
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.enums import Status
from samsteg.participants.listing import BEGAN_ON, HAPPENED, days_on, queue_start, status_on
from samsteg.participants.models import ParallelEffort, Stay, StayDetail, StayEvent
from samsteg.people.models import Identity, PersonDetail


class OfStay(Protocol):
    stay_id: int


R = TypeVar("R", bound=OfStay)


@dataclass(frozen=True, slots=True)
class StayRecord:
    """One stay. Facts are all their versions, also those that no longer hold. `days` as in the list."""

    stay: Stay
    status: Status
    queue_on: dt.date | None
    days: int | None
    events: tuple[StayEvent, ...]
    details: tuple[StayDetail, ...]
    efforts: tuple[ParallelEffort, ...]


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person of a team, newest stay first; `details` with every version.

    `coaches` and `consents` (those to the team) newest first.
    """

    person_id: int
    stays: tuple[StayRecord, ...]
    details: tuple[PersonDetail, ...]
    coaches: tuple[CoachAssignment, ...]
    consents: tuple[Consent, ...]
    has_personnummer: bool
    protection: Protection | None = None

    @property
    def newest(self) -> StayRecord:
        return self.stays[0]

    @property
    def coach(self) -> User | None:
        return next((one.coach for one in self.coaches if one.valid_to is None), None)


def person_record(*, actor: Actor, team: Team, person_id: int, on: dt.date | None = None) -> PersonRecord:
    """Raises NotVisible for a person who isn't in the team, or isn't the actor's to see.

    It may be a protected person whom the actor is named for: note such reads (`access.protection`).
    """
    day = on or timezone.localdate()
    seen = Stay.objects.in_team(team.pk).open_to(actor).filter(HAPPENED, person_id=person_id)
    stays = list(_told(seen, team, day))
    if not stays:
        raise NotVisible
    ids = [stay.pk for stay in stays]
    events = _by_stay(StayEvent.objects.filter(team=team, stay_id__in=ids))
    details = _by_stay(StayDetail.objects.filter(team=team, stay_id__in=ids))
    efforts = _by_stay(ParallelEffort.objects.filter(team=team, stay_id__in=ids))
    of_person = {"team_id": team.pk, "person_id": person_id}
    return PersonRecord(
        person_id=person_id,
        stays=tuple(
            StayRecord(
                stay=stay,
                status=Status(stay.status),
                queue_on=stay.queue_on,
                days=stay.days,
                events=tuple(events[stay.pk]),
                details=tuple(details[stay.pk]),
                efforts=tuple(efforts[stay.pk]),
            )
            for stay in stays
        ),
        details=tuple(PersonDetail.objects.filter(**of_person)),
        coaches=tuple(
            CoachAssignment.objects.filter(**of_person).select_related("coach").order_by("-valid_from", "-pk")
        ),
        consents=tuple(to_the_team(team.pk).filter(person_id=person_id).reverse()),
        has_personnummer=Identity.objects.filter(**of_person, personnummer_cipher__isnull=False).exists(),
        protection=protection_of(team.pk, person_id),
    )


def _told(seen: Any, team: Team, day: dt.date) -> Any:
    return (
        seen.annotate(began_on=BEGAN_ON, queue_on=queue_start(team))
        .annotate(status=status_on(day))
        .annotate(days=days_on(day))
        .order_by("-began_on", "-pk")
    )


def _by_stay(rows: Iterable[R]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[row.stay_id].append(row)
    return found


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """The shown names of users."""
    wanted = {one for one in user_ids if one is not None}
    return {user.pk: user.shown_name for user in User.objects.filter(pk__in=wanted)}


def sources_of(team: Team, source_ids: Iterable[int | None]) -> dict[int, Source]:
    """The team's sources of facts, by id."""
    wanted = {one for one in source_ids if one is not None}
    return {source.pk: source for source in Source.objects.filter(team_id=team.pk, pk__in=wanted)}
