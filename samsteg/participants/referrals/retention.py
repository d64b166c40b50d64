"""What referrals hold that must be forgotten, and when. Called by the night's work and by `participants.retention`."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils import timezone

from samsteg.organisation.models import Team
from samsteg.participants.referrals.drafts import KEPT_FOR
from samsteg.participants.referrals.models import CallBack, Referral, ReferralDraft, ReferralFile

CALLS_KEPT_FOR: Final = dt.timedelta(days=30)


def forget_old(team: Team) -> int:
    """Drafts after 14 days, wishes to be called after 30 if nobody has. Returns how many were forgotten."""
    now = timezone.now()
    drafts = ReferralDraft.objects.filter(team=team, begun_at__lte=now - KEPT_FOR).delete()[0]
    calls = CallBack.objects.filter(
        team=team, content_cipher__isnull=False, recorded_at__lte=now - CALLS_KEPT_FOR
    )
    return drafts + calls.update(content_cipher=None)


def forget_referrals(team: Team, person_id: int) -> None:
    """What pointed out the person, in the referrals that became the person's: also what their referrers' lists say."""
    rows = Referral.objects.filter(team=team, person_id=person_id)
    ReferralFile.objects.filter(team=team, referral__in=rows).delete()
    rows.update(content_cipher=b"", label_cipher=None)


def count_referrals(team: Team, person_id: int) -> int:
    """Those that still say something."""
    return Referral.objects.filter(team=team, person_id=person_id).exclude(content_cipher=b"").count()
