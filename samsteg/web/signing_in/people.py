"""The user behind a request that the login gate has let in."""

from __future__ import annotations

from django.http import HttpRequest

from samsteg.accounts.models import User
from samsteg.core.errors import NotVisible


def signed_in_user(request: HttpRequest) -> User:
    """Raises NotVisible for nobody."""
    if not isinstance(request.user, User):
        raise NotVisible
    return request.user
