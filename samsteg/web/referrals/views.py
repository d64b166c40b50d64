"""One referral, and what the team does with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from samsteg.access.papers import ENDINGS
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.referrals.enums import FileKind, ReferralStatus
from samsteg.participants.referrals.known import KnownBefore, known_before
from samsteg.participants.referrals.models import Referral
from samsteg.participants.referrals.rules import ReferralRefused, StaleReferral
from samsteg.participants.referrals.selectors import (
    ReadReferral,
    read_file,
    read_referral,
)
from samsteg.participants.referrals.services import (
    answer_referral,
    end_referral,
    finish_call,
    take_referral,
)
from samsteg.web.downloads import attachment
from samsteg.web.participants.entering import require_id
from samsteg.web.referrals.attaching import attach
from samsteg.web.referrals.forms import FileEntry
from samsteg.web.referrals.taking import EndEntry, TakeEntry, VersionEntry
from samsteg.web.referrals.words import file_views, rows_of
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@GET_AND_POST
def referral(request: ActingRequest, slug: str, referral_id: int) -> HttpResponse:
    """One referral. POST adds a file to it."""
    actor, team, read = _enter(request, slug, referral_id, "page:referral")
    if request.method != "POST":
        return _page(request, actor, team, read)
    form = attach(request, actor=actor, team=team, referral_id=referral_id)
    if form is None:
        return redirect("referral", team.slug, referral_id)
    return _page(request, actor, team, read, file_form=form)


@never_cache
@GET_AND_POST
def take(request: ActingRequest, slug: str, referral_id: int) -> HttpResponse:
    """The referral becomes a stay: a new participant, or one who comes back."""
    actor, team, read = _enter(request, slug, referral_id, "page:referral-take")
    if not _is_waiting(read):
        return redirect("referral", team.slug, referral_id)
    given = request.POST if request.method == "POST" else None
    known = _known(actor, team, read)
    form = TakeEntry(given, actor=actor, team=team, read=read, known=known)
    if form.is_valid():
        taking = form.taking()
        try:
            row = take_referral(
                actor=actor,
                team=team,
                referral_id=referral_id,
                expected_version=form.cleaned_data["version"],
                taking=taking,
            )
        except ReferralRefused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        except StaleReferral as refusal:
            form.add_error(None, str(refusal))
        else:
            return _taken(request, team, row, chosen=taking.person_id)
    context = {"team": team, "read": read, "form": form}
    return render(request, "referrals/take.html", context, status=422 if form.errors else 200)


def _known(actor: Actor, team: Team, read: ReadReferral) -> tuple[KnownBefore, ...]:
    """Those who may have been here before, with the read logged."""
    found = known_before(actor=actor, team=team, content=read.content)
    persons = [one.person_id for one in found]
    log_reads(
        actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.SEARCH, place="page:referral-take"
    )
    return found


def _taken(request: ActingRequest, team: Team, row: Referral, *, chosen: int | None) -> HttpResponse:
    """The same receipt whoever it was about and whatever the role: another would tell that somebody is here.

    `chosen`: somebody whom the actor sees and said that it is: then on to the visits.
    """
    if chosen is not None and chosen == row.person_id:
        messages.success(request, _("The referral is taken care of. Next: book a study visit."))
        return redirect("person_visits", team.slug, chosen)
    messages.success(
        request,
        _(
            "The referral is taken care of. Whoever is responsible is told. Where nobody is, the team lead decides who."
        ),
    )
    return redirect("referrals", team.slug)


@never_cache
@GET_AND_POST
def end(request: ActingRequest, slug: str, referral_id: int) -> HttpResponse:
    """It never becomes a stay. First what is forgotten; then, by POST, it is."""
    actor, team, read = _enter(request, slug, referral_id, "page:referral-end")
    if not _is_waiting(read):
        return redirect("referral", team.slug, referral_id)
    form = EndEntry(request.POST if request.method == "POST" else None, initial={"version": read.row.version})
    if form.is_valid():
        try:
            end_referral(
                actor=actor,
                team=team,
                referral_id=referral_id,
                expected_version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
            )
        except (ReferralRefused, StaleReferral) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("The referral has ended. What it said about the person is forgotten.")
            )
            return redirect("referrals", team.slug)
    context = {"team": team, "read": read, "form": form}
    return render(request, "referrals/end.html", context, status=422 if form.errors else 200)


@require_POST
def answered(request: ActingRequest, slug: str, referral_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "referrals.write")
    require_id(referral_id)
    form = VersionEntry(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    answer_referral(actor=actor, team=team, referral_id=referral_id, expected_version=version)
    messages.success(request, _("Noted: the referrer has been answered."))
    return redirect("referral", team.slug, referral_id)


@require_POST
def called(request: ActingRequest, slug: str, call_id: int) -> HttpResponse:
    actor, team = enter_team(request, slug, "referrals.write")
    require_id(call_id)
    finish_call(actor=actor, team=team, call_id=call_id)
    messages.success(request, _("Noted. Name and telephone number are forgotten."))
    return redirect("referrals", team.slug)


@never_cache
@require_GET
def file(request: ActingRequest, slug: str, referral_id: int, file_id: int) -> HttpResponse:
    """Saved, never shown in the browser."""
    actor, team = enter_team(request, slug, "referrals.view")
    require_id(max(referral_id, file_id))
    paper = read_file(actor=actor, team=team, referral_id=referral_id, file_id=file_id)
    return attachment(paper.content, f"bilaga-{file_id}.{ENDINGS[paper.media_type]}")


def _enter(
    request: ActingRequest, slug: str, referral_id: int, place: str
) -> tuple[Actor, Team, ReadReferral]:
    actor, team = enter_team(request, slug, "referrals.write")
    require_id(referral_id)
    return actor, team, read_referral(actor=actor, team=team, referral_id=referral_id, place=place)


def _is_waiting(read: ReadReferral) -> bool:
    return read.row.status in (ReferralStatus.RECEIVED, ReferralStatus.ANSWERED)


def _page(
    request: ActingRequest, actor: Actor, team: Team, read: ReadReferral, file_form: FileEntry | None = None
) -> HttpResponse:
    form = file_form or FileEntry(kinds=FileKind.choices)
    context: dict[str, Any] = {
        "team": team,
        "read": read,
        "rows": rows_of(read, actor, team),
        "files": file_views(read.files),
        "file_form": form,
        "is_waiting": _is_waiting(read),
    }
    return render(request, "referrals/referral.html", context, status=422 if form.errors else 200)
