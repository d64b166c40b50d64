"""Codes of a follow-up. Values are stable; labels may change. See docs/glossary.md."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from samsteg.access.enums import DataCategory


class FollowUpKind(models.TextChoices):
    FIRST = "first", _("First follow-up")
    THREE_MONTH = "three_month", _("Three-month meeting")
    SIP = "sip", _("SIP")
    MULTI_PARTY = "multi_party", _("Multi-party meeting")


# Those that follow from the start of the stay; the others are held when they are needed.
REGULAR = (FollowUpKind.FIRST, FollowUpKind.THREE_MONTH)


class FollowUpState(models.TextChoices):
    """What is stored. That one is due, or should have been held, follows from days and is never stored."""

    BOOKED = "booked", _("Booked")
    HELD = "held", _("Held")
    DONE = "done", _("Already held")  # noted afterwards, without the meeting's page
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Taken back")  # never was


WAS_HELD = (FollowUpState.HELD, FollowUpState.DONE)


class MeetingForm(models.TextChoices):
    TEAM = "team", _("At the team's")
    AUTHORITY = "authority", _("At the authority's")
    DIGITAL = "digital", _("Digital meeting")
    PHONE = "phone", _("Phone call")
    OUTDOORS = "outdoors", _("Outdoors")
    ELSEWHERE = "elsewhere", _("Elsewhere")


class CancelledBy(models.TextChoices):
    """Who decided that the meeting isn't held. Never who failed."""

    PERSON = "person", _("the participant")
    AUTHORITY = "authority", _("the referrer or the authority")
    TEAM = "team", _("the team")


class CancelReason(models.TextChoices):
    ILL = "ill", _("Illness")
    PREVENTED = "prevented", _("Something came in between")
    ABSENT = "absent", _("Somebody was away")
    REPLACED = "replaced", _("Another meeting took its place")
    NOT_NEEDED = "not_needed", _("Not needed now")
    OTHER = "other", _("Other reason")


class MinutePart(models.TextChoices):
    """The parts of the minutes. What each is about decides who may read it."""

    BETTER = "better", _("What is better since last time?")
    AGREED = "agreed", _("We agree on")
    WORK = "work", _("About work and work training")
    STUDIES = "studies", _("About studies")
    HEALTH = "health", _("About health")
    INCOME = "income", _("About income and benefits")
    SOCIAL = "social", _("About the social situation")
    TEAM_ONLY = "team_only", _("For the team alone")


CATEGORY_OF: dict[str, DataCategory] = {
    MinutePart.BETTER: DataCategory.PLANNING,
    MinutePart.AGREED: DataCategory.PLANNING,
    MinutePart.WORK: DataCategory.WORK,
    MinutePart.STUDIES: DataCategory.STUDIES,
    MinutePart.HEALTH: DataCategory.HEALTH,
    MinutePart.INCOME: DataCategory.INCOME,
    MinutePart.SOCIAL: DataCategory.SOCIAL,
    MinutePart.TEAM_ONLY: DataCategory.PLANNING,
}
# What no consent opens to anybody outside the team.
NEVER_SHARED = frozenset({MinutePart.TEAM_ONLY})


class Urgency(models.TextChoices):
    """What a follow-up asks for today, the most pressing first. Follows from days; never stored."""

    UNANSWERED = "unanswered", _("Was it held?")
    OVERDUE = "overdue", _("Should have been held")
    THIS_WEEK = "this_week", _("This week")
    TO_BOOK = "to_book", _("To be booked")
    COMING = "coming", _("Coming")
    LATER = "later", _("Later")
