"""What a referrer is told: that it has come, and more only where the person has let it be told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samsteg.participants.referrals.enums import ReferralStatus
from samsteg.participants.referrals.selectors import OwnReferral


def status_words(one: OwnReferral) -> str:
    """One sentence. A referral that is taken care of says no more than that it has come, without a consent."""
    if one.news_on is not None:
        return _news(one.news) % {"day": one.news_on.isoformat()}
    if one.row.status == ReferralStatus.ENDED:
        return _("Ended. The team can tell you more.")
    if one.row.status == ReferralStatus.ANSWERED:
        return _("Received, and the team has answered you.")
    return _("Received")


def _news(stage: str) -> str:
    return {
        "exited_on": _("Has left the team %(day)s."),
        "enrolled_on": _("Started %(day)s."),
        "not_enrolled_on": _("Did not start. Decided %(day)s."),
        "mission_received_on": _("Waits in the queue since %(day)s."),
        "study_visit_on": _("Was on a study visit %(day)s."),
    }[stage]
