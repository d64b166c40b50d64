"""What some of the practice team's people have let authorities know, whose representatives see them in part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from samsteg.access.consent_enums import ConsentForm, ConsentKind
from samsteg.access.consent_models import ConsentRecipient
from samsteg.access.consenting import Given, end_consent
from samsteg.access.enums import DataCategory
from samsteg.accounts.models import User
from samsteg.cli.practice_people import OURS
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Authority, Team
from samsteg.participants.consent_ends import give_consent
from samsteg.participants.models import Stay

FK, AF, SOC = "Försäkringskassan (övning)", "Arbetsförmedlingen (övning)", "Socialnämnden (övning)"
AUTHORITIES = {
    FK: AuthorityKind.FORSAKRINGSKASSAN,
    AF: AuthorityKind.ARBETSFORMEDLINGEN,
    SOC: AuthorityKind.BOARD,
}
INCOME, PLANNING, WORK = DataCategory.INCOME, DataCategory.PLANNING, DataCategory.WORK
HEALTH, SOCIAL, OUTCOME = DataCategory.HEALTH, DataCategory.SOCIAL, DataCategory.OUTCOME
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Example:
    """`days_ago`: when it was signed. `source`: whose information, empty for the team's own record."""

    to: tuple[str, ...]
    about: tuple[DataCategory, ...]
    days_ago: int
    source: str = ""
    ended_days_ago: int = 0
    is_withdrawn: bool = False


# For so many people of the team, one after the other.
EXAMPLES = (
    (Example((FK,), (INCOME, PLANNING, OUTCOME), 25),),
    (Example((FK, AF), (PLANNING, WORK), 20), Example((), (INCOME,), 20, source=FK)),
    (Example((FK, AF, SOC), (PLANNING, WORK, OUTCOME), 28),),
    (Example((AF,), (WORK, OUTCOME), 12),),
    (Example((SOC,), (SOCIAL, PLANNING), 18),),
    (Example((FK,), (HEALTH, INCOME), 27, is_withdrawn=True),),
    (Example((FK,), (PLANNING, OUTCOME), 29, ended_days_ago=4),),
    (Example((FK,), (HEALTH, WORK), 8), Example((AF,), (WORK,), 8, source=FK)),
)
LONGEST_AGO = max(one.days_ago for given in EXAMPLES for one in given)


def practice_authority(name: str) -> Authority:
    return Authority.objects.get_or_create(name=name, defaults={"kind": AUTHORITIES[name]})[0]


def give_practice_consents(operator: User, team: Team) -> int:
    """Records them once; returns how many people. A team with a consent to an authority is left as it is."""
    known = {name: practice_authority(name) for name in AUTHORITIES}
    today = timezone.localdate()
    with acting(actor_in_team(operator, team)) as actor:
        if ConsentRecipient.objects.filter(team=team).exists():
            return 0
        here = (
            Stay.objects.visible_to(actor)
            .in_team(team.pk)
            .filter(
                person__own_id__startswith=OURS,
                enrolled_on__lte=today - dt.timedelta(days=LONGEST_AGO),
                exited_on__isnull=True,
            )
        )
        persons = list(here.order_by("own_id").values_list("person_id", flat=True)[: len(EXAMPLES)])
        for person_id, examples in zip(persons, EXAMPLES, strict=False):
            for example in examples:
                made = give_consent(
                    actor=actor, team=team, person_id=person_id, given=_given(example, known, today)
                )
                for consent in made if example.is_withdrawn else ():
                    end_consent(actor=actor, team=team, person_id=person_id, consent_id=consent.pk)
    return len(persons)


def _given(example: Example, known: Mapping[str, Authority], today: dt.date) -> Given:
    """What an authority tells is let known to the team too, where nobody else is named."""
    ended = example.ended_days_ago
    return Given(
        kind=ConsentKind.SECRECY,
        signed_on=today - dt.timedelta(days=example.days_ago),
        form=ConsentForm.PAPER,
        sources=(known[example.source].pk if example.source else None,),
        to_team=not example.to,
        receivers=tuple(known[name].pk for name in example.to),
        categories=example.about,
        purpose="Att planera tillsammans",
        last_day=today - ended * DAY if ended else None,
    )
