"""One person's page: the facts of person and stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samsteg.core.facts import Fact
from samsteg.participants.enums import Status
from samsteg.participants.one_person import PersonRecord, StayRecord
from samsteg.participants.way.corrected import corrected
from samsteg.placements.enums import PlacementForm
from samsteg.placements.models import Placement
from samsteg.placements.selectors import last_on, signed_on
from samsteg.web.participants import words
from samsteg.web.participants.facts import FactView, Origins, facts_of_person, facts_of_stay


@dataclass(frozen=True, slots=True)
class StayView:
    stay_id: int
    own_id: str
    status: str
    facts: tuple[FactView, ...]
    corrected_count: int


@dataclass(frozen=True, slots=True)
class SpanView:
    """Something that goes on or went on for a while: its name, where, from when to when. `more`: a line of its own."""

    name: str
    place: str
    span: str
    learnt: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """What is known of the person beside the time line; `personnummer`: empty unless revealed."""

    has_personnummer: bool
    personnummer: str
    facts: tuple[FactView, ...]
    stays: tuple[StayView, ...]
    placements: tuple[SpanView, ...]
    efforts: tuple[SpanView, ...]
    open_twice: tuple[StayView, ...] = ()  # stays that go on at once, the one that tells of the person first


def person_view(record: PersonRecord, placements: Sequence[Placement], personnummer: str = "") -> PersonView:
    origins = _origins(record, placements)
    stays = tuple(_stay(one, origins) for one in record.stays)
    going = tuple(view for view, one in zip(stays, record.stays, strict=True) if _goes_on(one))
    return PersonView(
        has_personnummer=record.has_personnummer,
        personnummer=f"{personnummer[:8]}-{personnummer[8:]}" if personnummer else "",
        facts=facts_of_person(record.details, origins),
        stays=stays,
        open_twice=going if len(going) > 1 else (),
        placements=tuple(_placement(one, origins) for one in placements),
        efforts=tuple(one for stay in record.stays for one in _efforts(stay)),
    )


def _stay(record: StayRecord, origins: Origins) -> StayView:
    stay = record.stay
    return StayView(
        stay_id=stay.pk,
        own_id=stay.own_id,
        status=words.word(Status, record.status),
        facts=facts_of_stay(record, origins),
        corrected_count=len(corrected(record.events)) + len(corrected(record.details)),
    )


def _goes_on(record: StayRecord) -> bool:
    """Nothing ends it, also not a day ahead."""
    return record.stay.exited_on is None and record.stay.not_enrolled_on is None


def _origins(record: PersonRecord, placements: Sequence[Placement]) -> Origins:
    facts: list[Fact] = [*record.details, *placements]
    for stay in record.stays:
        facts += [*stay.events, *stay.details, *stay.efforts]
    return Origins.of_facts(facts)


def _placement(placement: Placement, origins: Origins) -> SpanView:
    hours = placement.hours_per_week
    place = placement.employer
    if hours is not None:
        place += ", " + _("%(hours)s hours a week") % {"hours": words.number(hours)}
    return SpanView(
        words.word(PlacementForm, placement.form),
        place,
        span(placement.started_on, last_on(placement)),
        origins.of_fact(placement),
        _("Agreement signed %(day)s") % {"day": signed} if (signed := signed_on(placement)) else "",
    )


def _efforts(stay: StayRecord) -> Iterator[SpanView]:
    """Where each comes from stands among the facts of its stay."""
    for effort in stay.efforts:
        if effort.superseded_at is None:
            name = str(effort.get_code_display())
            yield SpanView(name, "", span(effort.started_on, effort.ended_on), "")


def span(first: dt.date, last: dt.date | None) -> str:
    if last is None:
        return _("Since %(day)s") % {"day": first}
    return str(first) if first == last else f"{first} {words.NOTHING} {last}"
