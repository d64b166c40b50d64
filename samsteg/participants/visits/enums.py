"""Codes of visits before enrolment. Values are stable; labels may change. See docs/glossary.md."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VisitKind(models.TextChoices):
    """What happens before somebody is enrolled. None of them counts as being enrolled."""

    STUDY_VISIT = "study_visit", _("Study visit")
    TALK = "talk", _("Talk")
    SIP = "sip", _("SIP (coordinated individual plan)")


class VisitForm(models.TextChoices):
    PLACE = "place", _("At the team")
    DIGITAL = "digital", _("Digital")
    OUTDOORS = "outdoors", _("Outdoors")
    ELSEWHERE = "elsewhere", _("Somewhere else")


class VisitState(models.TextChoices):
    """A visit that was moved leaves its place to the one that follows it."""

    BOOKED = "booked", pgettext_lazy("of a visit or a talk", "Booked")
    HELD = "held", pgettext_lazy("of a visit or a talk", "Held")
    MOVED = "moved", pgettext_lazy("of a visit or a talk", "Moved")
    CANCELLED = "cancelled", pgettext_lazy("of a visit or a talk", "Cancelled")


class VisitOutcome(models.TextChoices):
    """What the person said after a study visit."""

    WANTS = "wants", _("Wants to start")
    THINKING = "thinking", _("Thinks it over")
    NO = "no", _("No")
    WRONG_TIME = "wrong_time", _("Wrong time")


class ChangedBy(models.TextChoices):
    """Who asked that a visit was moved or cancelled. No one is to blame."""

    PARTICIPANT = "participant", _("The participant")
    REFERRER = "referrer", _("The referrer")
    TEAM = "team", _("The team")


class Weekday(models.IntegerChoices):
    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
