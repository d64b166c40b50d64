"""Names and contact data of the practice team's people. They are no part of the workbook, which carries neither."""

from __future__ import annotations

from demo.names import called, reached
from samsteg.access.protection import protected_among
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.contact import Contact, keep_contact
from samsteg.people.models import Identity, PersonDetail
from samsteg.people.names import PersonName, save_name

OURS = "OVNING-"  # the ids of invented lives; nobody else gets a name from here


def name_practice_people(operator: User, team: Team) -> int:
    """Gives each who has nothing yet a name, and a way to be reached to those who are here or on the way.

    Returns how many. Who has protected identity, or has been given or lost anything by hand, is left alone.
    """
    with acting(actor_in_team(operator, team)):
        left_alone = protected_among(team.pk) | set(
            Identity.objects.filter(team=team).values_list("person_id", flat=True)
        )
        rows = PersonDetail.objects.filter(
            team=team, person__own_id__startswith=OURS, superseded_at__isnull=True
        ).exclude(person_id__in=left_alone)
        new = list(rows.values_list("person_id", "person__own_id", "sex"))
        ongoing = set(
            Stay.objects.in_team(team.pk)
            .filter(exited_on__isnull=True, not_enrolled_on__isnull=True)
            .values_list("person_id", flat=True)
        )
        for person_id, own_id, sex in new:
            name = called(own_id, sex)
            save_name(team=team, person_id=person_id, name=PersonName(name.first, name.last))
            if person_id in ongoing:
                keep_contact(team=team, person_id=person_id, contact=Contact(**reached(own_id, sex)))
    return len(new)
