"""The meeting's own page: it fills itself, and what is said is typed into it while one talks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from samsteg.access.enums import DataCategory
from samsteg.access.opened import categories_open_to
from samsteg.accounts.names import names_of
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import Refused
from samsteg.follow_ups.enums import FollowUpState, MinutePart
from samsteg.follow_ups.minutes import draft_of, drop_draft, hold_meeting, keep_draft
from samsteg.follow_ups.records import ReadFollowUp
from samsteg.follow_ups.selectors import (
    PersonFollowUps,
    ReadMinutes,
    extracts_of,
    follow_ups_of,
    minutes_of,
    steps_of,
)
from samsteg.follow_ups.services import StaleFollowUp
from samsteg.participants.drafts.sealed import Draft
from samsteg.web.follow_ups.forms import MinutesEntry
from samsteg.web.follow_ups.pages import (
    following,
    following_day,
    is_protected,
    meeting_view,
    names_for,
    written_parts,
)
from samsteg.web.follow_ups.sections import agreed_row, said_by_participant, sections_for
from samsteg.web.follow_ups.views import frame, may_write_of
from samsteg.web.follow_ups.words import joined
from samsteg.web.participants import words as participant_words
from samsteg.web.participants.drafts import tell_kept
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.requests import ActingRequest

PLACE = "page:follow-up"
FIELDS = {"next_meeting_on": "next_on", "next_meeting_at": "next_at", "meeting_on": None}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Reading the meeting, and ending it with its minutes; afterwards, correcting them."""
    act = "follow_ups.write" if request.method == "POST" else "follow_ups.view"
    entered = enter_person(request, slug, person_id, act)
    found = follow_ups_of(entered.actor, entered.team, person_id, entered.opened)
    row = found.of(series)
    if request.method != "POST":
        return _page(request, entered, found, row)
    if "drop" in request.POST:
        drop_draft(actor=entered.actor, team=entered.team, person_id=person_id, series=series)
        messages.info(request, _("The draft is gone."))
        return redirect("follow_up", slug, person_id, series)
    entry = MinutesEntry(request.POST)
    if entry.is_valid():
        try:
            _hold(entered, row, entry)
        except StaleFollowUp as fault:
            entry.add_error(None, _who_was_first(fault, row))
        except Refused as fault:
            add_fault_of_minutes(entry, fault)
        else:
            messages.success(request, _("The minutes are saved."))
            return redirect("follow_up", slug, person_id, series)
    return _page(request, entered, found, row, entry)


def _hold(entered: Entered, row: ReadFollowUp, entry: MinutesEntry) -> None:
    typed = entry.cleaned_data
    hold_meeting(
        actor=entered.actor,
        team=entered.team,
        series=row.series,
        expected_version=typed["version"] or 0,
        minutes=entry.minutes(),
        then=following(row, typed["next_on"], typed["next_at"]),
    )


def _who_was_first(fault: StaleFollowUp, row: ReadFollowUp) -> str:
    name = names_of([row.writer_id]).get(row.writer_id or 0, "")
    if not name:
        return str(fault)
    at = participant_words.moment(row.written_at)
    return _(
        "%(name)s changed the meeting at %(at)s, after you opened it. What you typed is kept. Compare it with what "
        "is written below, and save again."
    ) % {"name": name, "at": at}


def add_fault_of_minutes(entry: MinutesEntry, fault: Refused) -> None:
    name = FIELDS.get(getattr(fault, "field", ""), getattr(fault, "field", ""))
    entry.add_error(name if name in entry.fields else None, str(fault))


@never_cache
@require_POST
def draft(request: ActingRequest, slug: str, person_id: int, series: uuid.UUID) -> HttpResponse:
    """Keeps what is typed, while it is typed. Answers with a line for the page to show."""
    entered = enter_person(request, slug, person_id, "follow_ups.write")
    names = [part.value for part in MinutePart] + ["next_on", "next_at", "version"]
    kept = keep_draft(
        actor=entered.actor,
        team=entered.team,
        person_id=person_id,
        series=series,
        typed={name: request.POST.get(name, "") for name in names},
    )
    return tell_kept(request, kept, reverse("follow_up", args=[slug, person_id, series]))


def _page(
    request: ActingRequest,
    entered: Entered,
    found: PersonFollowUps,
    row: ReadFollowUp,
    faulty: MinutesEntry | None = None,
) -> HttpResponse:
    log_of_person(entered, ReadKind.VIEW, PLACE)
    may_write = may_write_of(entered)
    read = minutes_of(entered.actor, entered.team, entered.person_id, row.series, entered.opened)
    steps = steps_of(entered.actor, entered.team, entered.person_id, [row]).get(row.series, ())
    protected = may_write and is_protected(entered)
    before, names = found.held_before(row), names_for(found)
    context: dict[str, Any] = {
        **frame(entered),
        "meeting": meeting_view(row, names, may_write=may_write),
        "before": before,
        "sections": (
            *said_by_participant(entered, row),
            *sections_for(entered, row, before, is_protected=protected),
        ),
        "written": written_parts(read.texts),
        "agreed": [agreed_row(one) for one in steps if one.text],
        "earlier": _earlier(read) if may_write else (),
        "may_write": may_write,
        "can_type": may_write and row.state in (FollowUpState.BOOKED, FollowUpState.HELD),
        "knows": _knows(entered, row, names) if may_write else (),
        "extracts": extracts_of(entered.team, entered.person_id, row.series) if may_write else (),
    }
    if context["can_type"]:
        texts = {**read.texts, MinutePart.AGREED.value: "\n".join(one.text for one in steps if one.text)}
        context["entry"], context["draft"] = _entry(entered, found, row, texts, faulty)
    return render(request, "follow_ups/meeting.html", context, status=422 if faulty else 200)


def _knows(entered: Entered, row: ReadFollowUp, names: Mapping[int, str]) -> list[tuple[int, str, str]]:
    """What each authority that is invited may know by consent, in words; empty for nothing."""
    known = [pk for pk in row.authority_ids if pk in names]
    open_ = categories_open_to(entered.team, entered.person_id, known) if known else {}
    return [
        (pk, names[pk], joined(str(one.label).lower() for one in DataCategory if one in open_[pk]))
        for pk in known
    ]


def _entry(
    entered: Entered,
    found: PersonFollowUps,
    row: ReadFollowUp,
    texts: dict[str, str],
    faulty: MinutesEntry | None,
) -> tuple[MinutesEntry, Draft]:
    """The form, and the actor's own draft if it shows that."""
    if faulty is not None:
        if faulty.non_field_errors():  # compared and saved again, it goes by what holds now
            faulty.data = faulty.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            faulty.data["version"] = str(row.version)  # type: ignore[index]  # as above
        return faulty, Draft()
    initial: dict[str, Any] = {**texts, "version": row.version}
    if row.state == FollowUpState.BOOKED and row.series == getattr(found.booked_regular, "series", None):
        initial["next_on"] = following_day(entered, row)
    kept = draft_of(entered.actor, entered.team, entered.person_id, row.series)
    return MinutesEntry(None, initial=initial | kept.texts), kept


def _earlier(read: ReadMinutes) -> list[tuple[str, str, str]]:
    """What the minutes have said before: part, text, who wrote it and when."""
    names = names_of(one.writer_id for one in read.earlier)
    return [
        (
            str(MinutePart(one.part).label),
            one.text,
            ", ".join(
                part
                for part in (names.get(one.writer_id or 0, ""), participant_words.moment(one.written_at))
                if part
            ),
        )
        for one in read.earlier
    ]
