"""Follow-ups of the practice team's people: held as the days pass, some cancelled, some to come, a few late."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.utils import timezone

from demo.follow_ups import Turn, turn_of
from samsteg.accounts.models import User
from samsteg.cli.practice_consents import FK, SOC, practice_authority
from samsteg.cli.practice_people import OURS
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.context import acting
from samsteg.exchange.importing import actor_in_team
from samsteg.follow_ups.enums import REGULAR, WAS_HELD, CancelReason, FollowUpKind, FollowUpState, MinutePart
from samsteg.follow_ups.minutes import save_written
from samsteg.follow_ups.models import FollowUp
from samsteg.follow_ups.rules import USUAL_EVERY_MONTHS, USUAL_FIRST_WEEKS, next_due, workday
from samsteg.follow_ups.times import next_of, set_times, times_of
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay

YEARS = 3
AHEAD = dt.timedelta(days=21)  # so long before a day that is due it gets booked
LATELY = dt.timedelta(days=45)
MINUTES: dict[str, str] = {
    MinutePart.BETTER: "Kommer upp på morgnarna. Har hittat en buss som passar.",
    MinutePart.WORK: "Trivs med två dagar i veckan och vill pröva tre.",
    MinutePart.HEALTH: "Sover bättre sedan hösten.",
    MinutePart.TEAM_ONLY: "Påminn om blanketten före nästa gång.",
}
AGREED = ("Tre dagar i veckan från nästa månad", "Handledaren ringer handläggaren om underlaget")


def hold_practice_follow_ups(operator: User, team: Team) -> int:
    """Brings the follow-ups of who is here up to today; returns how many rows are new.

    A stay that somebody else has booked or changed anything for is left alone.
    """
    today = timezone.localdate()
    with acting(actor_in_team(operator, team)) as actor:
        if not times_of(team).rows:
            first = dt.date(today.year - YEARS, 1, 1)
            usual = {"first_weeks": USUAL_FIRST_WEEKS, "every_months": USUAL_EVERY_MONTHS}
            set_times(actor=actor, team=team, valid_from=first, **usual)
        return sum(len(_grow(actor, team, stay, rows, today)) for stay, rows in _ours(actor, team, today))


def _ours(actor: Actor, team: Team, today: dt.date) -> Iterator[tuple[Stay, list[FollowUp]]]:
    stays = (
        Stay.objects.in_team(team.pk)
        .unprotected()
        .known()
        .filter(person__own_id__startswith=OURS, enrolled_on__lte=today)
        .exclude(exited_on__lt=dt.date(today.year - 1, 1, 1))
        .order_by("own_id")
    )
    known: dict[int, list[FollowUp]] = defaultdict(list)
    for row in FollowUp.objects.filter(team=team, stay__in=stays).defer("place_cipher", "contact_cipher"):
        known[row.stay_id].append(row)
    for stay in stays:
        if all(row.recorded_by_id == actor.user_id for row in known[stay.pk]):
            yield stay, [row for row in known[stay.pk] if row.superseded_at is None]


def _grow(actor: Actor, team: Team, stay: Stay, rows: list[FollowUp], today: dt.date) -> list[FollowUp]:
    """Held up to today, and the next one booked when its day is near."""
    times, made = times_of(team), []
    held = [row for row in rows if row.state in WAS_HELD and row.kind in REGULAR]
    last_day = min(stay.exited_on or today, today)
    booked = next((row for row in rows if row.state == FollowUpState.BOOKED), None)
    while due := next_of(times, stay.enrolled_on, held):
        turn = turn_of(stay.own_id, due.due_on)
        day = workday(due.due_on + dt.timedelta(days=turn.days_after))
        is_new = stay.exited_on is None and today - LATELY < due.due_on <= today
        is_late = is_new and turn.may_be_late
        if day > last_day or is_late:
            if not is_late and booked is None and stay.exited_on is None and due.due_on <= today + AHEAD:
                made.append(
                    _row(actor, stay, turn, FollowUpState.BOOKED, due.kind, due.due_on, max(day, today))
                )
            break
        if turn.was_cancelled:
            made.append(_row(actor, stay, turn, FollowUpState.CANCELLED, due.kind, due.due_on, due.due_on))
        row = _row(actor, stay, turn, FollowUpState.HELD, due.kind, due.due_on, day)
        held.append(row)
        made.append(row)
        if booked is not None:  # what was booked has been: this is it
            FollowUp.objects.filter(pk=booked.pk).update(superseded_at=timezone.now())
            row.series, row.version, booked = booked.series, booked.version + 1, None
    FollowUp.objects.bulk_create(made)
    if held and held[-1] in made and stay.exited_on is None:
        save_written(held[-1], MINUTES, "\n".join(AGREED))
    return made


def _row(
    actor: Actor, stay: Stay, turn: Turn, state: FollowUpState, kind: str, due_on: dt.date, day: dt.date
) -> FollowUp:
    """With the social services, and at times the insurance agency too."""
    names = (SOC, FK) if turn.has_agency else (SOC,)
    (pk,) = new_ids(FollowUp, 1)
    row = FollowUp(
        pk=pk,
        team_id=stay.team_id,
        person_id=stay.person_id,
        stay=stay,
        kind=kind if kind in REGULAR else FollowUpKind.THREE_MONTH,
        state=state,
        due_on=due_on,
        meeting_on=day,
        meeting_at=turn.at,
        form=turn.form,
        authority_ids=[practice_authority(name).pk for name in names],
        recorded_by_id=actor.user_id,
        recorded_at=timezone.now(),
    )
    if state == FollowUpState.CANCELLED:
        row.cancelled_by = turn.cancelled_by
        row.cancel_reason = CancelReason.PREVENTED
    if state == FollowUpState.HELD:
        row.next_due_on = next_due(due_on, day, USUAL_EVERY_MONTHS)
    return row
