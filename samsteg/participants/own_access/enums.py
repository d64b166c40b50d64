"""Codes of what a participant sends, and of the links it may come by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageKind(models.TextChoices):
    """What a participant sends to the team, and what a personal link may receive."""

    BEFORE_MEETING = "before_meeting", _("Before the meeting")
    OWN_WORDS = "own_words", _("Own words at the exit")
    ANSWER = "answer", _("An answer")
    CANNOT_COME = "cannot_come", _("Can't come")


BY_LINK = (MessageKind.BEFORE_MEETING, MessageKind.ANSWER, MessageKind.CANNOT_COME)


class Channel(models.TextChoices):
    OWN_PAGE = "own_page", _("The own page")
    LINK = "link", _("A personal link")


class Closed(models.TextChoices):
    """Why a participant can't log in to an own page, for the coach to tell."""

    NOT_DECIDED = "not_decided", _("The controller has not decided that participants may log in.")
    NO_PROVIDER = "no_provider", _("No e-ID that tells the identity number is set up here.")
    PROTECTED = (
        "protected",
        _("The participant has protected identity, and the controller lets no such person log in."),
    )
    NO_NUMBER = "no_number", _("No identity number is stored, so the e-ID can't be recognised.")


class LinkState(models.TextChoices):
    WAITING = "waiting", _("Not used yet")
    USED = "used", _("Answered")
    ENDED = "ended", _("Taken back")
    OVER = "over", _("Too old")
