"""The participant's own page: the next meeting, the own plan, forms to fill, and who knows what. Nothing else."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsteg.access.consent_enums import Edition
from samsteg.accounts.counters import count_up
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_own_read
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.participants.own_access.enums import MessageKind
from samsteg.participants.own_access.records import MessageRefused
from samsteg.participants.own_access.sending import checked_texts, send_from_own_page
from samsteg.reports.render import render_pdf
from samsteg.web.downloads import attachment
from samsteg.web.open_form.words import LANGUAGES
from samsteg.web.own import entering
from samsteg.web.own.entering import Own, edition_of, own_view, providers_with_number, require_offered
from samsteg.web.own.forms import MessageEntry
from samsteg.web.own.page import next_to_decline_for, own_page_of
from samsteg.web.own.session import choose_way, end_session, session_of
from samsteg.web.own.words import KINDS
from samsteg.web.participants.consents.blank import blank_form, blank_of_team
from samsteg.web.participants.plan.paper import paper_plan
from samsteg.web.participants.who_knows.page import who_knows
from samsteg.web.requests import ActingRequest

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 12  # openings, until one asks for all
HOUR = 60 * 60
MOST_SENT = 20  # in an hour


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return redirect("own_page", entering.FIRST_EDITION)


@login_not_required
@never_cache
@require_safe
def page(request: ActingRequest, edition: str) -> HttpResponse:
    """Where one signs in, where one chooses among several teams, and then the own page."""
    with translation.override(LANGUAGES[edition_of(edition)]):
        held = session_of(request)
        if held is None:
            require_offered()
            context: dict[str, object] = {
                "providers": providers_with_number(),
                "is_staff": request.actor is not None,
                "practice_door": entering.is_practice_door(),
            }
            return entering.page(request, "own/sign_in.html", edition, context)
        if held.who is None:
            teams = Team.objects.in_bulk([way.team_id for way in held.ways])
            choices = [(number, teams[way.team_id].name) for number, way in enumerate(held.ways)]
            return entering.page(request, "own/choose.html", edition, {"choices": choices})
    return _own_page(request, edition=edition)


@own_view
def _own_page(request: ActingRequest, own: Own) -> HttpResponse:
    found = own_page_of(own.who)
    log_own_read(who=own.who, kind=ReadKind.VIEW, place="own:page")
    return entering.page(
        request, "own/page.html", own.edition, {"page": found, "today": timezone.localdate()}, own=own
    )


@require_safe
@own_view
def plan(request: ActingRequest, own: Own) -> HttpResponse:
    found = own_page_of(own.who)
    paper = paper_plan(
        found.plan, edition=own.kind, person=found.name, team=own.team.name, today=timezone.localdate()
    )
    log_own_read(who=own.who, kind=ReadKind.VIEW, place="own:plan")
    return entering.page(
        request, "own/plan.html", own.edition, {"paper": paper}, own=own, here=("own_plan", {})
    )


@require_safe
@own_view
def knows(request: ActingRequest, own: Own) -> HttpResponse:
    shown = None if request.GET.get("alla") == "1" else SHOWN
    context = {"page": who_knows(own.team, own.who.person_id, "", shown=shown)}
    log_own_read(who=own.who, kind=ReadKind.VIEW, place="own:who-knows")
    return entering.page(
        request, "own/who_knows.html", own.edition, context, own=own, here=("own_who_knows", {})
    )


@GET_AND_POST
@own_view
def write(request: ActingRequest, own: Own, what: str) -> HttpResponse:
    """Sent twice it is received once."""
    kind = KINDS.get(what)
    series = next_to_decline_for(own.who)
    if kind is None or (kind is MessageKind.CANNOT_COME and series is None):
        raise NotVisible
    given = request.POST if request.method == "POST" else None
    form = MessageEntry(kind, given, is_easy=own.kind == Edition.EASY)
    if form.is_valid():
        about = None if kind is MessageKind.OWN_WORDS else series
        try:
            checked_texts(kind, form.texts())  # before it is counted: what is refused is sent again
            _count(own, form.cleaned_data["once"])
            send_from_own_page(who=own.who, kind=kind, texts=form.texts(), meeting_series=about)
        except _AlreadySent:
            return redirect("own_page", own.edition)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your coach gets what you wrote. Thank you."))
            return redirect("own_page", own.edition)
    status = 422 if form.errors else 200
    context = {"form": form}
    here = ("own_write", {"what": what})
    return entering.page(request, "own/write.html", own.edition, context, own=own, status=status, here=here)


class _AlreadySent(Exception):
    """The same form has been received."""


def _count(own: Own, once: str) -> None:
    """Raises _AlreadySent, and MessageRefused when more is sent than people send."""
    if once and count_up(f"own-once:{own.who.person_id}:{once}", HOUR) > 1:
        raise _AlreadySent
    if count_up(f"own-sent:{own.who.person_id}", HOUR) > MOST_SENT:
        raise MessageRefused(_("Much has been sent in a short time. Wait an hour, or call the team."))


@require_safe
@own_view
def consent_blank(request: ActingRequest, own: Own) -> HttpResponse:
    """To read before one signs; it names nobody."""
    return attachment(render_pdf(blank_form(blank_of_team(own.team, own.kind))), f"samtycke-{own.kind}.pdf")


@login_not_required
@require_POST
def practice(request: ActingRequest, edition: str) -> HttpResponse:
    """In instead of an e-ID, with invented people alone."""
    edition_of(edition)
    if not entering.is_practice_door():
        raise NotVisible
    there = reverse("own_page", args=[edition])
    if request.actor is not None:
        return redirect(there)
    return entering.let_in(request, request.POST.get("number", "").strip()[:20], there)


@login_not_required
@require_POST
def choose(request: ActingRequest, edition: str) -> HttpResponse:
    edition_of(edition)
    held = session_of(request)
    if held is not None and len(held.ways) > 1:
        number = request.POST.get("way", "")
        choose_way(
            request, int(number) if number.isascii() and number.isdecimal() and len(number) < 4 else None
        )
    return redirect("own_page", edition)


@login_not_required
@require_POST
def sign_out(request: ActingRequest, edition: str) -> HttpResponse:
    edition_of(edition)
    if request.actor is None:
        end_session(request)
    return redirect("own_page", edition)
