"""The guard against forged forms for pages that send no referrer."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

NOT_TOLD = "null"  # what browsers send as the origin of a form on a page with `no-referrer`
OURS = "same-origin"


class ForgedWithoutReferrer(CsrfViewMiddleware):
    """As everywhere the form's token must agree with the cookie's; an origin that is told must be ours.

    An origin that isn't told passes, unless the browser says that the form comes from elsewhere. The token is enough
    by itself: its cookie is `__Host-`, so that no neighbour can set it, and isn't sent with another site's form.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.headers["Origin"] == NOT_TOLD:
            return request.headers.get("Sec-Fetch-Site", OURS) == OURS
        return bool(super()._origin_verified(request))  # type: ignore[misc]  # not in the stubs
