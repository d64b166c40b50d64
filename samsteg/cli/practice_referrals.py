"""New referrals, standing times and visits of the practice team, so that the pages have something to show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from samsteg.access.selectors import actor_for
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.referrals.models import Referral
from samsteg.participants.referrals.questions import DEFAULT
from samsteg.participants.referrals.receiving import receive_from_referrer, receive_from_team
from samsteg.participants.referrals.records import Content, NewReferral, SaidYes
from samsteg.participants.visits.models import VisitSlot
from samsteg.participants.visits.records import Booking
from samsteg.participants.visits.selectors import free_slots
from samsteg.participants.visits.services import add_slot, book_visit

DAY = dt.timedelta(days=1)
SLOTS = ((2, dt.time(13, 30), "place"), (4, dt.time(10), "outdoors"))  # Tuesday and Thursday
QUESTIONS = tuple(one.plain for one in DEFAULT)
# First name, last name, sex, born, referrer, days ago, answers in the order of the questions that come with Samsteg.
REFERRED = (
    (
        *("Ebba", "Övningsberg", "women", "1994-03-11", "soc", 9),
        (
            "Att våga åka buss igen.",
            "Hon bakar till grannarna på fredagar.",
            "3",
            "Att hon går ut en dag till.",
            "",
            "",
        ),
    ),
    (
        *("Omar", "Exempelsson", "men", "1988", "primary_care", 6),
        ("Ett jobb med händerna.", "Han lagar cyklar.", "5", "", "Tolk på dari. Helst på eftermiddagen.", ""),
    ),
    (
        *("Love", "Påhittad", "other", "2002-11-30", "self", 2),
        ("Något att gå upp till.", "Jag ritar varje dag.", "", "", "Jag vill ha med min syster.", ""),
    ),
)
SENT = (
    *("Tariq", "Låtsasson", "men", "1979-06-02", "af", 0),
    ("Att veta vad han orkar.", "Promenader med hunden.", "4", "", "", "Vårdcentralen."),
)


def add_practice_referrals(operator: User, team: Team, users: Mapping[str, User]) -> int:
    """Adds them once; returns how many. A team that has had a referral is left as it is."""
    with acting(actor_in_team(operator, team)) as actor:
        if Referral.objects.in_team(team.pk).exists():
            return 0
        for told in REFERRED:
            receive_from_team(actor=actor, team=team, new=_new(*told))
        _book(actor, team)
    referrer = actor_for(users["referrer"])
    with acting(referrer):
        receive_from_referrer(actor=referrer, team=team, new=_new(*SENT))
    return len(REFERRED) + 1


def _new(
    first: str, last: str, sex: str, born: str, referrer: str, days_ago: int, answers: tuple[str, ...]
) -> NewReferral:
    on_day = timezone.localdate() - days_ago * DAY
    form = "self" if referrer == "self" else "oral"
    return NewReferral(
        referrer=referrer,
        received_on=on_day,
        content=Content(
            first_name=first,
            last_name=last,
            sex=sex,
            born=born,
            phone="070-174 06 35",
            referrer_name="" if referrer == "self" else "Handläggare Övning",
            answers=tuple(zip(QUESTIONS, answers, strict=True)),
        ),
        said_yes=SaidYes(visit=True, division=referrer != "self", form=form, on_day=on_day),
    )


def _book(actor: Actor, team: Team) -> None:
    """Two standing times; those who wait for a visit get the first two that are free."""
    for weekday, starts_at, form in SLOTS:
        slot = VisitSlot(
            weekday=weekday, starts_at=starts_at, form=form, valid_from=timezone.localdate() - 7 * DAY
        )
        add_slot(actor=actor, team=team, slot=slot)
    waiting = (
        Stay.objects.in_team(team.pk)
        .visible_to(actor)
        .filter(enrolled_on__isnull=True, not_enrolled_on__isnull=True)
        .order_by("pk")[:2]
    )
    for stay, free in zip(waiting, free_slots(team), strict=False):
        booking = Booking(
            kind="study_visit",
            form=free.slot.form,
            on_day=free.on_day,
            starts_at=free.slot.starts_at,
            slot_id=free.slot.pk,
            with_referrer=True,
        )
        book_visit(actor=actor, team=team, person_id=stay.person_id, booking=booking)
