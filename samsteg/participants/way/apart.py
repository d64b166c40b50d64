"""Two stays of one person never overlap: said in words before the database says it by a fault."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.records import StayFacts
from samsteg.participants.rules import overlapping
from samsteg.participants.way.rules import StepRefused


def require_apart(team: Team, stay: Stay, facts: StayFacts) -> None:
    """Raises StepRefused when the stay, with these facts, would overlap another stay of the same person."""
    if facts.enrolled_on is None:
        return
    others = Stay.objects.in_team(team.pk).filter(person_id=stay.person_id, enrolled_on__isnull=False)
    spans = [
        (own_id, first, last)
        for own_id, first, last in others.exclude(pk=stay.pk).values_list(
            "own_id", "enrolled_on", "exited_on"
        )
        if first is not None
    ]
    for pair in overlapping([*spans, (stay.own_id, facts.enrolled_on, facts.exited_on)]):
        if stay.own_id in pair:
            other = next(one for one in pair if one != stay.own_id)
            raise StepRefused(
                _("The participant already has a stay at that time: %(other)s. Check the days of both.")
                % {"other": other},
                "enrolled_on",
            )
