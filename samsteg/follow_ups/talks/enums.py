"""Codes of a booked talk. Values are stable; labels may change. See docs/glossary.md."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from samsteg.participants.enums import NoteForm

# The forms of notes in which two meet at a time that is booked.
TALK_FORMS: Final = (NoteForm.TALK, NoteForm.WALK, NoteForm.PHONE, NoteForm.DIGITAL)


class TalkState(models.TextChoices):
    """A talk that was moved leaves its place to the one that follows it. That it has been, and nobody has said how it
    went, follows from the clock and is never stored.
    """

    BOOKED = "booked", _("Booked")
    HELD = "held", _("Held")
    MISSED = "missed", _("Nobody came")
    MOVED = "moved", _("Moved")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Taken back")  # never was
