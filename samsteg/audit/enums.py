from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    WORKBOOK = "workbook", _("Workbook")
    PAGE = "page", _("Page")
    COMMAND = "command", _("Command")
    UNDO = "undo", _("Taken back")


class ReadKind(models.TextChoices):
    """How persons were read. Norm: HSLF-FS 2016:40 4 ch. 9 §, with lists, exports and figures added."""

    VIEW = "view", _("Opened")
    LIST = "list", _("Shown in a list")
    SEARCH = "search", _("Found by a search")
    PRINT = "print", _("Put on paper")
    FILE = "file", _("File fetched")
    FIGURE = "figure", _("Behind a figure")
    IMPORT = "import", _("Compared at import")
    EXPORT = "export", _("Exported")
    REVEAL = "reveal", _("Identity number shown")
    CONTACT = "contact", _("Contact data shown")
    EMERGENCY = "emergency", _("Opened in an emergency")
    REVIEW = "review", _("Shown in a review of the log")
    EARLIER = "earlier", _("Opened before this log held it; the moment is the reason")
    MEETING = "meeting", _("Shown at a team meeting")


# What points out that somebody wanted to know of one person, beside what a list shows anyway.
OPENING = (
    ReadKind.VIEW,
    ReadKind.REVEAL,
    ReadKind.CONTACT,
    ReadKind.PRINT,
    ReadKind.FILE,
    ReadKind.EMERGENCY,
)


class AlarmKind(models.TextChoices):
    """What the controller's officer is told at once."""

    MEMBERSHIP_GRANTED = "membership_granted", _("A role in the team was given")
    MEMBERSHIP_ENDED = "membership_ended", _("A role in the team was ended")
    ACCOUNT_CHANGED = (
        "account_changed",
        _("The log-in of somebody with a role was changed by an administrator"),
    )
    RECORD_ERASED = "record_erased", _("A participant's record was erased by decision")
    OFFICER_APPOINTED = "officer_appointed", _("A controller officer was appointed")
    EMERGENCY_OPENED = "emergency_opened", _("Emergency access was opened")
    NUMBERS_EXPORTED = "numbers_exported", _("Identity numbers were exported")
    PROTECTED_READ = "protected_read", _("A person with protected identity was opened")
    PROTECTION_CHANGED = (
        "protection_changed",
        _("A participant's protected identity was set, ended or acted on"),
    )
    PROTECTED_NAMED = "protected_named", _("Who may open a participant with protected identity was changed")
    EMERGENCY_RIGHT = "emergency_right", _("The right to emergency access was given or ended")
    MANY_READS = "many_reads", _("Many participants were opened in a short time")
    OUTSIDE_HOURS = "outside_hours", _("Participants were opened outside working hours")
    LOG_BROKEN = "log_broken", _("The read log does not add up")


class SignInEvent(models.TextChoices):
    """What happened at the door."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGNED_OUT = "signed_out", _("Signed out")
    FAILED = "failed", _("Wrong password or code")
    REFUSED = "refused", _("Refused")
    LOCKED = "locked", _("Locked out")
    ENDED = "ended", _("Session ended")
    CONFIRMED = "confirmed", _("Confirmed who it is")
    FACTOR_ADDED = "factor_added", _("Way to sign in added")
    FACTOR_REMOVED = "factor_removed", _("Way to sign in taken away")
    INVITED = "invited", _("Invited")
    INVITATION_USED = "invitation_used", _("Invitation used")
    DISABLED = "disabled", _("Account closed")
    ENABLED = "enabled", _("Account opened again")
    FEED_MADE = "feed_made", _("Link to the own calendar made")
    FEED_ENDED = "feed_ended", _("Link to the own calendar ended")
    FEED_READ = "feed_read", _("Own calendar fetched by its link")


class ReviewGround(models.TextChoices):
    """Why reads are looked at: drawn by lot, or odd in some way. An odd read may have the best of reasons."""

    SAMPLE = "sample", _("Drawn by lot")
    EMERGENCY = "emergency", _("Opened in an emergency")
    OWN_NAME = "own_name", _("The participant's name or id has the reader's own name in it")
    MANY = "many", _("Many participants within an hour")
    HOURS = "hours", _("Outside working hours")
    NO_ERRAND = "no_errand", _("The participant left long ago, and was not the reader's own")


class ReviewOutcome(models.TextChoices):
    OK = "ok", _("Nothing to remark on")
    ASKED = "asked", _("Asked the reader")
    INCIDENT = "incident", _("Incident")
