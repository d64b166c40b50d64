"""The search of a list: sent by POST, since it may be a name, and kept in the session under a key."""

from __future__ import annotations

import re
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samsteg.web.lists.asked import Asked, Frame, asked_of
from samsteg.web.participants.state import keep_search, kept_search
from samsteg.web.requests import ActingRequest

# As an identity number is written: that is never kept.
NUMBER = re.compile(r"(?<!\d)(?:\d{2})?\d{6}\s?[-+\u2010-\u2015\u2212]?\s?\d{4}(?!\d)", re.ASCII)


def searched(request: ActingRequest, frame: Frame, address: str) -> HttpResponseRedirect:
    """Back to the list with the search; filter and order stay as they were."""
    asked, text = asked_of(frame, request.GET), request.POST.get("q", "")
    if number_in(text):
        messages.info(request, _("Identity numbers are not searched for here. Search by name."))
        text = ""
    key = keep_search(request.session, text)
    return redirect(address + replace(asked, key=key, count=frame.page).query())


def search_of(request: ActingRequest, asked: Asked) -> str | None:
    """The text; None where it is forgotten."""
    return kept_search(request.session, asked.key)


def number_in(text: str) -> str:
    """What looks like an identity number, as it was written; empty for nothing such."""
    found = NUMBER.search(text)
    return found[0] if found else ""
