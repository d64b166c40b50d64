"""What the pages about consents show: the grid, each consent, the text as it was signed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.consent_days import longest_time
from samsteg.access.consent_enums import ConsentForm, ConsentKind, ConsentState, Edition, Signer
from samsteg.access.consent_models import Consent
from samsteg.access.consent_sheet import Held, Sheet, what_stops
from samsteg.access.consent_texts import filled_in, texts_of
from samsteg.access.enums import DataCategory
from samsteg.access.log_review import names_by_id
from samsteg.access.papers import signer_name_of
from samsteg.organisation.models import Team
from samsteg.web.participants.consents import words
from samsteg.web.participants.words import NOTHING

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One consent in a cell of the grid, or in the list. `address` is empty where there is none."""

    address: str
    tag: str
    word: str
    span: str
    source: str


@dataclass(frozen=True, slots=True)
class GridRow:
    name: str
    cells: tuple[tuple[str, tuple[Line, ...]], ...]  # (receiver, lines)


@dataclass(frozen=True, slots=True)
class Listed:
    line: Line
    title: str
    about: str
    how: str


@dataclass(frozen=True, slots=True)
class ConsentsView:
    headings: tuple[str, ...]
    rows: tuple[GridRow, ...]
    listed: tuple[Listed, ...]
    others: tuple[Listed, ...]
    soon_count: int


def consents_view(sheet: Sheet, team: Team, person_id: int) -> ConsentsView:
    lines = {one.consent.pk: _line(one, team, person_id) for one in sheet.held}
    receivers = [(one, words.receiver_name(sheet, one)) for one in sheet.receivers]
    rows = tuple(
        GridRow(
            str(category.label),
            tuple(
                (name, tuple(lines[one.consent.pk] for one in sheet.cell(receiver, category)))
                for receiver, name in receivers
            ),
        )
        for category in DataCategory
    )
    return ConsentsView(
        headings=tuple(name for _receiver, name in receivers),
        rows=rows,
        listed=tuple(_listed(sheet, one, lines) for one in sheet.of_kind(ConsentKind.SECRECY)),
        others=tuple(
            _listed(sheet, one, lines) for one in sheet.held if one.consent.kind != ConsentKind.SECRECY
        ),
        soon_count=sum(one.state is ConsentState.SOON for one in sheet.held),
    )


def _line(held: Held, team: Team, person_id: int) -> Line:
    address = reverse("consent", args=[team.slug, person_id, held.consent.pk])
    return Line(
        address,
        words.tag_of(held.state),
        words.yes_or_no(held.state),
        _span(held),
        held.consent.source_authority.name if held.consent.source_authority else "",
    )


def _span(held: Held) -> str:
    if held.consent.ended_at is not None:
        return str(timezone.localdate(held.consent.ended_at))
    return f"{held.consent.valid_from} {NOTHING} {held.last_day}"


def _listed(sheet: Sheet, held: Held, lines: dict[int, Line]) -> Listed:
    return Listed(lines[held.consent.pk], title_of(sheet, held), about_of(held), how_of(held))


def title_of(sheet: Sheet, held: Held) -> str:
    if held.consent.kind != ConsentKind.SECRECY:
        return str(ConsentKind(held.consent.kind).label)
    return words.title_words(sheet, held)


def about_of(held: Held) -> str:
    return words.categories(held.consent.categories).capitalize()


def how_of(held: Held) -> str:
    said = {"how": ConsentForm(held.consent.form).label, "day": held.consent.signed_on}
    return _("%(how)s %(day)s") % said


@dataclass(frozen=True, slots=True)
class ConsentView:
    """`as_signed`: title, what stood before the ticks, what stood after; empty where the text isn't known."""

    pk: int
    title: str
    state: ConsentState
    tag: str
    facts: tuple[tuple[str, str], ...]
    has_file: bool
    is_open: bool
    is_ended: bool
    last_day: dt.date
    as_signed: tuple[str, str, str] | None
    version: int


def consent_view(sheet: Sheet, held: Held, team: Team) -> ConsentView:
    row = held.consent
    signed = None
    if row.text is not None and row.edition:
        months = longest_time(team.pk).months(row.signed_on)
        parts = texts_of(row.text)[row.edition]
        signed = (parts["title"], filled_in(parts["before"], months), filled_in(parts["after"], months))
    return ConsentView(
        pk=row.pk,
        title=title_of(sheet, held),
        state=held.state,
        tag=words.tag_of(held.state),
        facts=tuple((name, value) for name, value in _facts(held) if value),
        has_file=row.paper is not None and row.paper.byte_count > 0,
        is_open=held.is_open,
        is_ended=bool(row.ended_as),
        last_day=held.last_day,
        as_signed=signed,
        version=row.text.version if row.text is not None else 0,
    )


def _facts(held: Held) -> list[tuple[str, str]]:
    row = held.consent
    names = names_by_id([row.recorded_by_id, row.ended_by_id])
    ended = ""
    if row.ended_at is not None:
        who = names.get(row.ended_by_id or 0, "")
        day = timezone.localdate(row.ended_at)
        ended = f"{row.get_ended_as_display()}, {day}" + (f", {who}" if who else "")
    return [
        (_("About"), about_of(held)),
        (_("What it is for"), row.purpose),
        (_("From and including"), str(row.valid_from)),
        (_("Up to and including"), str(held.last_day)),
        (_("Ends"), _until(row)),
        (_("How it was given"), how_of(held) + (f". {row.form_note}" if row.form_note else "")),
        (_("Who signed"), _signer(held)),
        (_("The other person signed"), str(row.second_signed_on or "")),
        (_("Recorded by"), _recorded(held, names.get(row.recorded_by_id or 0, ""))),
        (_("Ended"), ended),
    ]


def _until(row: Consent) -> str:
    if row.ends_at_start:
        return _("When the participant starts or the referral ends, and at the latest this day")
    if row.ends_at_exit:
        return _("At the exit, and at the latest this day")
    return _("This day, also after the exit")


def _signer(held: Held) -> str:
    row = held.consent
    if row.signer == Signer.SELF or row.paper is None:
        return str(Signer(row.signer).label)
    return f"{Signer(row.signer).label}: {signer_name_of(row.paper)}"


def _recorded(held: Held, name: str) -> str:
    day = timezone.localdate(held.consent.recorded_at)
    return f"{name}, {day}" if name else str(day)


def ending_lines(sheet: Sheet, held: Held) -> list[str]:
    """What happens at once if the consent ends now."""
    if held.consent.kind == ConsentKind.CONTACT:
        return [_("Nobody in the team writes to the participant by mail or text message any more.")]
    if held.consent.kind == ConsentKind.REGISTRATION:
        return [_("Nothing more about the participant is registered for follow-up.")]
    return words.stop_lines(sheet, what_stops(sheet, held)) or [
        _("Nothing changes: the consent does not hold today.")
    ]


def editions() -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in Edition]
