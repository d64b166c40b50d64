"""A paper put to a referral, by the team or by who wrote it."""

from __future__ import annotations

from django.contrib import messages
from django.utils.translation import gettext as _

from samsteg.access.papers import checked_paper
from samsteg.core.actor import Actor
from samsteg.core.errors import Refused
from samsteg.organisation.models import Team
from samsteg.participants.referrals.enums import FileKind
from samsteg.participants.referrals.receiving import add_file
from samsteg.web.referrals.forms import FileEntry
from samsteg.web.requests import ActingRequest


def attach(request: ActingRequest, *, actor: Actor, team: Team, referral_id: int) -> FileEntry | None:
    """None when the file is added; else the form, with what is wrong with the file."""
    form = FileEntry(request.POST, request.FILES, kinds=FileKind.choices)
    if not form.is_valid():
        return form
    try:
        paper = checked_paper(form.cleaned_data["file"].read())
        kind = FileKind(form.cleaned_data["kind"])
        add_file(actor=actor, team=team, referral_id=referral_id, paper=paper, kind=kind)
    except Refused as refusal:
        form.add_error("file", str(refusal))
        return form
    messages.success(request, _("The file is added."))
    return None
