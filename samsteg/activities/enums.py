"""Codes of groups, sessions and attendance. Values are stable; labels may change. See docs/glossary.md."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class GroupKind(models.TextChoices):
    """The teams' own groups, in the order that a person often meets them (product.md S10)."""

    MEETING_PLACE = "meeting_place", _("Meeting place")
    FOREST = "forest", _("Forest group")
    CREATIVE = "creative", _("Creative group")
    SOCIAL = "social", _("Social group")
    STARTUP = "startup", _("Start-up group")
    INTRODUCTION = "introduction", _("Introduction group")
    SOLUTION_FOCUS = "solution_focus", _("Solution focus group")
    THEME = "theme", _("Theme group")
    EXERCISE = "exercise", _("Exercise")
    MINDFULNESS = "mindfulness", _("Mindfulness")
    WORK_TRAINING = "work_training", _("Work training group")
    OTHER = "other", _("Other group")


class Threshold(models.TextChoices):
    LOW = "low", _("Low threshold")
    NEXT_STEP = "next_step", _("Next step")


class Joining(models.TextChoices):
    """Whether a roll call begins with its members, or with whoever comes."""

    MEMBERS = "members", _("With members")
    DROP_IN = "drop_in", _("Drop-in")


class PlaceKind(models.TextChoices):
    ROOM = "room", _("Room")
    OUTDOORS = "outdoors", _("Outdoors")
    DIGITAL = "digital", _("Digital")


class SessionState(models.TextChoices):
    """What is stored. That a roll call is missing follows from the day and is never stored.

    MOVED: still to be held, on another day than first planned; `moved_from_on` says which.
    WITHDRAWN: never to be held, because the group ended or the term was mended: in no list, counted nowhere.
    """

    PLANNED = "planned", _("Planned")
    MOVED = "moved", _("Moved")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")
    WITHDRAWN = "withdrawn", _("Taken out")


TO_BE_HELD = (SessionState.PLANNED, SessionState.MOVED)
NOT_HELD = (SessionState.CANCELLED, SessionState.WITHDRAWN)


class WithdrawnFor(models.TextChoices):
    """What took a session out; it is kept as the session's reason, so that what took it out can be undone."""

    GROUP_ENDED = "group_ended", _("The group has ended")
    TERM_MENDED = "term_mended", _("The term was mended")


class ChangeReason(models.TextChoices):
    """Why a session is cancelled or moved. Never who failed."""

    HOLIDAY = "holiday", _("Holiday or day off")
    LEADER_AWAY = "leader_away", _("A leader is away")
    FEW = "few", _("Few could come")
    WEATHER = "weather", _("The weather")
    PLACE = "place", _("The place can't be used")
    OTHER = "other", _("Other reason")


class DecidedBy(models.TextChoices):
    TEAM = "team", _("the team")
    PARTNER = "partner", _("whom the group is held with")
    PLACE = "place", _("who provides the place")


class Mark(models.TextChoices):
    """What a roll call says of one person. DIGITAL: was there, from elsewhere. CAME_BY: came without being expected."""

    PRESENT = "present", _("Here")
    EXCUSED = "excused", _("Said so beforehand")
    ABSENT = "absent", _("Not here")
    DIGITAL = "digital", _("Digitally")
    CAME_BY = "came_by", _("Came by")


# Those that took part.
TOOK_PART = (Mark.PRESENT, Mark.DIGITAL, Mark.CAME_BY)
# Those that were expected, whether they came or not: the base of the share.
EXPECTED = (Mark.PRESENT, Mark.DIGITAL, Mark.EXCUSED, Mark.ABSENT)
# Of those expected, those that came.
CAME = (Mark.PRESENT, Mark.DIGITAL)


class LeaveReason(models.TextChoices):
    FINISHED = "finished", _("The group is finished")
    NEXT_GROUP = "next_group", _("Went on to another group")
    OTHER_ACTIVITY = "other_activity", _("Went on to something else")
    OWN_WISH = "own_wish", _("The person's own wish")
    STAY_ENDED = "stay_ended", _("Has left the team")
    GROUP_ENDED = "group_ended", _("The group has ended")
    MISTAKE = "mistake", _("Entered by mistake")
    OTHER = "other", _("Other reason")
