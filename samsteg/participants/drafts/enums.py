"""Which form a draft is of."""

from __future__ import annotations

from django.db import models


class DraftKind(models.TextChoices):
    """The value is part of what a draft is sealed with: it never changes."""

    NOTE = "note", "note"
    PLAN = "plan", "plan"
    WAY = "way", "intake or exit"
    MINUTES = "minutes", "minutes"
    CHECK_IN = "check_in", "check-in"
    AROUND = "around", "somebody round the participant"
    EFFORT = "effort", "effort beside the team"
    CONTACT = "contact", "name and contact data"
    CORRECTION = "correction", "correction"


# Drafts that can tell where somebody is, which no protected person's record keeps.
TELLS_WHERE = (DraftKind.AROUND, DraftKind.CONTACT, DraftKind.CORRECTION)
