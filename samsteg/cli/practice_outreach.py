"""The practice team's outreach log: half a year of what it did outwards, what is planned, and enquiries."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.governance.models import OutreachActivity
from samsteg.governance.outreach.enums import Enquirer, EnquiryAbout, OutreachKind, OutreachState
from samsteg.governance.outreach.records import EnquiryValues, OutreachValues
from samsteg.governance.outreach.services import add_outreach, count_enquiries
from samsteg.organisation.models import Team
from samsteg.placements.models import Employer

# Days from today, kind, what, with whom, how many came, outcome.
DONE = (
    (
        -150,
        OutreachKind.INFORMATION,
        "Berättade om teamet",
        "Vårdcentralen Påhittet",
        9,
        "Vill remittera fler",
    ),
    (-128, OutreachKind.BOARD, "Halvåret i siffror", "Samordningsförbundet", 11, ""),
    (-96, OutreachKind.VISIT_HERE, "Socionomstudenter på besök", "Högskolan", 14, "En vill göra praktik"),
    (-61, OutreachKind.COMMITTEE, "Resultat för nämnden", "Socialnämnden", 13, "Frågade om kön"),
    (-40, OutreachKind.NETWORK, "Team i länet träffas", "", 22, ""),
    (-19, OutreachKind.WORKPLACE_MEETING, "Hur man remitterar", "Socialkontoret", 17, "Ny blankett delas ut"),
    (-6, OutreachKind.BREAKFAST, "Frukost om arbetsträning", "", 8, "Två vill ha besök"),
)
PLANNED = (
    (3, OutreachKind.INFORMATION, "Besök om arbetsträning", ""),
    (24, OutreachKind.REFERRER_DAY, "Remittentdag", "Alla myndigheter"),
)
ASKED = (
    (-70, Enquirer.SOC, EnquiryAbout.PLACE, 3),
    (-33, Enquirer.RELATIVE, EnquiryAbout.PLACE, 1),
    (-21, Enquirer.EMPLOYER, EnquiryAbout.WORK_TRAINING, 2),
    (-9, Enquirer.SCHOOL, EnquiryAbout.VISIT, 1),
)


def fill_practice_outreach(operator: User, team: Team, coach: User) -> int:
    """Returns how many rows are new. Once begun, the log stays the users' own."""
    today = timezone.localdate()
    with acting(actor_in_team(operator, team)) as actor:
        if OutreachActivity.objects.filter(team=team).exists():
            return 0
        employer = Employer.objects.filter(team=team, merged_into__isnull=True).order_by("sort_name").first()
        for days, kind, what, whom, people, outcome in DONE:
            values = OutreachValues(
                kind=kind,
                state=OutreachState.HELD,
                on_day=today + dt.timedelta(days=days),
                what=what,
                with_whom=whom,
                people_count=people,
                outcome=outcome,
                user_ids=(coach.pk,),
                employer_id=employer.pk if employer and kind is OutreachKind.BREAKFAST else None,
            )
            add_outreach(actor=actor, team=team, values=values)
        for days, kind, what, whom in PLANNED:
            values = OutreachValues(
                kind=kind,
                state=OutreachState.PLANNED,
                on_day=today + dt.timedelta(days=days),
                starts_at=dt.time(9),
                what=what,
                with_whom=whom or (employer.name if employer else ""),
                employer_id=employer.pk if employer and not whom else None,
                user_ids=(coach.pk,),
            )
            add_outreach(actor=actor, team=team, values=values)
        for days, who, about, number in ASKED:
            asked = EnquiryValues(
                on_day=today + dt.timedelta(days=days), enquirer=who, about=about, enquiry_count=number
            )
            count_enquiries(actor=actor, team=team, values=asked)
    return len(DONE) + len(PLANNED) + len(ASKED)
