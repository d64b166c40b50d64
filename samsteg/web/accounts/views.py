"""The accounts of the installation, for system administrators: nothing of teams, roles or participants.

Who is no administrator finds no such pages. What changes an account asks once more who it is, is written to the log of
the door and told to the officers of the teams where the account has a role.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsteg.access.account_care import close_account, end_sessions, invite, invite_new, open_account
from samsteg.access.enums import Office
from samsteg.accounts.links import VALID_HOURS, link_of, send_link
from samsteg.accounts.models import User
from samsteg.accounts.selectors import accounts_of, one_account
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.web.accounts.forms import AccountForm, LinkForm
from samsteg.web.accounts.words import event_words, state_of
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest, id_in, signed_in
from samsteg.web.signing_in.step_up import confirm_first, recently_confirmed

PAGE, MOST = 50, 5000


def enter_as_admin(request: ActingRequest) -> Actor:
    """Raises NotVisible for everybody else."""
    actor = signed_in(request)
    if not actor.has_office(Office.SYSTEM_ADMIN):
        raise NotVisible
    return actor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: ActingRequest) -> HttpResponse:
    """POST is a search: a name never stands in an address."""
    actor = enter_as_admin(request)
    search = " ".join(request.POST.get("q", "").split())[:80]
    count = min(max(id_in(request.GET.get("antal", "")), PAGE), MOST)
    rows, total = accounts_of(actor=actor, search=search, limit=MOST if search else count)
    context = {
        "rows": [(row, state_of(row)) for row in rows],
        "total": total,
        "search": search,
        "next_count": count + PAGE if not search and total > len(rows) else 0,
    }
    return render(request, "accounts/accounts.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: ActingRequest) -> HttpResponse:
    actor = enter_as_admin(request)
    if not recently_confirmed(request):
        return confirm_first(request)
    form = AccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        names = {name: form.cleaned_data[name] for name in ("username", "first_name", "last_name")}
        try:
            user, secret = invite_new(actor=actor, **names)
        except PermissionRefused:
            raise
        except Refused as refusal:
            form.add_error("username", str(refusal))
        else:
            return _linked(request, user, secret, form.address)
    return render(request, "accounts/new.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
def account(request: ActingRequest, user_id: int) -> HttpResponse:
    actor = enter_as_admin(request)
    require_id(user_id)
    row, events = one_account(actor=actor, user_id=user_id)
    context = {
        "row": row,
        "state": state_of(row),
        "events": event_words(events),
        "form": LinkForm(),
        "is_own": user_id == actor.user_id,
        "hours": VALID_HOURS,
    }
    return render(request, "accounts/account.html", context)


@never_cache
@require_POST
def new_link(request: ActingRequest, user_id: int) -> HttpResponse:
    """Whoever has lost the way in starts anew; so does whoever gets hold of the link."""
    actor, user = _of_whom(request, user_id)
    if not recently_confirmed(request):
        return confirm_first(request)
    form = LinkForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("The mail address isn't one. Write it again."))
        return redirect("one_account", user_id)
    user, secret = invite(actor=actor, username=user.username)
    return _linked(request, user, secret, form.address)


@require_POST
def close(request: ActingRequest, user_id: int) -> HttpResponse:
    actor, user = _of_whom(request, user_id)
    if not recently_confirmed(request):
        return confirm_first(request)
    close_account(actor=actor, user=user)
    messages.success(request, _("The account is closed. The next page of the user is the log-in page."))
    return redirect("one_account", user_id)


@require_POST
def open_again(request: ActingRequest, user_id: int) -> HttpResponse:
    actor, user = _of_whom(request, user_id)
    if not recently_confirmed(request):
        return confirm_first(request)
    open_account(actor=actor, user=user)
    messages.success(request, _("The account is open, with the ways to log in that it had."))
    return redirect("one_account", user_id)


@require_POST
def end(request: ActingRequest, user_id: int) -> HttpResponse:
    """Asks nothing more: it can't do harm, and may be urgent."""
    actor, user = _of_whom(request, user_id)
    end_sessions(actor=actor, user=user)
    messages.success(request, _("The user is logged out everywhere."))
    return redirect("one_account", user_id)


def _of_whom(request: ActingRequest, user_id: int) -> tuple[Actor, User]:
    actor = enter_as_admin(request)
    require_id(user_id)
    row, _events = one_account(actor=actor, user_id=user_id)
    return actor, User.objects.get(pk=row.user_id)


@sensitive_variables("secret", "link")
def _linked(request: ActingRequest, user: User, secret: str, mail: str) -> HttpResponse:
    """The link, this once: it is stored nowhere."""
    link = link_of(secret, here=request.build_absolute_uri("/").rstrip("/"))
    if mail:
        send_link(mail, link)
    context = {"user": user, "link": "" if mail else link, "hours": VALID_HOURS}
    return render(request, "accounts/link.html", context)
