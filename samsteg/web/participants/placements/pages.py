"""Placements as their pages tell them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import may
from samsteg.accounts.names import names_of
from samsteg.participants.enums import ExitReason
from samsteg.placements.agreements import agreements_of
from samsteg.placements.enums import OF_CHECK_IN, CheckInForm, FoundBy, InsuredBy, SignedBy, TextPart
from samsteg.placements.records import ReadCheckIn, ReadPlacement
from samsteg.placements.selectors import exit_after, placement_of, placements_of
from samsteg.placements.workflow import Event, possible
from samsteg.web.participants.consents.words import listed
from samsteg.web.participants.entering import Entered
from samsteg.web.participants.placements import words
from samsteg.web.participants.placements.chart import LadderChart, ladder_chart
from samsteg.web.participants.words import moment, number, word

TAB = "placements"


@dataclass(frozen=True, slots=True)
class RungView:
    day: dt.date
    hours: str
    is_ahead: bool
    is_stored: bool


@dataclass(frozen=True, slots=True)
class CheckInView:
    """`views`: what each said, heading and text, the employer's and the person's first."""

    check_in: uuid.UUID
    day: dt.date
    how: str
    views: tuple[tuple[str, str], ...]
    agreed: str
    written: str


@dataclass(frozen=True, slots=True)
class PlacementView:
    """`events` are what can be done now, none for who only reads."""

    series: uuid.UUID
    version: int
    title: str
    line: str
    state: str
    tag: str
    ending: str
    facts: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    rungs: tuple[RungView, ...]
    chart: LadderChart | None
    check_ins: tuple[CheckInView, ...]
    next_on: dt.date | None
    is_late: bool
    events: frozenset[str]
    signed_on: dt.date | None


@dataclass(frozen=True, slots=True)
class SignedView:
    """A signed agreement: who has signed, who put it in when, and whether the paper is kept here as a file."""

    pk: int
    day: dt.date
    by: str
    written: str
    has_file: bool


def read_all(entered: Entered) -> tuple[ReadPlacement, ...]:
    return placements_of(
        entered.actor,
        entered.team,
        entered.person_id,
        entered.opened,
        hide_employer=entered.is_protected,
    )


def read_one(entered: Entered, series: uuid.UUID) -> ReadPlacement:
    """Raises NotVisible."""
    return placement_of(
        entered.actor,
        entered.team,
        entered.person_id,
        series,
        entered.opened,
        hide_employer=entered.is_protected,
    )


def may_write_of(entered: Entered) -> bool:
    return entered.is_staff and may(entered.actor, "placements.write", entered.team)


def frame(entered: Entered) -> dict[str, Any]:
    return {"team": entered.team, "person": entered, "tabs": entered.tabs(TAB)}


def exit_words(entered: Entered, one: ReadPlacement) -> str:
    """Where the stay led, once it and the placement are over; for the team's own staff."""
    found = exit_after(entered.actor, entered.team, one.stay_id) if entered.is_staff and one.ending else None
    if found is None:
        return ""
    return _("The stay ended %(day)s: %(reason)s.") % {
        "day": found[0].isoformat(),
        "reason": word(ExitReason, found[1]).lower(),
    }


def view_of(one: ReadPlacement, *, may_write: bool) -> PlacementView:
    today = timezone.localdate()
    names = names_of(talk.writer_id for talk in one.check_ins) if may_write else {}
    due = one.next_check_in_on if may_write else None
    return PlacementView(
        series=one.series,
        version=one.version,
        title=words.title(one),
        line=words.line(one),
        state=str(one.state.label),
        tag=words.STATE_TAGS.get(one.state, ""),
        ending=words.ending(one),
        facts=_facts(one),
        texts=tuple((str(TextPart(part).label), text) for part, text in one.values.texts.items() if text),
        rungs=tuple(
            RungView(rung.valid_from, number(rung.hours), rung.valid_from > today, rung.is_stored)
            for rung in one.rungs
        ),
        chart=ladder_chart(one, today),
        check_ins=tuple(_talk(talk, names) for talk in one.check_ins),
        next_on=due,
        is_late=due is not None and due < today,
        events=frozenset(_events(one)) if may_write else frozenset(),
        signed_on=one.signed_on if may_write else None,
    )


def signed_views(entered: Entered, one: ReadPlacement) -> tuple[SignedView, ...]:
    """Newest first."""
    if one.signed_on is None:
        return ()
    rows = agreements_of(entered.team, entered.person_id, one.series)
    names = names_of(row.recorded_by_id for row in rows)
    return tuple(
        SignedView(
            row.pk,
            row.signed_on,
            _("Signed by %(who)s.") % {"who": listed(word(SignedBy, who) for who in row.signed_by)},
            ", ".join(
                part for part in (names.get(row.recorded_by_id or 0, ""), moment(row.recorded_at)) if part
            ),
            bool(row.media_type),
        )
        for row in rows
    )


def _events(one: ReadPlacement) -> Iterable[str]:
    for event in possible(one.state):
        if event is Event.REOPEN and not one.ended_how:
            continue  # only its last day has passed: that is changed, or told what came of it
        if event is Event.END and one.ended_how:
            continue
        yield event.value


def _facts(one: ReadPlacement) -> tuple[tuple[str, str], ...]:
    told = (
        (_("Who found the place"), word(FoundBy, one.values.found_by)),
        (_("Who insures the participant"), word(InsuredBy, one.values.insured_by)),
    )
    return tuple(row for row in told if row[1])


def _talk(talk: ReadCheckIn, names: dict[int, str]) -> CheckInView:
    texts = talk.values.texts
    agreed = texts.get(TextPart.AGREED, "")
    views = tuple(
        (str(part.label), texts.get(part, "")) for part in OF_CHECK_IN if part is not TextPart.AGREED
    )
    name = names.get(talk.writer_id or 0, "")
    return CheckInView(
        check_in=talk.check_in,
        day=talk.values.held_on,
        how=word(CheckInForm, talk.values.form),
        views=views,
        agreed=agreed,
        written=", ".join(part for part in (name, moment(talk.written_at)) if part),
    )
