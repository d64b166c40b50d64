"""Teams, persons and stays for tests, written through the services, so that facts and projection agree.

Every function opens the team's own context round its writes and leaves none behind it: a test reads with
`with acting(lead(team)): ...`.
"""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from samsteg.access.consent_days import months_later
from samsteg.access.consent_enums import ConsentForm, ConsentKind
from samsteg.access.consent_models import Consent, ConsentRecipient
from samsteg.access.enums import DataCategory, Office, Role
from samsteg.budget.models import BudgetRow
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.facts import Stamp
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Authority, Team, TeamSettings
from samsteg.participants.consent_ends import update_consent_ends
from samsteg.participants.models import ParallelEffort, Stay
from samsteg.participants.records import StayFacts
from samsteg.participants.services import save_stays
from samsteg.people.models import PersonDetail
from samsteg.people.services import PersonFacts, create_persons, save_details
from samsteg.placements.enums import PlacementForm
from samsteg.placements.models import Placement
from samsteg.staffing.models import Position
from samsteg.statistics.models import PublishedFigure

_numbers = itertools.count(1)
STAY_COLUMNS = [field.name for field in fields(StayFacts) if not field.name.startswith("parallel_")]


def make_team(name: str = "", *, municipality_code: str = "2083", **columns: Any) -> Team:
    """A team without settings of its own: the defaults of `organisation.settings` hold."""
    number = next(_numbers)
    return Team.objects.create(
        slug=columns.pop("slug", f"team-{number}"),
        name=name or f"Team {number}",
        municipality_code=municipality_code,
        **columns,
    )


def lead(team: Team, *more: Team) -> Actor:
    """An actor that leads the teams; the user needs no row, since facts carry ids without foreign keys."""
    return Actor(
        user_id=1,
        username="test-lead",
        roles={one.pk: frozenset({Role.TEAM_LEAD.value}) for one in (team, *more)},
    )


def coach(team: Team) -> Actor:
    return Actor(user_id=2, username="test-coach", roles={team.pk: frozenset({Role.COACH.value})})


def officer(team: Team, *more: Team, user_id: int = 3) -> Actor:
    """Officer of the teams' controller: sees to roles and decisions, and no participants."""
    return Actor(
        user_id=user_id,
        username="test-officer",
        governed_ids=frozenset(one.pk for one in (team, *more)),
        offices=frozenset({Office.CONTROLLER_OFFICER.value}),
    )


def representative(team: Team, *authorities: Authority, user_id: int = 4) -> Actor:
    return Actor(
        user_id=user_id,
        username="test-representative",
        roles={team.pk: frozenset({Role.REPRESENTATIVE.value})},
        authorities={team.pk: frozenset(one.pk for one in authorities)},
    )


def make_authority(name: str = "", kind: str = AuthorityKind.OTHER.value) -> Authority:
    return Authority.objects.create(
        name=name or f"Myndighet {next(_numbers)} {uuid.uuid4().hex[:6]}", kind=kind
    )


def _stamp(recorded_at: dt.datetime | None) -> Stamp:
    return Stamp(moment=recorded_at or timezone.now(), actor_id=1, source_id=None)


def make_person(
    team: Team,
    *,
    sex: str = "women",
    born_on: dt.date | None = dt.date(1990, 5, 17),
    birth_year: int | None = None,
    own_id: str = "",
    recorded_at: dt.datetime | None = None,
) -> int:
    """The person's id. Give `born_on=None, birth_year=1990` for a person whose year of birth alone is known."""
    with acting(lead(team)):
        (person_id,) = create_persons(team=team, own_ids=[own_id])
        facts = PersonFacts(sex=sex, born_on=born_on, birth_year=birth_year)
        save_details(team=team, persons={person_id: facts}, stamp=_stamp(recorded_at))
    return person_id


def change_person(
    team: Team, person_id: int, *, recorded_at: dt.datetime | None = None, **values: Any
) -> None:
    """A correction: the values that are not named stay."""
    with acting(lead(team)):
        now = PersonDetail.objects.get(team=team, person_id=person_id, superseded_at__isnull=True)
        known = PersonFacts(sex=now.sex, born_on=now.born_on, birth_year=now.birth_year)
        save_details(team=team, persons={person_id: replace(known, **values)}, stamp=_stamp(recorded_at))


def make_stay(
    team: Team,
    *,
    person: int | None = None,
    own_id: str = "",
    sex: str = "women",
    born_on: dt.date | None = dt.date(1990, 5, 17),
    birth_year: int | None = None,
    recorded_at: dt.datetime | None = None,
    **facts: Any,
) -> Stay:
    """A stay of `person` (a new one otherwise); `facts` are the fields of StayFacts.

    A stay with an exit and no reason leads to other; a stay with no date at all is enrolled on 2024-02-01.
    """
    if person is None:
        person = make_person(team, sex=sex, born_on=born_on, birth_year=birth_year, recorded_at=recorded_at)
    if facts.get("exited_on"):
        facts.setdefault("exit_reason", "other")
    if not any(facts.get(day) for day in ("enrolled_on", "referred_on", "mission_received_on")):
        facts["enrolled_on"] = dt.date(2024, 2, 1)
    own_id = own_id or f"T-{next(_numbers)}"
    return _save(team, own_id, person, StayFacts(**facts), recorded_at)


def change_stay(stay: Stay, *, recorded_at: dt.datetime | None = None, **changes: Any) -> Stay:
    """A correction learnt later: the facts that are not named stay."""
    with acting(lead(stay.team)):
        now = Stay.objects.get(pk=stay.pk)
        values = {name: getattr(now, name) for name in STAY_COLUMNS}
        values |= {name: tuple(values[name]) for name in ("income_start", "income_exit")}
        effort = ParallelEffort.objects.filter(
            stay=stay, code="forstarkt_samarbete", ordinal=1, superseded_at__isnull=True
        ).first()
        if effort:
            values |= {"parallel_started_on": effort.started_on, "parallel_ended_on": effort.ended_on}
    return _save(stay.team, stay.own_id, now.person_id, StayFacts(**(values | changes)), recorded_at)


def _save(team: Team, own_id: str, person_id: int, facts: StayFacts, recorded_at: dt.datetime | None) -> Stay:
    actor = lead(team)
    with acting(actor):
        save_stays(
            actor=actor,
            team=team,
            stays={own_id: facts},
            persons={own_id: person_id},
            stamp=_stamp(recorded_at),
        )
        return Stay.objects.select_related("team").get(team=team, own_id=own_id)


def make_consent(
    team: Team,
    person_id: int,
    *to: Authority,
    signed_on: dt.date | None = None,
    source: Authority | None = None,
    categories: Iterable[str] = DataCategory.values,
    to_team: bool | None = None,
    ended_as: str = "",
    **columns: Any,
) -> Consent:
    """Signed today; from the team's own record, to the authorities named, to the team when none is."""
    day = signed_on or timezone.localdate()
    kind = columns.setdefault("kind", ConsentKind.SECRECY)
    is_secrecy = kind == ConsentKind.SECRECY
    agreed_to = columns.setdefault("agreed_to", months_later(day, 12))
    for name, value in {"valid_from": day, "valid_to": agreed_to, "form": ConsentForm.PAPER}.items():
        columns.setdefault(name, value)
    if ended_as:
        columns.setdefault("ended_at", timezone.now())
    with acting(lead(team)):
        made = Consent.objects.create(
            team=team,
            person_id=person_id,
            source_authority=source,
            to_team=(is_secrecy and not to) if to_team is None else to_team,
            categories=list(categories) if is_secrecy else [],
            signed_on=day,
            ended_as=ended_as,
            **columns,
        )
        for authority in to:
            ConsentRecipient.objects.create(team=team, consent=made, authority=authority)
        update_consent_ends(team.pk)
    return made


def make_placement(
    stay: Stay,
    started_on: dt.date,
    ended_on: dt.date | None = None,
    *,
    form: str = PlacementForm.WORK_TRAINING.value,
    employer: str = "",
    **columns: Any,
) -> Placement:
    with acting(lead(stay.team)):
        return Placement.objects.create(
            team=stay.team,
            stay=stay,
            started_on=started_on,
            ended_on=ended_on,
            form=form,
            employer=employer or f"Arbetsgivare {next(_numbers)}",
            **columns,
        )


def make_position(
    team: Team,
    percent: int | Decimal | None = 100,
    started_on: dt.date = dt.date(2020, 1, 1),
    ended_on: dt.date | None = None,
    **columns: Any,
) -> Position:
    columns.setdefault("role", f"coach {next(_numbers)}")
    with acting(lead(team)):
        return Position.objects.create(
            team=team, percent=percent, started_on=started_on, ended_on=ended_on, **columns
        )


def make_budget_row(
    team: Team, name: str, *, year: int = 2025, period: str = "full_year", **columns: Any
) -> BudgetRow:
    columns.setdefault("position", next(_numbers) % 30_000)
    with acting(lead(team)):
        return BudgetRow.objects.create(team=team, name=name, year=year, period=period, **columns)


def make_settings(team: Team, valid_from: dt.date = dt.date(2000, 1, 1), **columns: Any) -> TeamSettings:
    with acting(lead(team)):
        return TeamSettings.objects.create(team=team, valid_from=valid_from, **columns)


def make_published(
    team: Team,
    figure: str,
    value: str | int,
    first: dt.date,
    last: dt.date,
    *,
    is_code: bool = True,
    **columns: Any,
) -> PublishedFigure:
    """A figure as printed; its decimals are those of the text `value` ("4.75" has two)."""
    number = Decimal(value)
    columns.setdefault("decimals", max(0, -int(number.as_tuple().exponent)))
    columns.setdefault("ordinal", next(_numbers) % 30_000)
    with acting(lead(team)):
        return PublishedFigure.objects.create(
            team=team,
            figure=figure,
            value=number,
            period_from=first,
            period_to=last,
            is_code=is_code,
            **columns,
        )
