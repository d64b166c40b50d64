"""Codes of a booked talk. Values are stable; labels may change. See docs/glossary.md."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samsteg.participants.enums import NoteForm

# The forms of notes in which two meet at a time that is booked.
TALK_FORMS: Final = (NoteForm.TALK, NoteForm.WALK, NoteForm.PHONE, NoteForm.DIGITAL)


class TalkState(models.TextChoices):
    """A talk that was moved leaves its place to the one that follows it. That it has been, and nobody has said how it
    went, follows from the clock and is never stored.
    """

    BOOKED = "booked", pgettext_lazy("of a visit or a talk", "Booked")
    HELD = "held", pgettext_lazy("of a visit or a talk", "Held")
    MISSED = "missed", _("Nobody came")
    MOVED = "moved", pgettext_lazy("of a visit or a talk", "Moved")
    CANCELLED = "cancelled", pgettext_lazy("of a visit or a talk", "Cancelled")
    WITHDRAWN = "withdrawn", _("Taken back")  # never was
