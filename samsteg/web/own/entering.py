"""The way in to the own page: from the answer of the e-ID, and at each page after that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache

from samsteg.access.consent_enums import Edition
from samsteg.accounts.oidc.providers import Provider, providers
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.actor import Participant
from samsteg.core.context import own_page
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.own_access.opening import is_offered, participants_with, why_closed
from samsteg.web.open_form.words import EDITIONS, LANGUAGES, NAMES
from samsteg.web.own.session import REASON, begin_session, end_session, session_of
from samsteg.web.requests import ActingRequest

FIRST_EDITION = "svenska"
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Own:
    """A participant on the own page, in one of its editions; the context of the database is open."""

    who: Participant
    team: Team
    edition: str
    has_more: bool

    @property
    def kind(self) -> Edition:
        return EDITIONS[self.edition]


def own_view(view: View) -> View:
    """For a participant who is signed in, in the edition's language; others are sent to where one signs in."""

    @wraps(view)
    def answer(request: ActingRequest, edition: str, **kwargs: Any) -> HttpResponse:
        with translation.override(LANGUAGES[edition_of(edition)]):
            held = session_of(request)
            if held is None or held.who is None:
                return redirect("own_page", edition)
            with own_page(held.who):
                if why_closed(held.who.team_id, held.who.person_id) is not None:
                    end_session(request)
                    return nobody(request, edition)
                team = Team.objects.get(pk=held.who.team_id)
                return view(request, Own(held.who, team, edition, len(held.ways) > 1), **kwargs)

    made: View = login_not_required(never_cache(answer))
    return made


def edition_of(code: str) -> Edition:
    """Raises NotVisible."""
    if code not in EDITIONS:
        raise NotVisible
    return EDITIONS[code]


def providers_with_number() -> tuple[Provider, ...]:
    """Those that can tell who a participant is."""
    return tuple(one for one in providers() if one.number_claims)


def require_offered() -> None:
    """Raises NotVisible where no controller has decided on own pages, or no e-ID tells a number."""
    if not is_offered() or not (providers_with_number() or is_practice_door()):
        raise NotVisible


def is_practice_door() -> bool:
    """Whether the number alone lets in: with invented people, where no e-ID is at hand. Never in production."""
    return bool(settings.SAMSTEG_PRACTICE_ONLY and settings.SAMSTEG_PRACTICE_EID)


def let_in(request: HttpRequest, number: str, to: str) -> HttpResponse:
    """After an e-ID has shown the number. One answer for who isn't known and who may not be let in."""
    assert isinstance(request, HttpRequest)
    edition = _edition_in(to)
    found = participants_with(number.replace("-", ""))
    if not found:
        log_sign_in(SignInEvent.REFUSED, reason=f"{REASON}_nobody")
        with translation.override(LANGUAGES[EDITIONS[edition]]):
            return nobody(request, edition)
    begin_session(request, found)  # type: ignore[arg-type]  # the middleware has made it an ActingRequest
    return redirect("own_page", edition)


def refuse(request: HttpRequest, provider: Provider, kind: str, to: str) -> HttpResponse:
    """The e-ID gave no answer that can be used; what was wrong is said in the log of the door alone."""
    edition = _edition_in(to)
    with translation.override(LANGUAGES[EDITIONS[edition]]):
        context = {"kind": kind, "provider": provider}
        return page(request, "own/refused.html", edition, context, status=403)


def nobody(request: HttpRequest, edition: str) -> HttpResponse:
    return page(request, "own/nobody.html", edition, {}, status=403)


def _edition_in(address: str) -> str:
    return next((code for code in EDITIONS if address == reverse("own_page", args=[code])), FIRST_EDITION)


def page(
    request: HttpRequest,
    template: str,
    edition: str,
    context: Mapping[str, Any],
    *,
    own: Own | None = None,
    status: int = 200,
    here: tuple[str, dict[str, str]] = ("own_page", {}),
) -> HttpResponse:
    """`here` is this page's name and what else its address holds: the other editions are offered there."""
    name, more = here
    around = {
        "own": own,
        "team": own.team if own else None,
        "edition": edition,
        "is_easy": EDITIONS[edition] == Edition.EASY,
        "editions": [
            (reverse(name, kwargs={"edition": code, **more}), language, label, code == edition)
            for code, language, label in NAMES
        ],
        "is_practice": settings.SAMSTEG_PRACTICE_ONLY,
    }
    return render(request, template, {**context, **around}, status=status)
