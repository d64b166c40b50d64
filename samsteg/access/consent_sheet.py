"""One person's consents for a page: the grid of receivers and categories, each consent with what it is today."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from samsteg.access.consent_enums import OPEN_STATES, ConsentEnd, ConsentKind, ConsentState
from samsteg.access.consent_models import Consent, ConsentRefusal
from samsteg.access.controller_rules import ON, VALUES
from samsteg.access.enums import DataCategory, Role, RuleName
from samsteg.access.models import ControllerRule, Membership
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Authority, Team

SOON = dt.timedelta(days=30)
DAY = dt.timedelta(days=1)
Receiver = int | None  # an authority's id; None for the team


@dataclass(frozen=True, slots=True)
class Held:
    """A consent with its receivers (None: the team) and what it is today."""

    consent: Consent
    receivers: tuple[Receiver, ...]
    state: ConsentState

    @property
    def last_day(self) -> dt.date:
        return self.consent.valid_to - DAY

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Sheet:
    """`held` has all consents, newest first; `names` those of the authorities that are named, in order."""

    held: tuple[Held, ...]
    names: dict[int, str]

    def of_kind(self, kind: ConsentKind) -> tuple[Held, ...]:
        return tuple(one for one in self.held if one.consent.kind == kind)

    @property
    def receivers(self) -> tuple[Receiver, ...]:
        """The team first, then authorities by name."""
        return (None, *self.names)

    def cell(self, receiver: Receiver, category: str) -> tuple[Held, ...]:
        """What lets the receiver know something of the category; where nothing does, the newest that once did."""
        rows = [
            one
            for one in self.of_kind(ConsentKind.SECRECY)
            if receiver in one.receivers and category in one.consent.categories
        ]
        open_ = tuple(one for one in rows if one.is_open)
        return open_ or tuple(one for one in rows if one.state is ConsentState.COMING)[:1] or tuple(rows[:1])


def sheet_of(team: Team, person_id: int, *, on: dt.date | None = None) -> Sheet:
    """The caller has seen that the actor may. The authorities are those of consents and of today's representatives."""
    day = on or timezone.localdate()
    rows = _consents(team, Q(person_id=person_id))
    held = tuple(_held(row, day) for row in rows)
    named = {one for row in held for one in row.receivers if one is not None}
    named |= {row.consent.source_authority_id for row in held if row.consent.source_authority_id}
    represented = Q(pk__in=represented_authorities(team, day))
    authorities = Authority.objects.filter(represented | Q(pk__in=named)).order_by("name")
    return Sheet(held, {one.pk: one.name for one in authorities})


@dataclass(frozen=True, slots=True)
class Asked:
    """Since when the person says no to sharing, and whether the controller lets the team ask about registration."""

    refused_on: dt.date | None
    asks_registration: bool


def asked_of(team: Team, person_id: int) -> Asked:
    no = ConsentRefusal.objects.filter(
        team_id=OuterRef("pk"), person_id=person_id, kind=ConsentKind.SECRECY, ended_on__isnull=True
    )
    rule = ControllerRule.objects.filter(
        team_id=OuterRef("pk"), name=RuleName.REGISTRATION_CONSENT, valid_from__lte=timezone.localdate()
    ).order_by("-valid_from", "-pk")
    found = Team.objects.filter(pk=team.pk).values_list(
        Subquery(no.values("refused_on")[:1]), Subquery(rule.values("value")[:1])
    )
    refused_on, decided = found.get()
    return Asked(refused_on, (decided or VALUES[RuleName.REGISTRATION_CONSENT][0]) == ON)


def one_consent(team: Team, person_id: int, consent_id: int) -> Held:
    """Raises NotVisible for one that isn't the person's."""
    rows = list(_consents(team, Q(person_id=person_id, pk=consent_id)))
    if not rows:
        raise NotVisible
    return _held(rows[0], timezone.localdate())


def _consents(team: Team, which: Q) -> QuerySet[Any]:
    """With `told`, the receiving authorities; without the files, which only `papers.open_paper` needs."""
    rows = Consent.objects.filter(which, team=team).select_related("source_authority", "paper", "text")
    told = ArrayAgg(
        "recipients__authority_id",
        filter=Q(recipients__isnull=False),
        order_by="recipients__authority__name",
        default=Value([]),
    )
    return rows.defer("paper__file_cipher").annotate(told=told).order_by("-signed_on", "-pk")


def _held(row: Any, day: dt.date) -> Held:
    named: list[Receiver] = list(row.told)
    return Held(row, tuple([None, *named] if row.to_team else named), state_of(row, day))


def state_of(row: Consent, day: dt.date) -> ConsentState:
    if row.ended_as:
        return ConsentState.WITHDRAWN if row.ended_as == ConsentEnd.WITHDRAWN else ConsentState.TAKEN_AWAY
    if day >= row.valid_to:
        return ConsentState.OVER
    if day < row.valid_from:
        return ConsentState.COMING
    return ConsentState.SOON if row.valid_to - day <= SOON else ConsentState.HOLDS


def represented_authorities(team: Team, day: dt.date) -> QuerySet[Any, Any]:
    """The authorities that have a representative in the team on the day."""
    return Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        team=team,
        role=Role.REPRESENTATIVE,
        valid_from__lte=day,
        authority__isnull=False,
    ).values("authority_id")


@dataclass(frozen=True, slots=True)
class Stops:
    """What nobody lets the receiver know any more once a consent ends. `is_last`: nothing else is left from it."""

    receiver: Receiver
    categories: tuple[str, ...]
    is_last: bool


def what_stops(sheet: Sheet, ending: Held) -> tuple[Stops, ...]:
    """By receiver: the categories of the consent's source that no other consent in force opens."""
    others = [
        one
        for one in sheet.of_kind(ConsentKind.SECRECY)
        if one.is_open and one.consent.pk != ending.consent.pk
    ]
    found = []
    for receiver in ending.receivers if ending.is_open else ():
        kept = _kept(others, receiver)
        lost = [
            one for one in ending.consent.categories if one not in kept[ending.consent.source_authority_id]
        ]
        found.append(Stops(receiver, tuple(lost), not any(kept.values())))
    return tuple(found)


def _kept(others: Sequence[Held], receiver: Receiver) -> dict[int | None, set[str]]:
    kept: dict[int | None, set[str]] = defaultdict(set)
    for one in others:
        if receiver in one.receivers:
            kept[one.consent.source_authority_id] |= set(one.consent.categories)
    return kept


def in_order(categories: Iterable[str]) -> list[str]:
    """As DataCategory has them."""
    wanted = set(categories)
    return [one.value for one in DataCategory if one.value in wanted]


def authorities_to_choose() -> dict[int, str]:
    """All of the installation, by name: which they are is no secret."""
    return dict(Authority.objects.order_by("name").values_list("pk", "name"))
