"""The officer's review of the read log: what is to be looked at, what it came to, who saw what, and the alarms."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.accounts.models import User
from samsteg.audit.drawing import draw_month, month_of
from samsteg.audit.enums import ReadKind, ReviewOutcome
from samsteg.audit.models import Alarm, ReadEntry, ReviewDecision, ReviewItem, ReviewMonth, SignInEntry
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Authority, Team

PAGE = 50
ALARMS_SHOWN = 100
DOOR_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Who saw what: from one moment up to another, by user, person or authority; None asks for all."""

    first_at: dt.datetime
    last_at: dt.datetime
    user_id: int | None = None
    person_id: int | None = None
    authority_id: int | None = None
    with_reviews: bool = True


@dataclass(frozen=True, slots=True)
class MonthState:
    month: dt.date
    item_count: int
    open_count: int
    drawn: ReviewMonth | None


def months_reviewed(*, actor: Actor, team: Team) -> list[MonthState]:
    """Newest first: every month that has something to look at, or has been drawn from."""
    require(actor, "log.review", team)
    items = Counter(ReviewItem.objects.filter(team_id=team.pk).values_list("month", flat=True))
    done = ReviewDecision.objects.filter(team_id=team.pk, item=OuterRef("pk"))
    left = ReviewItem.objects.filter(team_id=team.pk).alias(outcome=Subquery(done.values("outcome")[:1]))
    unseen = Counter(left.filter(outcome__isnull=True).values_list("month", flat=True))
    drawn = {one.month: one for one in ReviewMonth.objects.filter(team_id=team.pk)}
    months = sorted({*items, *drawn}, reverse=True)
    return [MonthState(month, items[month], unseen[month], drawn.get(month)) for month in months]


def items_of_month(
    *, actor: Actor, team: Team, month: dt.date
) -> list[tuple[ReviewItem, list[ReviewDecision]]]:
    """What is to be looked at first, then by time; decisions newest first."""
    require(actor, "log.review", team)
    items = ReviewItem.objects.filter(team_id=team.pk, month=month).prefetch_related("decisions")
    found = [(item, sorted(item.decisions.all(), key=lambda one: -one.pk)) for item in items]
    return sorted(found, key=lambda one: (bool(one[1]), one[0].first_at, one[0].pk))


def item_to_review(*, actor: Actor, team: Team, item_id: int) -> tuple[ReviewItem, list[ReviewDecision]]:
    """Raises NotVisible for another team's item."""
    require(actor, "log.review", team)
    item = ReviewItem.objects.filter(team_id=team.pk, pk=item_id).first()
    if item is None:
        raise NotVisible
    return item, list(ReviewDecision.objects.filter(team_id=team.pk, item=item).order_by("-pk"))


def draw_last_month(*, actor: Actor, team: Team) -> dt.date:
    """Draws the sample of the month that has passed, if the night has not. Returns the month."""
    require(actor, "log.review", team)
    month = month_of(month_of(timezone.localdate()) - dt.timedelta(days=1))
    draw_month(team_id=team.pk, month=month)
    return month


def decide_review(*, actor: Actor, team: Team, item_id: int, outcome: str, note: str = "") -> ReviewDecision:
    """Raises NotVisible for another team's item, Refused for one's own reads or an incident without a word about it."""
    require(actor, "log.review", team)
    item, _decisions = item_to_review(actor=actor, team=team, item_id=item_id)
    if outcome not in ReviewOutcome.values:
        raise Refused(_("Choose what the review came to."))
    if item.actor_id == actor.user_id:
        raise Refused(_("Nobody reviews one's own reads. Ask another officer."))
    if outcome != ReviewOutcome.OK and not note.strip():
        raise Refused(_("Write a few words about what was asked or what happened."))
    return ReviewDecision.objects.create(
        team_id=team.pk, item=item, outcome=outcome, note=note.strip(), decided_by_id=actor.user_id
    )


def who_saw_what(
    *, actor: Actor, team: Team, asked: Asked, before: tuple[dt.datetime, int] | None = None
) -> list[ReadEntry]:
    """One page of the log, newest first, and one row more when there are more. `before` is the last row shown."""
    require(actor, "log.review", team)
    rows = ReadEntry.objects.filter(team_id=team.pk, at__gte=asked.first_at, at__lt=asked.last_at)
    if asked.user_id is not None:
        rows = rows.filter(actor_id=asked.user_id)
    if asked.person_id is not None:
        rows = rows.filter(person_id=asked.person_id)
    if asked.authority_id is not None:
        rows = rows.exclude(authority_ids=[]).filter(authority_ids__contains=[asked.authority_id])
    if not asked.with_reviews:
        rows = rows.exclude(kind=ReadKind.REVIEW)
    if before is not None:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    return list(rows.order_by("-at", "-id")[: PAGE + 1])


def at_the_door(*, actor: Actor, team: Team, asked: Asked) -> list[SignInEntry]:
    """What happened with the log-ins of those who have or have had a role in the team, newest first.

    A log-in belongs to no team: nothing is told of others, nor where somebody asks about one participant or authority.
    """
    known = {user_id for user_id, _name in readers_of(actor=actor, team=team)}
    if asked.user_id is not None:
        known &= {asked.user_id}
    if asked.person_id is not None or asked.authority_id is not None or not known:
        return []
    rows = SignInEntry.objects.filter(user_id__in=known, at__gte=asked.first_at, at__lt=asked.last_at)
    return list(rows.order_by("-at", "-pk")[:DOOR_SHOWN])


def alarms_of(*, actor: Actor, team: Team) -> list[Alarm]:
    """Unseen first, each part newest first."""
    require(actor, "log.review", team)
    rows: QuerySet[Alarm] = Alarm.objects.filter(team_id=team.pk)
    unseen = rows.filter(seen_at__isnull=True).order_by("-raised_at", "-pk")
    seen = rows.filter(seen_at__isnull=False).order_by("-raised_at", "-pk")
    return [*unseen[:ALARMS_SHOWN], *seen[:ALARMS_SHOWN]]


def see_alarm(*, actor: Actor, team: Team, alarm_id: int, outcome: str) -> None:
    """Notes who has looked at the alarm and what came of it. Raises NotVisible, Refused when somebody has already."""
    require(actor, "log.review", team)
    if not Alarm.objects.filter(team_id=team.pk, pk=alarm_id).exists():
        raise NotVisible
    changed = Alarm.objects.filter(team_id=team.pk, pk=alarm_id, seen_at__isnull=True).update(
        seen_by_id=actor.user_id, seen_at=timezone.now(), outcome=outcome.strip()[:300]
    )
    if not changed:
        raise Refused(_("Somebody has already looked at the alarm. Load the page again."))


def names_by_id(user_ids: Iterable[int | None]) -> dict[int, str]:
    """The shown names of users, for rows that keep ids."""
    wanted = {one for one in user_ids if one is not None}
    return {user.pk: user.shown_name for user in User.objects.filter(pk__in=wanted)}


def readers_of(*, actor: Actor, team: Team) -> list[tuple[int, str]]:
    """Everybody who has or has had a role in the team, by name: (user id, name)."""
    require(actor, "log.review", team)
    held = User.objects.filter(memberships__team=team, memberships__is_operator=False).distinct()
    return sorted(((user.pk, user.shown_name) for user in held), key=lambda one: one[1].casefold())


def authority_names(authority_ids: Iterable[int]) -> dict[int, str]:
    return dict(Authority.objects.filter(pk__in=set(authority_ids)).values_list("pk", "name"))
