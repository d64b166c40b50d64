"""The way to one person in one question: what the person is called, whether protected, whether open in an emergency."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from samsteg.access.emergency_models import EmergencyOpening
from samsteg.access.enums import ProtectionRule
from samsteg.access.models import Protection
from samsteg.access.opened import Opened, opened_among, opened_columns
from samsteg.access.protection import rule_of
from samsteg.access.querysets import Rows
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import KeptRows, moment
from samsteg.organisation.models import Team
from samsteg.participants.head import COLUMNS, PersonHead, head_among, head_columns
from samsteg.participants.listing import HAPPENED, NEWEST
from samsteg.participants.models import Stay
from samsteg.participants.querysets import StayQuerySet
from samsteg.people.names import NAME_COLUMNS, NAMELESS, PersonName, called, open_name
from samsteg.people.vault import SealedKey

Columns = Callable[[Actor, Team], Mapping[str, Any]]  # of a stay, for a kept question
Held = QuerySet[Any, dict[str, Any]]


def nothing_more(_actor: Actor, _team: Team) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """`own_id`: the team's own of the newest stay; `reason`: why it is open in an emergency, empty when it isn't.

    `sealed_key` is what opens the person's vault (`people.vault.vault_of`).
    """

    own_id: str
    name: PersonName
    is_protected: bool
    reason: str
    sealed_key: SealedKey = (None, None)

    @property
    def title(self) -> str:
        return called(self.name, self.own_id)


@dataclass(frozen=True, slots=True)
class FoundInPart:
    """`opened`: what may be read of the record; `head` is for who reads it whole, or asks `opened` of each thing.

    `more`: has the values of the columns that the caller asked for.
    """

    person: FoundPerson
    opened: Opened
    head: PersonHead
    more: Mapping[str, Any]


def find_for_staff(actor: Actor, team: Team, person_id: int) -> FoundPerson:
    """Raises NotVisible for who isn't the actor's to open as one of the staff.

    It may be a protected person whom the actor is named for.
    """
    held = next(iter(_for_staff(actor, team, person_id)), None)
    if held is None:
        raise NotVisible
    return _found(team, person_id, held)


def find_in_part(actor: Actor, team: Team, person_id: int, more: Columns = nothing_more) -> FoundInPart:
    """As `find_for_staff`, and for those who may read only some of the record; with what every page of a person tells.

    `more`: columns of a stay to read along. The grounds are read as columns, which `open_in_part_to` would ask again.
    """
    held = next(iter(_in_part(actor, team, person_id, more)), None)
    opened = opened_among(actor, team, held or {})
    if held is None or not opened.grounds:
        raise NotVisible
    return FoundInPart(person=_found(team, person_id, held), opened=opened, head=head_among(held), more=held)


@KeptRows
def _for_staff(actor: Actor, team: Team, person_id: int) -> Held:
    return _newest(Stay.objects.in_team(team.pk).open_to(actor), actor, person_id, ({},), ())


@KeptRows
def _in_part(actor: Actor, team: Team, person_id: int, more: Columns) -> Held:
    asked, wanted = opened_columns(actor, Rows()), more(actor, team)
    columns = ({**asked, **wanted}, *head_columns(team, timezone.localdate()))
    stays = Stay.objects.in_team(team.pk).known()
    return _newest(stays, actor, person_id, columns, (*asked, *wanted, *COLUMNS))


def _newest(
    stays: StayQuerySet[Stay],
    actor: Actor,
    person_id: int,
    columns: Iterable[Mapping[str, Any]],
    names: Iterable[str],
) -> Held:
    """Of the newest stay."""
    of_person: dict[str, Any] = {"team_id": OuterRef("team_id"), "person_id": OuterRef("person_id")}
    opened = EmergencyOpening.objects.filter(
        **of_person, user_id=actor.user_id, closed_at__isnull=True, closes_at__gt=moment()
    )
    rows: Any = stays.filter(HAPPENED, person_id=person_id).annotate(
        is_protected=Exists(Protection.objects.filter(**of_person, valid_to__isnull=True)),
        reason=Subquery(opened.order_by("closes_at", "pk").values("reason")[:1]),
    )
    for some in columns:
        rows = rows.annotate(**some)
    told: Any = rows.order_by(*NEWEST)
    newest: Held = told.values("own_id", "is_protected", "reason", *NAME_COLUMNS, *names)[:1]
    return newest


def _found(team: Team, person_id: int, held: Mapping[str, Any]) -> FoundPerson:
    key_id, wrapped, sealed = (held[column] for column in NAME_COLUMNS)
    name = open_name(person_id, (key_id, wrapped, sealed))
    if held["is_protected"]:
        name = name_of_protected(team, name)
    return FoundPerson(held["own_id"], name, held["is_protected"], held["reason"] or "", (key_id, wrapped))


def name_of_protected(team: Team, name: PersonName) -> PersonName:
    """Under a rule that lets the team keep no identity the name isn't shown, even where it is still stored."""
    return name if rule_of(team.pk) is ProtectionRule.NAMED_STAFF else NAMELESS
