"""Pages are compressed for whoever came to them from our own pages or wrote the address (docs/adr/0012)."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

OURS = frozenset(
    {"same-origin", "none"}
)  # Sec-Fetch-Site: a link or form of our own, or the user's own doing
TEXTS = ("text/html", "text/csv", "application/json")


class CompressionMiddleware(GZipMiddleware):
    """Never compresses what another site asked for, since a length that the asker can influence gives secrets away.

    A browser that doesn't say who asked gets everything as it is. Workbooks and documents are compressed already.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith(TEXTS):
            return response
        patch_vary_headers(response, ("Sec-Fetch-Site",))
        if request.headers.get("Sec-Fetch-Site") not in OURS:
            return response
        return super().process_response(request, response)
