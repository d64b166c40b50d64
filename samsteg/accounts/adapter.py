from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No account comes from a log-in page: staff are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
