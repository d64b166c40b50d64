"""What a note must be. Pure."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _

from samsteg.access.enums import DataCategory
from samsteg.core.errors import Refused
from samsteg.participants.enums import NoteForm
from samsteg.participants.note_records import NoteValues

LONGEST_NOTE: Final = 60_000  # characters: far more than anybody writes, and a long paste fits


class NoteRefused(Refused):
    """What was written can't be kept as it is. `field` names what to mend, as in NoteValues."""

    def __init__(self, message: str, field: str = "text") -> None:
        super().__init__(message)
        self.field = field


class StaleNote(Refused):
    """Somebody else has corrected the note in between."""


def tidied(text: str) -> str:
    """As it is stored: one kind of line break, no characters that no text holds, no blanks round it."""
    whole = text.encode("utf-8", "replace").decode()
    return whole.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def check_values(values: NoteValues, today: dt.date) -> None:
    """`values.text` is tidied. Raises NoteRefused."""
    if not values.text:
        raise NoteRefused(_("Write something before you save."))
    if len(values.text) > LONGEST_NOTE:
        raise NoteRefused(
            _("The note is %(length)d characters long. At most %(most)d fit. Divide it into two notes.")
            % {"length": len(values.text), "most": LONGEST_NOTE}
        )
    if values.occurred_on > today:
        raise NoteRefused(_("The day has not been yet. Write today's day or an earlier one."), "occurred_on")
    if values.form not in NoteForm.values:
        raise NoteRefused(_("Choose how it came about."), "form")
    if values.category not in DataCategory.values:
        raise NoteRefused(_("Choose what the note is about."), "category")
