"""Codes of a referral. Values are stable; labels may change. See docs/glossary.md."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """Which way a referral came in."""

    TEAM = "team", _("Typed in by the team")
    REFERRER = "referrer", _("Sent by a signed-in referrer")
    PUBLIC = "public", _("Sent by the public form")


class ReferralStatus(models.TextChoices):
    """Where a referral is. TAKEN has become a stay; JOINED came while one goes on, and waits for whoever sees it."""

    RECEIVED = "received", _("Received")
    ANSWERED = "answered", _("Answered")
    TAKEN = "taken", _("Taken care of")
    JOINED = "joined", _("Belongs to a stay that goes on")
    ENDED = "ended", _("Ended")


OPEN_STATUSES = (ReferralStatus.RECEIVED, ReferralStatus.ANSWERED)
OF_STAY = (ReferralStatus.TAKEN, ReferralStatus.JOINED)


class EndReason(models.TextChoices):
    """Why a referral never became a stay."""

    TAKEN_BACK = "taken_back", _("The person or the referrer took it back")
    TWICE = "twice", _("It has come twice")
    NOT_OURS = "not_ours", _("The person needs something else than the team")
    NO_CONTACT = "no_contact", _("The team has not reached the person")
    OTHER = "other", _("Something else")


class FileKind(models.TextChoices):
    ATTACHMENT = "attachment", _("Attachment")
    CONSENT = "consent", _("The signed consent")


class QuestionKind(models.TextChoices):
    TEXT = "text", _("Own words")
    SCALE = "scale", _("Scale from 0 to 10")


class ReferralConsentForm(models.TextChoices):
    """How the person has said yes to the study visit and the division."""

    PAPER = "paper", _("Signed on paper")
    ORAL = "oral", _("Said to the referrer")
    SELF = "self", _("The person writes the form")
