"""Who may know what of a person, for the person to read: what the team and each authority may know, since when, until
when and on what paper; and what was told without consent because law allows it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from samsteg.access.consent_enums import ConsentEnd, ConsentKind
from samsteg.access.consent_models import Consent, Disclosure
from samsteg.access.enums import DataCategory
from samsteg.organisation.models import ControllerDecision, Team

TEAM = ""  # the team, where a recipient or a source is named


@dataclass(frozen=True, slots=True)
class Permission:
    """One consent in force, its days inclusive. `source`: whose information it is, empty for the team's own record."""

    source: str
    categories: tuple[str, ...]
    first_on: dt.date
    last_on: dt.date
    signed_on: dt.date
    form: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A category that the reader may no longer know: withdrawn, or its time is over."""

    source: str
    category: str
    ended_on: dt.date
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """The team (empty name) or an authority."""

    name: str
    permissions: tuple[Permission, ...]
    stopped: tuple[Stopped, ...]

    def may_know(self) -> frozenset[str]:
        """Categories of the team's own record."""
        return frozenset(held for one in self.permissions if not one.source for held in one.categories)


@dataclass(frozen=True, slots=True)
class Told:
    """Told without consent."""

    on: dt.date
    receiver: str
    source: str
    categories: tuple[str, ...]
    ground: str
    paragraph: str
    decided_by: str


def readers_of(team: Team, person_id: int) -> tuple[Reader, ...]:
    """The team first, then every authority that may know or has known something, by name."""
    rows = (
        Consent.objects.filter(team=team, person_id=person_id, kind=ConsentKind.SECRECY)
        .exclude(ended_as__in=(ConsentEnd.MISTAKEN, ConsentEnd.WORKBOOK))
        .select_related("source_authority")
        .prefetch_related("recipients__authority")
        .order_by("valid_from", "pk")
    )
    by_name: dict[str, list[Consent]] = defaultdict(list)
    by_name[TEAM] = []
    for consent in rows:
        for name in _recipients(consent):
            by_name[name].append(consent)
    names = sorted(by_name, key=str.casefold)
    return tuple(_reader(name, by_name[name]) for name in names)


def _recipients(consent: Consent) -> Iterable[str]:
    if consent.to_team:
        yield TEAM
    for one in consent.recipients.all():
        yield one.authority.name


def _reader(name: str, consents: list[Consent]) -> Reader:
    today = timezone.localdate()
    standing = [one for one in consents if not one.ended_as and one.valid_from <= today < one.valid_to]
    held = {(_source(one), category) for one in standing for category in one.categories}
    ended: dict[tuple[str, str], Stopped] = {}
    for one in consents:
        if one in standing or (not one.ended_as and one.valid_from > today):
            continue
        day = timezone.localdate(one.ended_at) if one.ended_at else one.valid_to
        for category in one.categories:
            key = (_source(one), category)
            if key not in held and (key not in ended or ended[key].ended_on < day):
                ended[key] = Stopped(*key, day, one.ended_as == ConsentEnd.WITHDRAWN)
    order = list(DataCategory.values)
    stopped = sorted(ended.values(), key=lambda one: (one.source, order.index(one.category)))
    return Reader(name, tuple(_permission(one) for one in standing), tuple(stopped))


def _permission(consent: Consent) -> Permission:
    return Permission(
        source=_source(consent),
        categories=tuple(held for held in DataCategory.values if held in consent.categories),
        first_on=consent.valid_from,
        last_on=consent.valid_to - dt.timedelta(days=1),
        signed_on=consent.signed_on,
        form=consent.form,
        purpose=consent.purpose,
    )


def _source(consent: Consent) -> str:
    return consent.source_authority.name if consent.source_authority else TEAM


def told_without_consent(team: Team, person_id: int) -> tuple[Told, ...]:
    """Newest first, without what is secret toward the person."""
    rows = Disclosure.objects.filter(team=team, person_id=person_id, is_secret_to_person=False)
    return tuple(
        Told(
            on=one.disclosed_on,
            receiver=one.receiver,
            source=one.source_authority.name if one.source_authority else TEAM,
            categories=tuple(one.categories),
            ground=one.ground,
            paragraph=one.paragraph,
            decided_by=one.decided_by,
        )
        for one in rows.select_related("source_authority").order_by("-disclosed_on", "-pk")
    )


def controllers_of(team: Team) -> tuple[str, ...]:
    """Who answers for the team's record, by name."""
    held: QuerySet[ControllerDecision] = ControllerDecision.objects.filter(team=team)
    return tuple(sorted(held.values_list("controller__name", flat=True), key=str.casefold))
