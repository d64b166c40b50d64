"""Codes of the team's calendar. Values are stable; labels may change. See docs/glossary.md."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What the team does by itself. Meetings with participants, visits and groups are kept in their own places."""

    TEAM_MEETING = "team_meeting", _("Team meeting")
    WORKPLACE_MEETING = "workplace_meeting", _("Workplace meeting")
    SUPERVISION = "supervision", _("Supervision")
    WRITING = "writing", _("Time to write")
    VISIT = "visit", _("Visit from or to somebody")
    OTHER = "other", _("Something else")


class Rhythm(models.TextChoices):
    ONCE = "once", _("Once")
    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every second week")
    MONTHLY = "monthly", _("Every month, the same weekday")


class PresenceState(models.TextChoices):
    """Where one is on a day. Never why."""

    IN = "in", _("At work")
    OUT = "out", _("Out")
    HOME = "home", _("Working from home")
    AWAY = "away", _("Away")


class DeadlineCode(models.TextChoices):
    """The deadlines that a team has until its lead decides on others."""

    YEAR_REPORT = "year_report", _("Year report")
    HALF_YEAR = "half_year", _("Half-year report")
    APPLICATION = "application", _("Funding application")
    PLAN = "plan", _("Plan for next year")


class EntryKind(models.TextChoices):
    """What a time in the calendar is."""

    MEETING = "meeting", _("Meetings")
    VISIT = "visit", _("Study visits")
    SLOT = "slot", _("Free times")
    GROUP = "group", _("Groups")
    TEAM = "team", _("The team's own")
