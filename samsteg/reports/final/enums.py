"""The parts of the final documentation. Values are stable; labels are the headings that they have from the start."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FinalPart(models.TextChoices):
    """In the standard's order, which is that of the time in the team."""

    TIME = "time", _("The time in the team")
    CHANGE = "change", _("At the start and at the exit")
    WORK = "work", _("Work training and other time at employers")
    HOW_IT_WENT = "how_it_went", _("How it went")
    HINDERED = "hindered", _("What has been in the way")
    SUPPORT = "support", _("Support that has been needed")
    GROUPS = "groups", _("Groups")
    BESIDE = "beside", _("Efforts beside, and meetings")
    PLAN = "plan", _("The plan")
    OWN_WORDS = "own_words", _("In the participant's own words")
    SUMMARY = "summary", _("The team's summary")
