"""Handing a coach's persons over: the sheet, the paper, and the form that gives them to others."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from samsteg.access.protection import possible_staff
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.organisation.selectors import is_practice
from samsteg.participants.meetings.enums import HandOverReason
from samsteg.participants.meetings.hand_over import HandOverRefused, coach_named, hand_over
from samsteg.reports.output import format_of
from samsteg.reports.output import render as render_document
from samsteg.web.downloads import attachment
from samsteg.web.meeting.forms import HandOverForm
from samsteg.web.meeting.sheet import SheetPerson, document, sheet_of
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

PLACE = "page:hand-over"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: ActingRequest, slug: str, coach_id: int) -> HttpResponse:
    """All of the coach's persons whom the reader sees, each with who takes over."""
    actor, team = enter_team(request, slug, "way.change")
    require_id(coach_id)
    name = coach_named(team, coach_id)
    persons = sheet_of(actor, team, coach_id)
    _log(actor, team, persons, ReadKind.LIST)
    form = _form(request, team, coach_id, persons)
    if request.method == "POST" and form.is_valid() and _handed_over(request, actor, team, coach_id, form):
        return redirect("hand_over", slug, coach_id)
    fields = dict(form.rows())
    context = {
        "team": team,
        "coach": name,
        "coach_id": coach_id,
        "rows": [(one, fields[one.person_id]) for one in persons],
        "form": form,
    }
    return render(request, "meeting/hand_over.html", context, status=422 if form.errors else 200)


def _form(request: ActingRequest, team: Team, coach_id: int, persons: Sequence[SheetPerson]) -> HandOverForm:
    return HandOverForm(
        request.POST if request.method == "POST" else None,
        persons=[(one.person_id, one.title) for one in persons],
        staff=[(str(one.pk), one.shown_name) for one in possible_staff(team.pk) if one.pk != coach_id],
        reasons=[(code, str(label)) for code, label in HandOverReason.choices],
        initial={
            "on": timezone.localdate(),
            "shown": ",".join(str(one.person_id) for one in persons),
        },
    )


def _handed_over(request: ActingRequest, actor: Actor, team: Team, coach_id: int, form: HandOverForm) -> bool:
    """Whether it is saved, all of it; otherwise the form says why not, with everything as typed."""
    try:
        count = hand_over(
            actor=actor,
            team=team,
            from_id=coach_id,
            to=form.chosen(),
            on=form.cleaned_data["on"],
            reason=form.cleaned_data["reason"],
        )
    except HandOverRefused as refusal:
        form.add_error(None, str(refusal))
        for field, said in refusal.fields.items():
            form.add_error(field if field in form.fields else None, said)
        return False
    said = ngettext(
        "%(count)d participant has got another coach.",
        "%(count)d participants have got another coach.",
        count,
    )
    messages.success(request, said % {"count": count})
    return True


@never_cache
@require_safe
def paper(request: ActingRequest, slug: str, coach_id: int, fmt: str) -> HttpResponse:
    """The sheet as PDF, or in Word. The file's name says nothing of anybody."""
    actor, team = enter_team(request, slug, "way.change")
    require_id(coach_id)
    name, today = coach_named(team, coach_id), timezone.localdate()
    persons = sheet_of(actor, team, coach_id)
    _log(actor, team, persons, ReadKind.PRINT if fmt == "pdf" else ReadKind.FILE)
    made = document(persons, coach=name, team=team, today=today, is_practice=is_practice(team))
    return attachment(render_document(made, format_of(fmt)), f"overlamning-{today}.{fmt}")


def _log(actor: Actor, team: Team, persons: Sequence[SheetPerson], kind: ReadKind) -> None:
    ids = [one.person_id for one in persons]
    log_reads(actor=actor, team_id=team.pk, person_ids=ids, kind=kind, place=PLACE)
