"""The log in words: where a person was read, and what an alarm is about."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.audit.models import ReviewItem

PLACES = {
    "page:participant": gettext_lazy("the participant's page"),
    "page:corrections": gettext_lazy("the correction of a participant's data"),
    "page:contact": gettext_lazy("the participant's contact data"),
    "page:contact-let-go": gettext_lazy("took away what the contact data said before"),
    "page:participants-list": gettext_lazy("the list of participants"),
    "page:participants-search": gettext_lazy("a search for participants"),
    "page:participants-export": gettext_lazy("the list as a spreadsheet"),
    "page:meeting": gettext_lazy("the list of a team meeting"),
    "page:meeting-person": gettext_lazy("a team meeting"),
    "page:meeting-decisions": gettext_lazy("what a team meeting decided"),
    "page:hand-over": gettext_lazy("the hand-over sheet of a coach"),
    "page:emergency": gettext_lazy("the page of emergency access"),
    "page:officer-log": gettext_lazy("the review of the log"),
    "page:officer-alarms": gettext_lazy("the alarms"),
    "page:referral": gettext_lazy("the referral"),
    "page:referral-take": gettext_lazy("taking care of a referral"),
    "page:referral-end": gettext_lazy("ending a referral"),
    "page:referral-file": gettext_lazy("a paper of a referral"),
    "page:referral-readers": gettext_lazy("who has opened a referral"),
    "page:own-access": gettext_lazy("what the participant has sent, and links"),
    "page:plan-shown": gettext_lazy("the plan, shown to the participant"),
    "page:who-knows-shown": gettext_lazy("who knows what, shown to the participant"),
    "own:page": gettext_lazy("the participant's own page"),
    "own:plan": gettext_lazy("the participant's own page"),
    "own:who-knows": gettext_lazy("the participant's own page"),
    "figure_rows": gettext_lazy("those behind a figure"),
}


REASONS = {
    "account_linked": gettext_lazy("a new link to log in was made, which starts the account anew"),
    "account_closed": gettext_lazy("the account was closed"),
    "account_opened": gettext_lazy("the account was opened again"),
    "named": gettext_lazy("was named"),
    "ended": gettext_lazy("ended"),
    "erased": gettext_lazy("the record is taken away in the night"),
    "forgotten": gettext_lazy("what may not be kept was taken away"),
}


def place_words(place: str) -> str:
    """A page or command that has no words yet keeps its name."""
    return str(PLACES.get(place, place))


def reason_words(reason: str) -> str:
    """A code of ours becomes words; other reasons are people's own."""
    for codes in (Role, ProtectionLevel):
        if reason in codes.values:
            return str(codes(reason).label)
    return str(REASONS.get(reason, reason))


def person_words(own_id: str | None) -> str:
    """As `own_ids_in_review` has it: empty for a protected person, None for one that is gone."""
    if own_id is None:
        return _("a participant who is no longer here")
    return _("Participant %(id)s") % {"id": own_id} if own_id else _("a participant with protected identity")


def when_words(item: ReviewItem) -> str:
    """Swedish time; from and to where it is more than one moment."""
    first, last = timezone.localtime(item.first_at), timezone.localtime(item.last_at)
    text = f"{first:%Y-%m-%d %H.%M}"
    return text if f"{last:%H.%M}" == f"{first:%H.%M}" else f"{text}\u2013{last:%H.%M}"
