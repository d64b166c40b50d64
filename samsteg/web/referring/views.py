"""A signed-in referrer's own referrals: writing one, adding papers, and seeing that it has come."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.referrals.drafts import drop_own_draft, keep_own_draft, own_draft
from samsteg.participants.referrals.enums import FileKind, ReferralStatus
from samsteg.participants.referrals.questions import questions_at
from samsteg.participants.referrals.receiving import receive_from_referrer
from samsteg.participants.referrals.selectors import OwnReferral, own_referral, own_referrals
from samsteg.participants.referrals.sender import usual_referrer
from samsteg.web.participants.entering import require_id
from samsteg.web.referrals.attaching import attach
from samsteg.web.referrals.forms import FileEntry
from samsteg.web.referrals.question_views import blank_file
from samsteg.web.referrals.wizard import CHECK, STEPS, WHO, Wizard, finish, walk
from samsteg.web.referring.words import status_words
from samsteg.web.requests import ActingRequest, signed_in

GET_AND_POST = require_http_methods(["GET", "HEAD", "POST"])


def enter_as_referrer(request: ActingRequest, slug: str) -> tuple[Actor, Team]:
    """Raises NotVisible for a team that the actor doesn't refer to."""
    actor = signed_in(request)
    team = Team.objects.filter(slug=slug, pk__in=list(actor.outer_roles)).first()
    if team is None or not may(actor, "referrals.refer", team):
        raise NotVisible
    return actor, team


@never_cache
@require_safe
def my_referrals(request: ActingRequest, slug: str) -> HttpResponse:
    """The own ones, no search, nobody else's."""
    actor, team = enter_as_referrer(request, slug)
    context = {
        "team": team,
        "rows": [(one, status_words(one)) for one in own_referrals(actor=actor, team=team)],
        "has_draft": bool(own_draft(actor, team)),
    }
    return render(request, "referring/list.html", context)


@never_cache
@GET_AND_POST
def my_referral(request: ActingRequest, slug: str, referral_id: int) -> HttpResponse:
    """One of the own. POST adds a paper, while the referral waits."""
    actor, team = enter_as_referrer(request, slug)
    require_id(referral_id)
    one = own_referral(actor=actor, team=team, referral_id=referral_id)
    if request.method != "POST":
        return _page(request, team, one)
    form = attach(request, actor=actor, team=team, referral_id=referral_id)
    if form is None:
        return redirect("my_referral", team.slug, referral_id)
    return _page(request, team, one, form)


def _page(
    request: ActingRequest, team: Team, one: OwnReferral, form: FileEntry | None = None
) -> HttpResponse:
    context = {
        "team": team,
        "one": one,
        "words": status_words(one),
        "is_waiting": one.row.status in (ReferralStatus.RECEIVED, ReferralStatus.ANSWERED),
        "file_form": form or FileEntry(kinds=FileKind.choices),
    }
    return render(request, "referring/one.html", context, status=422 if form else 200)


@never_cache
@GET_AND_POST
def write(request: ActingRequest, slug: str, step: str) -> HttpResponse:
    """One step of five, with a draft of the own."""
    actor, team = enter_as_referrer(request, slug)
    if step not in STEPS:
        raise NotVisible
    if "drop" in request.POST:
        drop_own_draft(actor=actor, team=team)
        messages.info(request, _("The draft is gone."))
        return redirect("my_referrals", team.slug)
    wizard = _wizard(request, actor, team)
    if step == CHECK:
        return _check(request, actor, wizard)

    def left() -> HttpResponse:
        messages.info(request, _("The draft is kept. Only you see it, for 14 days."))
        return redirect("my_referrals", team.slug)

    return walk(request, wizard, step, left=left)


@never_cache
@require_GET
def blank(request: ActingRequest, slug: str, edition: str) -> HttpResponse:
    """The form to print."""
    _actor, team = enter_as_referrer(request, slug)
    return blank_file(team, edition, is_practice=False)


def _wizard(request: ActingRequest, actor: Actor, team: Team) -> Wizard:
    typed = own_draft(actor, team)
    return Wizard(
        team=team,
        sender={} if WHO in typed else _sender(request, actor, team),
        asked=questions_at(team.pk),
        typed=typed,
        address=lambda step: reverse("write_my_referral", args=[team.slug, step]),
        keep=lambda typed: keep_own_draft(actor=actor, team=team, typed=typed),
    )


def _sender(request: ActingRequest, actor: Actor, team: Team) -> dict[str, str]:
    """Nobody signed in writes again who they are."""
    name = getattr(request.user, "shown_name", "")
    return {"referrer": usual_referrer(actor=actor, team=team), "referrer_name": name}


def _check(request: ActingRequest, actor: Actor, wizard: Wizard) -> HttpResponse:
    return finish(
        request,
        wizard,
        places=("my_referrals", "my_referral"),
        drop=lambda: drop_own_draft(actor=actor, team=wizard.team),
        receive=lambda new: receive_from_referrer(actor=actor, team=wizard.team, new=new),
        receipt=_("The team has received your referral. You can add papers below."),
    )
