"""Codes of placements at employers. Values are stable; labels may change. See docs/glossary.md."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlacementForm(models.TextChoices):
    WORK_TRAINING = "work_training", _("Work training")
    EXPLORATORY_PLACEMENT = "exploratory_placement", _("Exploratory placement")
    WORK_ABILITY_ASSESSMENT = "work_ability_assessment", _("Work ability assessment")
    STUDY_VISIT = "study_visit", _("Visit to a workplace")


class FoundBy(models.TextChoices):
    PERSON = "person", _("the participant")
    COACH = "coach", _("the team")
    EMPLOYER = "employer", _("the employer asked")
    AUTHORITY = "authority", _("the referrer or an authority")
    OTHER = "other", _("somebody else")


class InsuredBy(models.TextChoices):
    """Who insures the participant at the place."""

    SOCIAL_INSURANCE = "social_insurance", _("Social insurance agency")
    EMPLOYMENT_SERVICE = "employment_service", _("Employment service")
    MUNICIPALITY = "municipality", _("The municipality")
    REGION = "region", _("The region")
    EMPLOYER = "employer", _("The employer")
    OTHER = "other", _("Somebody else")


class PlacementState(models.TextChoices):
    """Follows from days and from how it ended; never stored. A withdrawn one is no fact any more."""

    COMING = "coming", _("Coming")
    ONGOING = "ongoing", _("Going on")
    ENDED = "ended", _("Ended")
    BROKEN_OFF = "broken_off", _("Ended early")
    WITHDRAWN = "withdrawn", _("Taken back")


class EndedHow(models.TextChoices):
    COMPLETED = "completed", _("Ended as planned")
    BROKEN_OFF = "broken_off", _("Ended early")


class DecidedBy(models.TextChoices):
    """Whose decision an early end was. Never who failed."""

    PERSON = "person", _("the participant")
    EMPLOYER = "employer", _("the employer")
    TEAM = "team", _("the team")
    AUTHORITY = "authority", _("the referrer or an authority")
    TOGETHER = "together", _("together")


class BreakReason(models.TextChoices):
    """Why a placement ended early, in kind words and without health."""

    OTHER_WAY = "other_way", _("Another way fits better")
    TASKS = "tasks", _("Other tasks are needed")
    NOT_NOW = "not_now", _("Not the right time")
    CHANGED = "changed", _("Something changed at the workplace")
    TRAVEL = "travel", _("Getting there did not work")
    JOB = "job", _("Work or studies began instead")
    OTHER = "other", _("Other reason")


class Outcome(models.TextChoices):
    """What came of a placement."""

    WORK_THERE = "work_there", _("Work at the place")
    WORK_ELSEWHERE = "work_elsewhere", _("Work elsewhere")
    CONTINUES_ELSEWHERE = "continues_elsewhere", _("Continues at another place")
    MORE_HOURS = "more_hours", _("Ready for more hours")
    KNOWS_MORE = "knows_more", _("Knows more about what works")
    STUDIES = "studies", _("Studies")
    PAUSE = "pause", _("A pause")
    OTHER = "other", _("Something else")


class TextPart(models.TextChoices):
    """What is written about a placement, part by part. All of it is about work."""

    TASKS = "tasks", _("Tasks")
    SUPPORT = "support", _("Support")
    EMPLOYER_VIEW = "employer_view", _("The employer's view")
    PERSON_VIEW = "person_view", _("The participant's view")
    AGREED = "agreed", _("We agree on")


OF_PLACEMENT = (TextPart.TASKS, TextPart.SUPPORT)
OF_CHECK_IN = (TextPart.EMPLOYER_VIEW, TextPart.PERSON_VIEW, TextPart.AGREED)


class SignedBy(models.TextChoices):
    """Who has signed the agreement of a placement."""

    PERSON = "person", _("the participant")
    EMPLOYER = "employer", _("the employer")
    TEAM = "team", _("the team")


class CheckInForm(models.TextChoices):
    PHONE = "phone", _("By phone")
    VISIT = "visit", _("At the place")
    DIGITAL = "digital", _("Digital meeting")
    PAPER = "paper", _("On paper from the employer")
