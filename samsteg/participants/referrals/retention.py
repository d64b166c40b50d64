"""What referrals hold that must be forgotten, and when. Called by the night's work and by `participants.retention`."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from django.utils import timezone

from samsteg.organisation.models import Team
from samsteg.participants.referrals.drafts import KEPT_FOR
from samsteg.participants.referrals.models import CallBack, Referral, ReferralDraft, ReferralFile
from samsteg.participants.referrals.records import content_from
from samsteg.participants.referrals.sealing import content_place
from samsteg.people.vault import vaults_of

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


def forget_whereabouts(team: Team, person_id: int) -> None:
    """Telephone, how to reach the person and municipality go; so does what the referrer's list calls the person."""
    vault = vaults_of(team.pk, [person_id]).get(person_id)
    for row in Referral.objects.filter(team=team, person_id=person_id):
        place = content_place(row.pk)
        text = vault.open_if_kept(row.content_cipher, place) if vault else None
        if vault and text:
            content = replace(content_from(text), phone="", reach="", municipality_code="")
            row.content_cipher = vault.seal(content.sealed_text(), place)
        row.label_cipher = None
        row.save(update_fields=["content_cipher", "label_cipher"])


def count_referrals(team: Team, person_id: int) -> int:
    """Those that still say something."""
    return Referral.objects.filter(team=team, person_id=person_id).exclude(content_cipher=b"").count()
