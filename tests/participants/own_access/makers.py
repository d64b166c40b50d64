"""A participant with something of everything that the own page shows, and the controller's decisions."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from samsteg.access.consent_enums import ConsentKind
from samsteg.access.controller_rules import decide_rule
from samsteg.access.enums import Role, RuleName
from samsteg.accounts.models import User
from samsteg.core.actor import Participant
from samsteg.core.context import acting, set_context
from samsteg.follow_ups.records import Booking
from samsteg.follow_ups.services import book
from samsteg.organisation.models import Team
from samsteg.participants.plans.enums import PlanPart, StepKind
from samsteg.participants.plans.records import StepValues
from samsteg.participants.plans.services import agree_step, write_text
from samsteg.people.names import PersonName, save_name
from samsteg.people.services import save_personnummer
from tests.factories import make_consent, make_stay, make_team, officer
from tests.web.users import inside, make_user

NUMBER = "199005179806"  # 980-999 are nobody's
STEP, HOPE, PLACE = "Gå till biblioteket en gång", "Att orka vara med barnen", "Rum 3, Provgatan 1"


@dataclass(frozen=True, slots=True)
class OwnTeam:
    team: Team
    coach: User
    who: Participant
    meeting: uuid.UUID


def decide(team: Team, *names: str, value: str = "on") -> None:
    """The controller decides from today on; a later call holds instead of an earlier one."""
    decider, _is_new = User.objects.get_or_create(username=f"ansvarig-{team.slug}")
    if connection.in_atomic_block:
        set_context(None)
    with acting(officer(team, user_id=decider.pk)) as actor:
        for name in names:
            decide_rule(
                actor=actor,
                team=team,
                name=name,
                value=value,
                valid_from=timezone.localdate(),
                decision_number="Prov 8",
            )


def make_participant(team: Team, number: str = NUMBER, first_name: str = "Prova") -> Participant:
    stay = make_stay(team, enrolled_on=timezone.localdate() - dt.timedelta(days=40))
    with inside(team):
        save_personnummer(team=team, numbers={stay.person_id: number})
        save_name(team=team, person_id=stay.person_id, name=PersonName(first_name, "Provsson"))
    return Participant(team.pk, stay.person_id)


def make_own_team(name: str = "", *, decided: bool = True, number: str = NUMBER) -> OwnTeam:
    team = make_team(name)
    coach = make_user(f"coach-{team.slug}", team, Role.TEAM_LEAD)
    who = make_participant(team, number)
    make_consent(team, who.person_id, kind=ConsentKind.CONTACT)
    make_consent(team, who.person_id)  # the team may see the record
    in_two_days = timezone.localdate() + dt.timedelta(days=2)
    with inside(team) as actor:
        agree_step(
            actor=actor,
            team=team,
            person_id=who.person_id,
            values=StepValues(
                kind=StepKind.STEP, text=STEP, agreed_on=timezone.localdate(), due_on=in_two_days
            ),
        )
        write_text(
            actor=actor,
            team=team,
            person_id=who.person_id,
            part=PlanPart.HOPES,
            source_id=None,
            category="planning",
            text=HOPE,
            expected_version=0,
        )
        booking = Booking(
            kind="regular", meeting_on=in_two_days, meeting_at=dt.time(10), form="team", place=PLACE
        )
        meeting = book(actor=actor, team=team, person_id=who.person_id, booking=booking).series
    if decided:
        decide(team, RuleName.OWN_PAGE, RuleName.PERSONAL_LINK)
    return OwnTeam(team, coach, who, meeting)
