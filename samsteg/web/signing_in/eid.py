"""Signing in, connecting and confirming with an e-ID. No account ever comes from here."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samsteg.accounts import electronic_ids
from samsteg.accounts.invitations import opened_invitation, use_with_eid
from samsteg.accounts.models import User
from samsteg.accounts.oidc.flow import OWN_PAGE, Begun, begin, finish
from samsteg.accounts.oidc.providers import Provider, provider_of
from samsteg.accounts.oidc.tokens import Identity, Refusal
from samsteg.accounts.oidc.wire import WireFault
from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.errors import Refused
from samsteg.web.own.entering import let_in, refuse
from samsteg.web.signing_in.confirming import go_on, safe_next
from samsteg.web.signing_in.people import signed_in_user
from samsteg.web.signing_in.proofs import mark_confirmed, record_eid
from samsteg.web.signing_in.sealing import seal, subject_digest, unseal
from samsteg.web.signing_in.step_up import step_up, step_up_unless_new

BEGUN = "eid_begun"
INVITED = "invited"  # id of the invitation that this browser has opened
PURPOSES = ("sign_in", "connect", "confirm", "invitation", OWN_PAGE)


@login_not_required
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that sends the browser on: a redirect after a form would be stopped by the content policy."""
    provider, purpose = _provider(slug), request.POST.get("purpose", "")
    if purpose not in PURPOSES or (purpose in ("connect", "confirm")) != request.user.is_authenticated:
        return redirect("home")
    if purpose == OWN_PAGE and not provider.number_claims:
        raise Http404
    if purpose == "connect":
        answer = step_up_unless_new(lambda request: _send(request, provider, purpose))(request)
        assert isinstance(answer, HttpResponse)
        return answer
    return _send(request, provider, purpose)


def _send(request: HttpRequest, provider: Provider, purpose: str) -> HttpResponse:
    kept = request.POST.get("kept", "")
    try:
        address, begun = begin(
            provider,
            purpose=purpose,
            answer_at=answer_address(request, provider),
            user_id=request.user.pk if request.user.is_authenticated else None,
            next=safe_next(request, request.POST.get("next", "")),
            kept=seal(kept) if kept else "",
        )
    except WireFault:
        return _refuse(request, provider, "unreachable", purpose=purpose, to=request.POST.get("next", ""))
    request.session[BEGUN] = begun.as_dict()
    return render(request, "account/eid_go.html", {"provider": provider, "address": address})


@login_not_required
@require_safe
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the provider sends the browser back to. The one page that a GET may sign somebody in on (write_guard)."""
    provider = _provider(slug)
    kept = request.session.pop(BEGUN, None)
    if not isinstance(kept, dict) or kept.get("provider") != provider.slug:
        return _refuse(request, provider, "state")
    begun = Begun(**kept)
    if begun.user_id != (request.user.pk if request.user.is_authenticated else None):
        return _refuse(request, provider, "other_user")
    try:
        identity = finish(provider, begun, request.GET, answer_at=answer_address(request, provider))
    except Refusal as refusal:
        return _refuse(request, provider, refusal.reason, purpose=begun.purpose, to=begun.next)
    if begun.purpose == OWN_PAGE:
        return let_in(request, identity.number, begun.next)
    if begun.purpose == "sign_in":
        return _sign_in(request, provider, begun, identity)
    if begun.purpose == "invitation":
        return _accept(request, provider, identity)
    return _connect_or_confirm(request, provider, begun, identity)


def _sign_in(request: HttpRequest, provider: Provider, begun: Begun, identity: Identity) -> HttpResponse:
    user = electronic_ids.user_of(issuer=identity.issuer, digest=_digest(identity))
    if user is None or not user.is_active:
        return _refuse(request, provider, "closed" if user else "unknown", user=user)
    record_eid(request, user)
    entered: HttpResponse = perform_login(request, Login(user=user, redirect_url=begun.next or None))
    return entered


def _accept(request: HttpRequest, provider: Provider, identity: Identity) -> HttpResponse:
    """The first log-in of somebody invited: the e-ID becomes the account's."""
    invitation = opened_invitation(request.session.get(INVITED))
    if invitation is None:
        return _refuse(request, provider, "invitation")
    owner = electronic_ids.user_of(issuer=identity.issuer, digest=_digest(identity))
    if owner is not None and owner.pk != invitation.user_id:
        return _refuse(request, provider, "taken", user=invitation.user)
    request.session.pop(INVITED, None)
    user = use_with_eid(invitation=invitation)
    electronic_ids.connect(user=user, issuer=identity.issuer, digest=_digest(identity))
    record_eid(request, user)
    entered: HttpResponse = perform_login(request, Login(user=user))
    return entered


def _connect_or_confirm(
    request: HttpRequest, provider: Provider, begun: Begun, identity: Identity
) -> HttpResponse:
    user = signed_in_user(request)
    if begun.purpose == "connect":
        try:
            electronic_ids.connect(user=user, issuer=identity.issuer, digest=_digest(identity))
        except Refused:
            return _refuse(request, provider, "taken", user=user)
        record_eid(request, user)
        messages.success(
            request, _("%(name)s is connected. You can log in with it.") % {"name": provider.name}
        )
        return redirect("my_account")
    owner = electronic_ids.user_of(issuer=identity.issuer, digest=_digest(identity))
    if owner is None or owner.pk != user.pk:
        return _refuse(request, provider, "other_user", user=user)
    mark_confirmed(request, user)
    log_sign_in(SignInEvent.CONFIRMED, user_id=user.pk, reason="eid")
    return go_on(request, begun.next, unseal(begun.kept) if begun.kept else "")


@require_POST
@step_up
def disconnect(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in_user(request)
    electronic_ids.disconnect(user=user, eid_id=pk)
    messages.success(request, _("It is taken away and can't be used any more."))
    return redirect("my_account")


def answer_address(request: HttpRequest, provider: Provider) -> str:
    """As it is registered with the provider; from the settings, never from what the browser claims, in production."""
    path = reverse("eid_answer", args=[provider.slug])
    return settings.SAMSTEG_ADDRESS + path if settings.SAMSTEG_ADDRESS else request.build_absolute_uri(path)


def _provider(slug: str) -> Provider:
    provider = provider_of(slug)
    if provider is None:
        raise Http404
    return provider


def _digest(identity: Identity) -> str:
    return subject_digest(identity.issuer, identity.subject)


def _refuse(
    request: HttpRequest,
    provider: Provider,
    reason: str,
    *,
    user: User | None = None,
    purpose: str = "",
    to: str = "",
) -> HttpResponse:
    """Says what to do, and never what was wrong in the token."""
    user_id = user.pk if user else request.user.pk if request.user.is_authenticated else None
    log_sign_in(SignInEvent.REFUSED, user_id=user_id, reason=f"eid_{reason}")
    if purpose == OWN_PAGE:
        return refuse(request, provider, reason, to)
    kind = (
        reason if reason in ("unknown", "acr", "declined", "unreachable", "taken", "other_user") else "other"
    )
    if reason == "closed":
        kind = "unknown"  # as if it were nobody's
    return render(request, "account/eid_refused.html", {"provider": provider, "kind": kind}, status=403)
