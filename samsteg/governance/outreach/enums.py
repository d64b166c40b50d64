"""Codes of the outreach log. Values are stable; labels may change. See docs/glossary.md."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutreachKind(models.TextChoices):
    """What the team did outwards, in the words of the reports."""

    INFORMATION = "information", _("Information visit")
    REFERRER_DAY = "referrer_day", _("Day for referrers")
    PARTICIPANT_DAY = "participant_day", _("Day for participants")
    COMMITTEE = "committee", _("Municipal committee")
    BOARD = "board", _("Board")
    WORKPLACE_MEETING = "workplace_meeting", _("Others' workplace meeting")
    NETWORK = "network", _("Network meeting")
    VISIT_HERE = "visit_here", _("Study visit to us")
    BREAKFAST = "breakfast", _("Breakfast for employers")
    PRESS = "press", _("Press and media")
    OTHER = "other", _("Something else outwards")


class OutreachState(models.TextChoices):
    PLANNED = "planned", _("Is planned")
    HELD = "held", _("Was held")
    CANCELLED = "cancelled", _("Was cancelled")


class Enquirer(models.TextChoices):
    """What kind of organisation or person asked; never who."""

    SOC = "soc", _("Social services")
    FK = "fk", _("F\u00f6rs\u00e4kringskassan")
    AF = "af", _("Arbetsf\u00f6rmedlingen")
    REGION = "region", _("The region, health care")
    MUNICIPALITY = "municipality", _("Others in the municipality")
    EMPLOYER = "employer", _("An employer")
    SELF = "self", _("Somebody for themselves")
    RELATIVE = "relative", _("Family or friend")
    SCHOOL = "school", _("School or students")
    ASSOCIATION = "association", _("An association or the parish")
    TEAM = "team", _("Another team")
    OTHER = "other", _("Somebody else")


class EnquiryAbout(models.TextChoices):
    PLACE = "place", _("A place in the team")
    METHOD = "method", _("How the team works")
    VISIT = "visit", _("A visit to us")
    WORK_TRAINING = "work_training", _("Work training")
    COOPERATION = "cooperation", _("Working together")
    RESULTS = "results", _("Results and figures")
    OTHER = "other", _("Something else")
