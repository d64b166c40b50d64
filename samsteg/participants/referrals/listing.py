"""The team's referrals as a list: all that the reader may know of, whatever has become of them.

What is sealed is opened for the rows that are shown, or for all of them when a search asks for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Case, QuerySet, When

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.core.facts import among
from samsteg.core.kept_questions import KeptRows
from samsteg.organisation.models import Team
from samsteg.participants.referrals.enums import OPEN_STATUSES, ReferralStatus
from samsteg.participants.referrals.models import Referral
from samsteg.participants.referrals.records import Content, content_from
from samsteg.participants.referrals.sealing import content_place, open_waiting
from samsteg.people.names import NAME_COLUMNS, PersonName, called, open_name
from samsteg.people.selectors import persons_by_personnummer
from samsteg.people.vault import Vault, vaults_of

MOST = 2000


@dataclass(frozen=True, slots=True)
class ListedReferral:
    """`title` is the name that the referral says, or what the participant is called now; empty where it is forgotten.

    `person_id` None: it hasn't become a stay. `title`, by `order` sorted, and `referrer_name` are empty until
    they are opened.
    """

    referral_id: int
    status: str
    received_on: dt.date
    referrer: str
    authority: str
    says_visit: bool
    person_id: int | None
    own_id: str
    name: tuple[Any, Any, Any] = field(repr=False)
    title: str = ""
    order: str = ""
    referrer_name: str = ""

    @property
    def is_waiting(self) -> bool:
        return self.status in OPEN_STATUSES


def list_referrals(*, actor: Actor, team: Team) -> list[ListedReferral]:
    """What waits, the oldest first; then the others, the newest first. Protected persons are in no list.

    The caller logs whom it shows. Raises PermissionRefused.
    """
    require(actor, "referrals.view", team)
    found = [_row(row) for row in _listed(actor, team)]
    waiting = [one for one in found if one.is_waiting]
    return [*reversed(waiting), *(one for one in found if not one.is_waiting)]


def _row(told: tuple[Any, ...]) -> ListedReferral:
    pk, status, received_on, referrer, authority, says_visit, person_id, own_id, *name = told
    return ListedReferral(
        referral_id=pk,
        status=status,
        received_on=received_on,
        referrer=referrer,
        authority=authority or "",
        says_visit=says_visit,
        person_id=person_id,
        own_id=own_id or "",
        name=(name[0], name[1], name[2]),
    )


@KeptRows
def _listed(actor: Actor, team: Team) -> QuerySet[Any, tuple[Any, ...]]:
    rows: QuerySet[Any, tuple[Any, ...]] = (
        Referral.objects.in_team(team.pk)
        .listed_to(actor)
        .order_by(Case(When(status__in=OPEN_STATUSES, then=0), default=1), "-received_on", "-pk")
        .values_list(
            "pk",
            "status",
            "received_on",
            "referrer",
            "authority__name",
            "consent_visit",
            "person_id",
            "stay__own_id",
            *NAME_COLUMNS,
        )
    )
    return rows[:MOST]


def opened(team: Team, rows: Sequence[ListedReferral]) -> list[ListedReferral]:
    """With names. Two questions, however many rows. Raises KeyProblem on wrong keys."""
    contents = _contents(team, rows)
    return [_opened(one, contents.get(one.referral_id, Content())) for one in rows]


def _opened(one: ListedReferral, content: Content) -> ListedReferral:
    name, title = PersonName(content.first_name, content.last_name), content.name
    if one.person_id is not None:
        name = open_name(one.person_id, one.name)
        title = called(name, one.own_id)
    order = name.order or one.own_id.casefold()
    return replace(one, title=title, order=order, referrer_name=content.referrer_name)


def _contents(team: Team, rows: Sequence[ListedReferral]) -> dict[int, Content]:
    """By referral; those whose content is forgotten are left out."""
    persons = {one.referral_id: one.person_id for one in rows if one.status != ReferralStatus.ENDED}
    if not persons:
        return {}
    vaults = vaults_of(team.pk, [pk for pk in persons.values() if pk is not None])
    sealed = among(Referral.objects.in_team(team.pk), "pk", persons).values_list("pk", "content_cipher")
    found: dict[int, Content] = {}
    for pk, cipher in sealed:
        if pk not in persons or not bytes(cipher):
            continue
        person_id = persons[pk]
        text = _text(pk, cipher, None if person_id is None else vaults.get(person_id), person_id is None)
        if text:
            found[pk] = content_from(text)
    return found


def _text(pk: int, cipher: bytes | memoryview, vault: Vault | None, is_nobodys: bool) -> str:
    if is_nobodys:
        return open_waiting(cipher, content_place(pk)).decode()
    return (vault.open_if_kept(cipher, content_place(pk)) if vault else None) or ""


def referrals_by_number(*, actor: Actor, team: Team, number: str) -> list[int]:
    """The ids of those of the list that are about whoever has the number (twelve digits).

    Raises as `list_referrals`, KeyProblem.
    """
    rows = list_referrals(actor=actor, team=team)
    waiting = [one for one in rows if one.is_waiting]
    contents = _contents(team, waiting)
    person_id = persons_by_personnummer(team.pk, [number]).get(number)
    return [
        one.referral_id
        for one in rows
        if (one.person_id is not None and one.person_id == person_id)
        or contents.get(one.referral_id, Content()).personnummer == number
    ]
