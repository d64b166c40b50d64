"""Where one is led after a step: on, or to the list when the participant isn't one's own to see any more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from samsteg.core.errors import NotVisible
from samsteg.participants.way.selectors import way_of
from samsteg.web.participants.entering import Entered
from samsteg.web.requests import ActingRequest


def still_sees(entered: Entered) -> bool:
    try:
        way_of(actor=entered.actor, team=entered.team, person_id=entered.person_id)
    except NotVisible:
        return False
    return True


def led_on(request: ActingRequest, entered: Entered, page: str) -> HttpResponse:
    """To the person's page of that name. A step may choose another coach, and end a consent."""
    if still_sees(entered):
        return redirect(page, entered.team.slug, entered.person_id)
    messages.info(
        request,
        _("You no longer see the participant: the responsible coach does, and others by a consent."),
    )
    return redirect("participants", entered.team.slug)
