"""What an authority gets on paper: the invitation, and the extract of a meeting, read before it is written out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from samsteg.access.enums import DataCategory
from samsteg.access.opened import categories_open_to
from samsteg.audit.enums import ReadKind
from samsteg.core.errors import NotVisible
from samsteg.follow_ups.enums import FollowUpState
from samsteg.follow_ups.extracts import note_extract, open_to
from samsteg.follow_ups.records import ReadFollowUp
from samsteg.follow_ups.selectors import PersonFollowUps, follow_ups_of, minutes_of, steps_of
from samsteg.follow_ups.workflow import FollowUpRefused
from samsteg.organisation.selectors import authority_names, is_practice
from samsteg.reports.render import render_pdf
from samsteg.web.downloads import attachment
from samsteg.web.follow_ups.pages import is_protected, meeting_view, names_for
from samsteg.web.follow_ups.papers import Extract, Invitation, extract_of, extract_paper, invitation_paper
from samsteg.web.follow_ups.sections import sections_for
from samsteg.web.follow_ups.views import frame
from samsteg.web.participants.entering import Entered, enter_person, log_of_person
from samsteg.web.participants.words import word
from samsteg.web.requests import ActingRequest

PLACE = "page:follow-up-extract"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def extract(
    request: ActingRequest, slug: str, person_id: int, series: uuid.UUID, authority_id: int
) -> HttpResponse:
    """GET shows what would stand in it and what is left out; POST writes it out and notes that."""
    entered = enter_person(request, slug, person_id, "follow_ups.write")
    meetings = _meetings(entered)
    names = names_for(meetings)
    found = _extract(entered, meetings, names, series, authority_id)
    if request.method == "POST":
        try:
            return _written_out(request, entered, meetings.of(series), authority_id, found)
        except FollowUpRefused as fault:
            messages.error(request, str(fault))
            return redirect("follow_up_extract", slug, person_id, series, authority_id)
    log_of_person(entered, ReadKind.VIEW, PLACE)
    context = {
        **frame(entered),
        "meeting": meeting_view(meetings.of(series), names, may_write=True),
        "extract": found,
        "open": [word(DataCategory, one) for one in DataCategory if one in found.open],
        "left_out": [word(DataCategory, one) for one in DataCategory if one in found.left_out],
    }
    return render(request, "follow_ups/extract.html", context)


def _meetings(entered: Entered) -> PersonFollowUps:
    """Raises NotVisible for who doesn't read the record whole."""
    if not entered.is_staff:
        raise NotVisible
    return follow_ups_of(entered.actor, entered.team, entered.person_id, entered.opened)


def _written_out(
    request: ActingRequest, entered: Entered, meeting: ReadFollowUp, authority_id: int, found: Extract
) -> HttpResponse:
    """Raises FollowUpRefused."""
    note_extract(
        actor=entered.actor,
        team=entered.team,
        person_id=entered.person_id,
        meeting=meeting,
        authority_id=authority_id,
        categories=found.categories,
        seen=frozenset(request.POST.getlist("seen")),
    )
    log_of_person(entered, ReadKind.PRINT, PLACE)
    today = timezone.localdate()
    paper = extract_paper(found, today=today, is_practice=is_practice(entered.team))
    return attachment(render_pdf(paper), f"uppfoljning-{today}.pdf")


def _extract(
    entered: Entered,
    meetings: PersonFollowUps,
    names: Mapping[int, str],
    series: uuid.UUID,
    authority_id: int,
) -> Extract:
    """Raises NotVisible."""
    actor, team, person_id, row = entered.actor, entered.team, entered.person_id, meetings.of(series)
    open_ = open_to(actor=actor, team=team, person_id=person_id, meeting=row, authority_id=authority_id)
    protected = is_protected(entered)
    return extract_of(
        title="" if protected else entered.title,
        team=team.name,
        row=row,
        names=names,
        receiver=authority_id,
        open_=open_,
        sections=sections_for(entered, row, meetings.held_before(row), is_protected=protected, on_paper=True),
        texts=minutes_of(actor, team, person_id, series, entered.opened).texts,
        steps=steps_of(actor, team, person_id, [row]).get(series, ()),
    )


@never_cache
@require_GET
def invitation(
    request: ActingRequest, slug: str, person_id: int, series: uuid.UUID, authority_id: int
) -> HttpResponse:
    """The letter to the referrer: when and where, no reason and nothing else about the participant.

    The name stands in it only where a consent lets the authority know something; else there is a line to write it on.
    """
    entered = enter_person(request, slug, person_id, "follow_ups.write")
    row = _meetings(entered).of(series)
    if row.state != FollowUpState.BOOKED or authority_id not in row.authority_ids:
        raise NotVisible
    log_of_person(entered, ReadKind.PRINT, "page:follow-up-invitation")
    may_name = bool(categories_open_to(entered.team, person_id, [authority_id])[authority_id])
    paper = invitation_paper(
        Invitation(
            team=entered.team.name,
            receiver=authority_names([authority_id]).get(authority_id, ""),
            row=row,
            name=entered.title if may_name and not is_protected(entered) else "",
            today=timezone.localdate(),
            is_practice=is_practice(entered.team),
        )
    )
    return attachment(render_pdf(paper), f"kallelse-{row.meeting_on}.pdf")
