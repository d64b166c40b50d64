"""Where a person has worked, and how it is forgotten. Called by `exchange.protecting`.

The rows go with the person (`core.erasing`); what is sealed goes with the person's data key. Contacts at employers are
no participants: who has not been confirmed for two years is asked about on the employer's page, and goes by night after
three.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from samsteg.organisation.models import Team
from samsteg.placements.models import (
    HIDDEN_EMPLOYER,
    EmployerContact,
    Placement,
    PlacementText,
)

CONTACTS_KEPT = dt.timedelta(days=3 * 365)


def count_employers(team: Team, stay_ids: list[int]) -> int:
    rows = Placement.objects.filter(team=team, stay_id__in=stay_ids)
    return rows.exclude(employer__startswith=HIDDEN_EMPLOYER).values("employer").distinct().count()


def forget_employers(team: Team, stay_ids: list[int]) -> None:
    """In every version. Each gets a sign of its own, so that figures still count the placements apart."""
    rows = list(Placement.objects.filter(team=team, stay_id__in=stay_ids).order_by("pk"))
    signs: dict[str, str] = {}
    for row in rows:
        if not row.employer.startswith(HIDDEN_EMPLOYER):
            row.employer = signs.setdefault(row.employer, f"{HIDDEN_EMPLOYER} {len(signs) + 1}")
    Placement.objects.bulk_update(rows, ["employer"])


def forget_placement_texts(team: Team, person_id: int) -> None:
    """Closes what is written, which nobody can read again without the person's data key."""
    rows = PlacementText.objects.current().filter(team=team, person_id=person_id)
    rows.update(superseded_at=timezone.now())


def forget_old_contacts(team: Team) -> int:
    """Business contacts that nobody has confirmed for three years; returns how many. For the night."""
    oldest = timezone.localdate() - CONTACTS_KEPT
    gone, _by_model = EmployerContact.objects.filter(team=team, confirmed_on__lt=oldest).delete()
    return gone
