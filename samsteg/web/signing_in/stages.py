"""Between the password and the session stands the second factor."""

from __future__ import annotations

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from samsteg.web.signing_in.proofs import used_eid


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]  # allauth has no types
    """As allauth's; an e-ID of a level that we accept is two factors already."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if self.login.user is not None and used_eid(request, self.login.user):
            return False
        return bool(super()._should_handle(request))
