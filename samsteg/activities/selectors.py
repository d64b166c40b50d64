"""Reading groups and their sessions. What tells of persons is read in `member_selectors`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from samsteg.activities.enums import TO_BE_HELD, GroupKind, Joining, PlaceKind, SessionState
from samsteg.activities.leading import Leads, leaders_of
from samsteg.activities.models import (
    Attendance,
    ClosedDays,
    Group,
    GroupMembership,
    GroupSession,
    GroupShare,
    Term,
)
from samsteg.activities.opened import open_groups, open_sessions
from samsteg.activities.places import others_in_each
from samsteg.activities.records import SessionDay
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import MOST_IDS, KeptRows, in_steps
from samsteg.organisation.models import Team


def sessions_between(actor: Actor, team: Team, first_on: dt.date, last_on: dt.date) -> tuple[SessionDay, ...]:
    """Of the team's groups and those held with it, both days inclusive, by day and time. Cancelled ones too.

    Empty for who isn't of the team's staff. Two questions, however many there are; marks aren't counted.
    """
    return _session_days(team, sessions_question(actor, team, first_on, last_on), counted=False)


@KeptRows
def sessions_question(
    actor: Actor, team: Team, first_on: dt.date, last_on: dt.date
) -> QuerySet[GroupSession, GroupSession]:
    return _in_order(open_sessions(actor, team).between(first_on, last_on))


def sessions_of_group(
    actor: Actor,
    team: Team,
    group_id: int,
    first_on: dt.date,
    last_on: dt.date,
    leaders: Mapping[int, list[Leads]] | None = None,
) -> tuple[SessionDay, ...]:
    """`leaders`: the group's, where they are known."""
    rows = open_sessions(actor, team).between(first_on, last_on).filter(group_id=group_id)
    return _session_days(team, _in_order(rows), counted=True, leaders=leaders)


def sessions_to_call(actor: Actor, team: Team, *, weeks: int = 5) -> tuple[SessionDay, ...]:
    """Those of the last weeks and of today that aren't cancelled, of shared groups too. What they lack: the session
    itself (`lacks_roll_call`), and `half_called`.
    """
    today = timezone.localdate()
    rows = open_sessions(actor, team).between(today - dt.timedelta(weeks=weeks), today)
    return session_days(team, rows.exclude(state=SessionState.CANCELLED))


@dataclass(frozen=True, slots=True)
class Together:
    """Whom a group is held with: whether with another team now, and on the day asked of partners without access, who
    tell on paper how many came.
    """

    with_teams: bool
    partners: tuple[str, ...]


def together_on(group_id: int, day: dt.date) -> Together:
    """The caller has seen that the group is open. One question."""
    today = timezone.localdate()
    rows = GroupShare.objects.filter(group_id=group_id).order_by("partner_name", "pk")
    found = list(rows.values_list("partner_id", "partner_name", "started_on", "ended_on"))
    return Together(
        any(team is not None and (ended is None or ended > today) for team, _name, _since, ended in found),
        tuple(
            name
            for team, name, since, ended in found
            if team is None and since <= day and (ended is None or ended > day)
        ),
    )


def session_of(actor: Actor, team: Team, series: uuid.UUID) -> SessionDay:
    """Raises NotVisible."""
    found = _session_days(team, _one(actor, team, series), counted=True)
    if not found:
        raise NotVisible
    return found[0]


@KeptRows
def _one(actor: Actor, team: Team, series: uuid.UUID) -> QuerySet[GroupSession, GroupSession]:
    return _in_order(open_sessions(actor, team).filter(series=series))


def session_days(team: Team, rows: QuerySet[GroupSession], *, counted: bool = True) -> tuple[SessionDay, ...]:
    """By day and time. The rows hold now and are open in the team. `counted`: with how many are marked."""
    return _session_days(team, _in_order(rows), counted=counted)


def _in_order(rows: QuerySet[GroupSession]) -> QuerySet[GroupSession]:
    return rows.select_related("group").order_by("on_day", "starts_at", "group__name", "pk")


def _session_days(
    team: Team,
    rows: Iterable[GroupSession],
    *,
    counted: bool,
    leaders: Mapping[int, list[Leads]] | None = None,
) -> tuple[SessionDay, ...]:
    found = list(rows)
    leaders = leaders_of({row.group_id for row in found}) if leaders is None else leaders
    marks = _marks(team, {row.series for row in found}) if counted else {}
    return tuple(_day(row, leaders[row.group_id], marks.get(row.series, 0)) for row in found)


def _marks(team: Team, series: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    wanted = list(series)
    if not wanted:
        return {}
    rows = Attendance.objects.in_team(team.pk).current().unprotected().filter(session_series__in=wanted)
    return dict(rows.order_by().values_list("session_series").annotate(n=Count("pk")))


def _day(row: GroupSession, leaders: Iterable[Leads], marks: int) -> SessionDay:
    led = [one for one in leaders if one.leads_on(row.on_day)]
    group = row.group
    return SessionDay(
        series=row.series,
        version=row.version,
        group_id=row.group_id,
        group=group.name,
        kind=GroupKind(group.kind),
        host_id=row.team_id,
        on_day=row.on_day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=SessionState(row.state),
        moved_from_on=row.moved_from_on,
        reason=row.reason,
        decided_by=row.decided_by,
        place_kind=PlaceKind(row.place_kind or group.place_kind),
        place=row.place or ("" if row.place_kind else group.place),
        about=row.about,
        day_note=row.day_note,
        guest_count=row.guest_count,
        partner_count=row.partner_count,
        leader_ids=tuple(one.user_id for one in led if one.user_id is not None),
        leaders=tuple(one.name for one in led),
        marks=marks,
        own_place_kind=row.place_kind,
        own_place=row.place,
        joining=Joining(group.joining),
    )


def groups_open(actor: Actor, team: Team, *, ended: bool = False) -> QuerySet[Group]:
    """Those that are held now, or with `ended` those that are no more, by name."""
    today = timezone.localdate()
    over = Q(ended_on__lte=today)
    rows = open_groups(actor, team).filter(over if ended else ~over | Q(ended_on__isnull=True))
    return rows.order_by("name", "pk")


def names_of_groups(keys: Iterable[str]) -> dict[str, str]:
    """By key, of the groups that row-level security lets the team see: its own, and those it has taken part in."""
    wanted = in_steps(int(key) for key in keys)
    asked = _kept_names if len(wanted) <= MOST_IDS else _names
    return {str(pk): name for pk, name in asked(*wanted)} if wanted else {}


def _names(*group_ids: int) -> QuerySet[Group, tuple[int, str]]:
    return Group.objects.filter(pk__in=group_ids).values_list("pk", "name")


_kept_names = KeptRows(_names)


def group_of(actor: Actor, team: Team, group_id: int) -> Group:
    """Raises NotVisible."""
    found = open_groups(actor, team).select_related("team", "follows_into").filter(pk=group_id)
    if (group := found.first()) is None:
        raise NotVisible
    return group


def comes_after(actor: Actor, team: Team, group: Group) -> list[Group]:
    """Groups held now that this one follows in a series, by name."""
    return list(groups_open(actor, team).filter(follows_into=group))


def terms_of(group: Group) -> list[Term]:
    """Newest first. The caller has seen that the group is open."""
    rows = Term.objects.filter(group=group, withdrawn_at__isnull=True)
    return list(rows.order_by("-first_on", "-pk"))


def closed_days(team: Team, first_on: dt.date, last_on: dt.date) -> list[ClosedDays]:
    """The team's own that touch the days, oldest first."""
    return closed_question(team, first_on, last_on)


@KeptRows
def closed_question(team: Team, first_on: dt.date, last_on: dt.date) -> QuerySet[ClosedDays, ClosedDays]:
    rows = ClosedDays.objects.filter(team_id=team.pk, first_on__lte=last_on, last_on__gte=first_on)
    return rows.order_by("first_on", "pk")


@dataclass(frozen=True, slots=True)
class GroupsInShort:
    """All groups open in the team, held now and ended; `members`, `others` and `next_on` by group.

    `others`: how many of other teams' participants are in a group that is held together; a group that the team has
    alone isn't there.
    """

    team_id: int
    today: dt.date
    groups: tuple[Group, ...]
    members: dict[int, int]
    next_on: dict[int, dt.date]
    others: dict[int, int] = field(default_factory=dict)

    def taken(self, group_id: int) -> int:
        """Places, of the own and others."""
        return self.members.get(group_id, 0) + self.others.get(group_id, 0)


def groups_in_short(actor: Actor, team: Team) -> GroupsInShort:
    """For the list. Members are the team's own that are open to lists; five questions at most."""
    today = timezone.localdate()
    groups = tuple(open_groups(actor, team).select_related("team"))
    held = GroupMembership.objects.in_team(team.pk).current().unprotected()
    now = held.filter(Q(left_on__isnull=True) | Q(left_on__gt=today), joined_on__lte=today)
    members = dict(now.order_by().values_list("group_id").annotate(n=Count("person_id", distinct=True)))
    coming = open_sessions(actor, team).filter(state__in=TO_BE_HELD, on_day__gte=today)
    next_on = dict(coming.order_by().values_list("group_id").annotate(day=Min("on_day")))
    shared = _shared(team, [one.pk for one in groups if one.ended_on is None or one.ended_on > today], today)
    return GroupsInShort(team.pk, today, groups, members, next_on, others_in_each(team, shared, today))


def _shared(team: Team, group_ids: Sequence[int], today: dt.date) -> set[int]:
    """Those of the groups that are held with another team now."""
    now = GroupShare.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=today), partner__isnull=False)
    return set(now.filter(group_id__in=group_ids).values_list("group_id", flat=True))


def shares_of(group: Group) -> list[GroupShare]:
    """Whom the group is held with now. The caller has seen that the group is the team's own."""
    rows = GroupShare.objects.filter(group=group, ended_on__isnull=True).select_related("partner")
    return list(rows.order_by("partner__name", "partner_name", "pk"))


def history_of(series: uuid.UUID) -> list[GroupSession]:
    """Every version of a session, oldest first. The caller has seen that it is open."""
    return list(GroupSession.objects.filter(series=series).order_by("version"))
