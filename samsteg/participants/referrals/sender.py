"""Who a signed-in referrer is to the team: asked once, not at every referral."""

from __future__ import annotations

from collections.abc import Mapping

from samsteg.core.actor import Actor
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Authority, Team
from samsteg.participants.enums import Referrer
from samsteg.participants.referrals.models import Referral
from samsteg.participants.referrals.receiving import authority_of

# What a referrer of such an authority is called; a municipality and others have several.
REFERRER_OF: Mapping[str, str] = {
    AuthorityKind.FORSAKRINGSKASSAN: Referrer.FK.value,
    AuthorityKind.ARBETSFORMEDLINGEN: Referrer.AF.value,
}


def usual_referrer(*, actor: Actor, team: Team) -> str:
    """What the signed-in referrer called themselves last time, or else what their authority is; empty if not known."""
    last = Referral.objects.in_team(team.pk).sent_by(actor).order_by("-received_on", "-pk")
    if told := last.values_list("referrer", flat=True).first():
        return told
    own_id = authority_of(actor, team)
    kinds = Authority.objects.filter(pk=own_id).values_list("kind", flat=True) if own_id else ()
    return REFERRER_OF.get(next(iter(kinds), ""), "")
