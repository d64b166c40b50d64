"""What the middleware adds to a request, for views to lean on."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team


class ActingRequest(HttpRequest):
    """`actor` is None when nobody is signed in; `team` is set by the pages of a team, `governed` by an officer's."""

    user: User | AnonymousUser
    actor: Actor | None
    team: Team | None
    governed: Team | None


def signed_in(request: ActingRequest) -> Actor:
    """The actor. Raises NotVisible for nobody, which the login gate lets come no further than itself."""
    if request.actor is None:
        raise NotVisible
    return request.actor


def id_in(text: str) -> int:
    """A row's number as an address or a button says it; 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
