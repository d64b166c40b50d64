"""What "Vem vet vad" says of one person: composed once, shown as a page and as a paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.access.controller_rules import ON, rules_at
from samsteg.access.enums import DataCategory, RuleName
from samsteg.access.extracts import is_withheld, withheld_now
from samsteg.access.who_knows import (
    Permission,
    Reader,
    Stopped,
    controllers_of,
    readers_of,
    told_without_consent,
)
from samsteg.accounts.names import names_of
from samsteg.activities.shared_names.records import Sharing
from samsteg.activities.shared_names.selectors import names_told
from samsteg.audit.enums import ReadKind
from samsteg.audit.openings import Opening, listings_of, openings_of
from samsteg.core.actor import PARTICIPANT_ID
from samsteg.follow_ups.selectors import handed_out
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import authority_names
from samsteg.participants.referrals.selectors import referral_ids_of
from samsteg.web.participants.who_knows.wording import CONSENTS, did, why, yours


@dataclass(frozen=True, slots=True)
class Known:
    """What one consent lets a reader know. `since` says from when to when and on what consent."""

    what: tuple[str, ...]
    source: str
    first_on: dt.date
    last_on: dt.date
    consent: str


@dataclass(frozen=True, slots=True)
class ReaderView:
    """The team or an authority; `not_known` are categories of the team's record, with why when it once was open."""

    name: str
    known: tuple[Known, ...]
    not_known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldView:
    on: dt.date
    receiver: str
    what: str
    ground: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class HandedView:
    """Written out for an authority within a consent."""

    on: dt.date
    receiver: str
    what: str


@dataclass(frozen=True, slots=True)
class OpeningView:
    day: dt.date
    who: str
    did: str
    why: str


@dataclass(frozen=True, slots=True)
class WhoKnows:
    """`openings` newest first; `opening_total` counts also those not shown. `listed`: lines on being among others."""

    title: str
    team: str
    controllers: tuple[str, ...]
    from_others: tuple[Known, ...]
    readers: tuple[ReaderView, ...]
    told: tuple[ToldView, ...]
    handed: tuple[HandedView, ...]
    openings: tuple[OpeningView, ...]
    opening_total: int
    listed: tuple[str, ...]
    names_told: tuple[str, ...] = ()


def who_knows(team: Team, person_id: int, title: str, *, shown: int | None = None) -> WhoKnows:
    """`shown`: at most so many openings, all when None."""
    team_reader, *authorities = readers_of(team, person_id)
    openings, listed = _openings(team, person_id)
    return WhoKnows(
        title=title,
        team=team.name,
        controllers=controllers_of(team),
        from_others=tuple(_known(one) for one in team_reader.permissions if one.source),
        readers=tuple(_reader(one) for one in authorities),
        told=_told(team, person_id),
        handed=_handed(team, person_id),
        openings=openings[:shown],
        opening_total=len(openings),
        listed=listed,
        names_told=tuple(_name_told(one) for one in names_told(team, person_id)),
    )


def _name_told(one: Sharing) -> str:
    told = {"team": one.to_team, "group": one.group, "day": one.signed_on, "last": one.valid_to}
    if not one.group:
        return _("%(team)s: your first name. You said yes %(day)s. It holds up to %(last)s.") % told
    return (
        _("%(team)s: your first name, in the group %(group)s. You said yes %(day)s. It holds up to %(last)s.")
        % told
    )


def _reader(reader: Reader) -> ReaderView:
    stopped = {one.category: one for one in reader.stopped if not one.source}
    closed = [category for category in DataCategory.values if category not in reader.may_know()]
    return ReaderView(
        name=reader.name,
        known=tuple(_known(one) for one in reader.permissions),
        not_known=tuple(_closed(category, stopped.get(category)) for category in closed),
    )


def _known(one: Permission) -> Known:
    return Known(
        what=tuple(yours(category) for category in one.categories),
        source=one.source,
        first_on=one.first_on,
        last_on=one.last_on,
        consent=_("%(consent)s, %(day)s")
        % {"consent": CONSENTS.get(one.form, one.form), "day": one.signed_on},
    )


def _closed(category: str, stopped: Stopped | None) -> str:
    if stopped is None:
        return yours(category)
    said = (
        _("%(what)s. You took it back %(day)s.") if stopped.is_withdrawn else _("%(what)s. It ended %(day)s.")
    )
    return said % {"what": yours(category), "day": stopped.ended_on}


def _handed(team: Team, person_id: int) -> tuple[HandedView, ...]:
    return tuple(
        HandedView(
            on=timezone.localdate(one.made_at),
            receiver=one.authority.name,
            what=", ".join(yours(category) for category in DataCategory.values if category in one.categories),
        )
        for one in handed_out(team, person_id)
    )


def _told(team: Team, person_id: int) -> tuple[ToldView, ...]:
    return tuple(
        ToldView(
            on=one.on,
            receiver=one.receiver,
            what=", ".join(yours(category) for category in one.categories),
            ground=one.paragraph,
            decided_by=one.decided_by,
        )
        for one in told_without_consent(team, person_id)
    )


@dataclass(frozen=True, slots=True)
class _Units:
    """The names of the authorities that readers represented, and of the staff where these may be told."""

    authorities: Mapping[int, str]
    staff: Mapping[int, str]

    def unit(self, one: Opening) -> str:
        if one.kind == ReadKind.REVIEW:
            return _("whoever answers for the data")
        names = [self.authorities[pk] for pk in one.authority_ids if pk in self.authorities]
        return ", ".join(names) or _("the team")

    def who(self, one: Opening) -> str:
        if one.actor_id == PARTICIPANT_ID:
            return _("you")
        name = self.staff.get(one.actor_id, "")
        return f"{name}, {self.unit(one)}" if name else self.unit(one)


def _openings(team: Team, person_id: int) -> tuple[tuple[OpeningView, ...], tuple[str, ...]]:
    """Without what a decision leaves out. Names of the staff only where the controller has decided so."""
    withheld = list(withheld_now(team.pk, person_id))
    opened, listed = (
        [one for one in found if not is_withheld(withheld, one.day, one.authority_ids)]
        for found in (
            openings_of(team.pk, person_id, referral_ids=referral_ids_of(team, person_id)),
            listings_of(team.pk, person_id),
        )
    )
    names_told = rules_at(team.pk)[RuleName.STAFF_NAMES_IN_EXTRACT] == ON
    units = _Units(
        authorities=authority_names(pk for one in (*opened, *listed) for pk in one.authority_ids),
        staff=names_of(one.actor_id for one in opened) if names_told else {},
    )
    told = [OpeningView(one.day, units.who(one), did(one.kind), why(one.place, one.reason)) for one in opened]
    # Without names two of the same unit who did the same on one day are one line.
    return tuple(dict.fromkeys(told)), _listed(listed, units)


def _listed(listed: list[Opening], units: _Units) -> tuple[str, ...]:
    """How often, and when last, by unit."""
    counts: dict[str, int] = {}
    latest: dict[str, dt.date] = {}
    for one in listed:
        unit = units.unit(one)
        counts[unit] = counts.get(unit, 0) + one.count
        latest[unit] = max(latest.get(unit, one.day), one.day)
    return tuple(
        ngettext("%(unit)s: %(count)d time, last %(day)s", "%(unit)s: %(count)d times, last %(day)s", count)
        % {"unit": unit[:1].upper() + unit[1:], "count": count, "day": latest[unit]}
        for unit, count in sorted(counts.items())
    )
