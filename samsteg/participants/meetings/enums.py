"""Team meetings: how one takes part, why somebody is taken up, what came of it. See docs/glossary.md."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Errand(models.TextChoices):
    """Why somebody is taken up, in the order of the meeting.

    OTHER: not everybody in the room may know where on the way the person is, so it isn't told.
    """

    NEW = "new", _("New, to be allocated")
    WAITING = "waiting", _("Waits for a start")
    CURRENT = "current", _("With us now")
    OTHER = "other", _("To talk about")


class MeetingOutcome(models.TextChoices):
    """What the meeting came to about one person."""

    COACH = "coach", _("Coach chosen")
    DECIDED = "decided", _("Decided")
    LATER = "later", _("Taken up next time")


class Reason(models.TextChoices):
    """Why somebody who is with the team is on the list."""

    NO_COACH = "no_coach", _("No coach")
    FOLLOW_UP = "follow_up", _("Follow-up due")
    PAST_END = "past_end", _("Past the planned end")
    SILENT = "silent", _("Silent for 14 days")


class HandOverReason(models.TextChoices):
    """Why somebody gets another coach; a list alone, so that nothing is written of anybody's health."""

    LEAVES = "leaves", _("The coach leaves the team")
    AWAY = "away", _("The coach is away for a time")
    SHARING = "sharing", _("To share the work")
    WISH = "wish", _("The participant's wish")
    OTHER = "other", _("Another reason")
