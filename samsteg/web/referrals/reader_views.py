"""Who has opened one referral before it became somebody's stay."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsteg.access.log_review import names_by_id
from samsteg.audit.enums import ReadKind
from samsteg.participants.referrals.selectors import read_referral, readers_of_referral
from samsteg.web.log_review.words import place_words
from samsteg.web.participants.entering import require_id
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

PLACE = "page:referral-readers"


@never_cache
@require_safe
def readers(request: ActingRequest, slug: str, referral_id: int) -> HttpResponse:
    """Newest first, day by day; to look here is a read as well."""
    actor, team = enter_team(request, slug, "referrals.write")
    require_id(referral_id)
    read = read_referral(actor=actor, team=team, referral_id=referral_id, place=PLACE)
    found = readers_of_referral(actor=actor, team=team, referral_id=referral_id)
    names = names_by_id(one.actor_id for one in found)
    rows = [
        {
            "day": one.day,
            "who": names.get(one.actor_id, _("an account that is gone")),
            "what": str(ReadKind(one.kind).label),
            "where": place_words(one.place),
            "earlier": one.reason if one.kind == ReadKind.EARLIER else "",
            "count": one.count,
        }
        for one in found
    ]
    return render(request, "referrals/readers.html", {"team": team, "read": read, "rows": rows})
