"""Groups of the practice team: four with a term each, people in them, and roll calls up to the day before yesterday."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from django.utils import timezone

from samsteg.accounts.models import User
from samsteg.activities.enums import TO_BE_HELD, GroupKind, Joining, Mark, PlaceKind, Threshold
from samsteg.activities.marking import mark_session
from samsteg.activities.members import put_in
from samsteg.activities.models import Group, GroupMembership, GroupSession, Term
from samsteg.activities.planning import TermValues, plan_term
from samsteg.activities.records import GroupValues, LeaderValues, MarkAsked, Told
from samsteg.activities.rolls import roll_of
from samsteg.activities.rules import Beat
from samsteg.activities.selectors import sessions_of_group
from samsteg.activities.services import add_leader, save_group
from samsteg.activities.sessions import tell_session
from samsteg.cli.practice_people import OURS
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay

BACK: Final = dt.timedelta(weeks=10)
# In the order in which one often goes; the last is what the one before is followed by.
GROUPS: Final = (
    (
        GroupValues(
            name="Träffpunkten",
            kind=GroupKind.MEETING_PLACE,
            purpose="Fika, spel och samtal. Kom som du är.",
            joining=Joining.DROP_IN,
            place="Stora rummet",
        ),
        Beat(1, dt.time(13), dt.time(15)),
        "Fika och sällskapsspel",
    ),
    (
        GroupValues(
            name="Skogsgruppen",
            kind=GroupKind.FOREST,
            purpose="Vi går en bit, gör upp eld och dricker kaffe.",
            capacity=12,
            place_kind=PlaceKind.OUTDOORS,
            place="Parkeringen vid elljusspåret",
        ),
        Beat(2, dt.time(9, 30), dt.time(12)),
        "Eld, kaffe och en kort promenad",
    ),
    (
        GroupValues(
            name="Introduktionsgruppen",
            kind=GroupKind.INTRODUCTION,
            purpose="Vad fungerar redan, och vad är nästa lilla steg?",
            threshold=Threshold.NEXT_STEP,
            capacity=8,
            ends_trial=True,
            place="Lilla rummet",
        ),
        Beat(3, dt.time(10), dt.time(12)),
        "Styrkor: vad säger andra att du är bra på?",
    ),
    (
        GroupValues(
            name="Arbetsträningsgruppen",
            kind=GroupKind.WORK_TRAINING,
            purpose="Från steg på papper till steg i verkligheten.",
            threshold=Threshold.NEXT_STEP,
            capacity=10,
            place="Lilla rummet",
        ),
        Beat(4, dt.time(10), dt.time(12)),
        "Att ringa en arbetsgivare",
    ),
)
# Of a hundred marks; the rest is here.
SHARES: Final = ((Mark.EXCUSED, 15), (Mark.ABSENT, 10), (Mark.DIGITAL, 5))


def hold_practice_groups(operator: User, team: Team, coach: User) -> int:
    """Brings the groups up to today; returns how many sessions got their roll call. Whole again the second time."""
    today = timezone.localdate()
    with acting(actor_in_team(operator, team)) as actor:
        made = [_group(actor, team, coach, *one) for one in GROUPS]
        _follow_each_other(actor, team, made)
        _people(actor, team, made, today)
        return sum(_call(actor, team, group, one[2], today) for group, one in zip(made, GROUPS, strict=True))


def _group(actor: Actor, team: Team, coach: User, values: GroupValues, beat: Beat, _about: str) -> Group:
    found = Group.objects.filter(team=team, name=values.name).first()
    today = timezone.localdate()
    if found is None:
        found = save_group(actor=actor, team=team, values=values)
        leader = LeaderValues(user_id=coach.pk)
        add_leader(actor=actor, team=team, group_id=found.pk, leader=leader, started_on=today - BACK)
    first, last = term_of(today)
    if not Term.objects.filter(group=found, first_on=first).exists():
        plan_term(actor=actor, team=team, group_id=found.pk, values=TermValues(first, last, (beat,)))
    return found


def term_of(today: dt.date) -> tuple[dt.date, dt.date]:
    """Spring from the second week of January, autumn from the end of August; between them the one that comes."""
    spring = (dt.date(today.year, 1, 12), dt.date(today.year, 6, 12))
    autumn = (dt.date(today.year, 8, 24), dt.date(today.year, 12, 18))
    if today <= spring[1]:
        return spring
    return autumn if today <= autumn[1] else (dt.date(today.year + 1, 1, 12), dt.date(today.year + 1, 6, 12))


def _follow_each_other(actor: Actor, team: Team, made: list[Group]) -> None:
    before, after = made[-2], made[-1]
    if before.follows_into_id is None and before.version == 1:
        values = GroupValues(
            **{name: getattr(before, name) for name in GroupValues.__slots__} | {"follows_into_id": after.pk}
        )
        save_group(actor=actor, team=team, values=values, group_id=before.pk, expected_version=1)


def _people(actor: Actor, team: Team, made: list[Group], today: dt.date) -> None:
    """Each who is here in one group, and every other in a second; nobody who has been in any is put in again."""
    known = set(GroupMembership.objects.in_team(team.pk).values_list("person_id", flat=True))
    stays = (
        Stay.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(person__own_id__startswith=OURS, enrolled_on__lte=today, exited_on__isnull=True)
    )
    for number, stay in enumerate(stays.exclude(person_id__in=known).order_by("own_id")):
        chosen = {made[number % 4]} | ({made[0]} if number % 2 else set())
        for group in chosen:
            joined_on = max(stay.enrolled_on or today, today - BACK)
            put_in(
                actor=actor,
                team=team,
                group_id=group.pk,
                person_id=stay.person_id,
                joined_on=joined_on,
                over_capacity=True,
            )


def _call(actor: Actor, team: Team, group: Group, about: str, today: dt.date) -> int:
    """The roll of every session that has been, but for those of the last two days: they wait for their leader."""
    done = 0
    for day in sessions_of_group(actor, team, group.pk, today - BACK, today - dt.timedelta(days=3)):
        if day.state not in TO_BE_HELD:
            continue
        asked = [
            MarkAsked(one.person_id, mark)
            for one in roll_of(actor, team, group.pk, day.series, day.on_day)
            if (mark := mark_for(one.person.title, day.on_day)) != Mark.ABSENT
            or day.joining is Joining.MEMBERS
        ]
        mark_session(actor=actor, team=team, series=day.series, asked=asked)
        now = GroupSession.objects.current().get(series=day.series)
        told = Told(about=about, guest_count=int(_dice(str(day.series)) < 20))
        tell_session(actor=actor, team=team, series=day.series, expected_version=now.version, told=told)
        done += 1
    return done


def mark_for(who: str, day: dt.date) -> str:
    """The same for the same person and day, whenever it is asked."""
    left = _dice(f"{who} {day}")
    for mark, share in SHARES:
        if left < share:
            return mark.value
        left -= share
    return Mark.PRESENT.value


def _dice(text: str) -> int:
    """0 to 99, by the text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) % 100
