"""Groups, sessions and marks as a workbook writes them: the same rows as the pages write.

A group is named in a file by `file_names`. The caller has checked what the file says and holds the team's lock.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Min, QuerySet
from django.utils import timezone

from samsteg.activities.enums import TO_BE_HELD, Joining, Mark, SessionState
from samsteg.activities.models import (
    Attendance,
    ClosedDays,
    Group,
    GroupMembership,
    GroupSession,
    GroupShare,
    Leader,
    Term,
)
from samsteg.activities.rules import Span
from samsteg.core.facts import Stamp, Values, replace_facts
from samsteg.organisation.models import Team

# What a file says of a group; `ended_on` is stored as the first day without it.
GROUP_VALUES: Final = (
    "kind",
    "purpose",
    "threshold",
    "joining",
    "capacity",
    "ends_trial",
    "follows_into_id",
    "place_kind",
    "place",
    "ended_on",
)
# What a file says of a session; the rest stays as it is.
SESSION_VALUES: Final = (
    "ends_at",
    "state",
    "moved_from_on",
    "reason",
    "decided_by",
    "guest_count",
    "partner_count",
)
SESSION_KEPT: Final = ("term_id", "place_kind", "place", "about", "day_note")
SESSION_PLACE: Final = ("group_id", "on_day", "starts_at")
MARK_KEY: Final = ("session_series", "person_id")
MARK_VALUES: Final = (
    "stay_id",
    "group_id",
    "host_id",
    "occurred_on",
    "mark",
    "is_drop_in",
    "sent_id",
    "marked_at",
)
ONE_DAY: Final = dt.timedelta(days=1)


def standing_groups(team: Team) -> QuerySet[Group]:
    """The team's own, held now or ended; not those of an undone import."""
    return Group.objects.filter(team=team, withdrawn_at__isnull=True).order_by("name", "pk")


def file_names(groups: Iterable[Group]) -> dict[int, str]:
    """What each is called in a file. Names are free again when a group has ended: then the one held now, or the
    latest, has the bare name, and the others say until when they were.
    """
    newest = sorted(groups, key=lambda one: (one.ended_on is None, one.ended_on or dt.date.max, one.pk))
    found: dict[int, str] = {}
    taken: set[str] = set()
    for group in reversed(newest):
        name = group.name
        if name.casefold() in taken and group.ended_on is not None:
            name = f"{group.name} (till {group.ended_on - ONE_DAY})"
        if name.casefold() in taken:
            name = f"{name} #{group.pk}"
        found[group.pk] = name
        taken.add(name.casefold())
    return found


def leader_word(row: Leader) -> str:
    """One of the staff by user name, others by name and organisation."""
    if row.user is not None:
        return row.user.username.lower()
    return f"{row.name} ({row.organisation})" if row.organisation else row.name


def open_leaders(team: Team) -> QuerySet[Leader]:
    return Leader.objects.filter(team=team, ended_on__isnull=True).select_related("user").order_by("pk")


def save_groups(
    *,
    team: Team,
    actor_id: int,
    wanted: Mapping[str, tuple[int | None, Mapping[str, object]]],
    follows: Mapping[str, str],
) -> dict[str, int]:
    """By the name in the file the key of a known group and what is said; returns the keys of all. `follows`: by name,
    which one comes after; empty for none.
    """
    made = {name: _saved(team, actor_id, name, pk, values) for name, (pk, values) in wanted.items()}
    known = {name.casefold(): pk for pk, name in file_names(standing_groups(team)).items()}
    for name, after in follows.items():
        next_id = known.get(after.casefold()) if after else None
        Group.objects.filter(team=team, pk=made[name]).exclude(follows_into_id=next_id).update(
            follows_into_id=next_id
        )
    return made


def _saved(team: Team, actor_id: int, name: str, pk: int | None, values: Mapping[str, object]) -> int:
    rows = Group.objects.filter(team=team)
    row = rows.filter(pk=pk).first() if pk else rows.filter(withdrawn_at__isnull=False, name=name).last()
    row = row or Group(team=team, name=name, version=0)
    for one, value in values.items():
        setattr(row, one, value)
    row.withdrawn_at, row.updated_by_id, row.version = None, actor_id, row.version + 1
    row.save()
    return row.pk


def save_leaders(
    *, team: Team, actor_id: int, words: Mapping[int, Sequence[str]], staff: Mapping[str, int]
) -> None:
    """Who leads each group now. Somebody new leads from the group's first session, at the latest from today."""
    today = timezone.localdate()
    first_on = dict(
        GroupSession.objects.current()
        .filter(team=team, group_id__in=list(words))
        .order_by()
        .values_list("group_id")
        .annotate(first=Min("on_day"))
    )
    for group_id, wanted in words.items():
        now = {leader_word(row): row for row in open_leaders(team).filter(group_id=group_id)}
        for word, row in now.items():
            if word not in wanted:
                row.ended_on, row.updated_by_id = max(today, row.started_on), actor_id
                row.save()
        had_none = not Leader.objects.filter(team=team, group_id=group_id).exists()
        for word in (one for one in wanted if one not in now):
            started_on = min(today, first_on.get(group_id, today)) if had_none else today
            Leader.objects.create(
                team=team,
                group_id=group_id,
                started_on=started_on,
                updated_by_id=actor_id,
                **_who(word, staff),
            )


def _who(word: str, staff: Mapping[str, int]) -> dict[str, Any]:
    if word in staff:
        return {"user_id": staff[word]}
    name, _space, rest = word.partition(" (")
    organisation = rest[:-1] if rest.endswith(")") else ""
    return {"name": (name if organisation else word)[:120], "organisation": organisation[:120]}


def file_sessions(team: Team) -> list[dict[str, Any]]:
    """The team's own that hold now, oldest first. None is planned that begins at once with another of its group; of
    such as are older than that rule the one that isn't cancelled.
    """
    names = ("series", *SESSION_PLACE, *SESSION_VALUES)
    rows = GroupSession.objects.current().filter(team=team, group__withdrawn_at__isnull=True)
    found: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in rows.order_by("on_day", "starts_at", "group__name", "pk").values(*names):
        known = found.setdefault(tuple(row[name] for name in SESSION_PLACE), row)
        if known["state"] == SessionState.CANCELLED:
            known.update(row)
    return list(found.values())


def file_marks(team: Team) -> list[tuple[uuid.UUID, int, str, str]]:
    """(session, person, own id of the stay, mark) of the team's participants in its own groups, by own id."""
    rows = Attendance.objects.in_team(team.pk).current().filter(host_id=team.pk)
    names = ("session_series", "person_id", "stay__own_id", "mark")
    return list(rows.order_by("stay__own_id", "pk").values_list(*names))


def save_sessions(
    *,
    team: Team,
    wanted: Mapping[tuple[int, dt.date, dt.time], tuple[uuid.UUID | None, Mapping[str, object]]],
    stamp: Stamp,
) -> dict[tuple[int, dt.date, dt.time], uuid.UUID]:
    """By group, day and time the session (None: a new one) and what is said of it; returns the sessions."""
    known = _sessions_now(team, [series for series, _said in wanted.values() if series])
    found: dict[tuple[int, dt.date, dt.time], uuid.UUID] = {}
    desired: dict[Values, Values | None] = {}
    for place, (series, said) in wanted.items():
        row = known.get(series) if series else None
        found[place] = series or uuid.uuid4()
        kept = {name: getattr(row, name) for name in SESSION_KEPT} if row else dict(term_id=None, **NO_TEXTS)
        desired[(found[place],)] = (
            *place,
            *(said[name] for name in SESSION_VALUES),
            *(kept[name] for name in SESSION_KEPT),
            row.version + 1 if row else 1,
        )
    _replace_sessions(team, desired, stamp)
    return found


NO_TEXTS: Final = {"place_kind": "", "place": "", "about": "", "day_note": ""}


def _sessions_now(team: Team, series: Collection[uuid.UUID]) -> dict[uuid.UUID, GroupSession]:
    rows = GroupSession.objects.current().filter(team=team, series__in=list(series))
    return {row.series: row for row in rows}


def _replace_sessions(team: Team, desired: Mapping[Values, Values | None], stamp: Stamp) -> None:
    replace_facts(
        GroupSession.objects.all(),
        team_id=team.pk,
        key=("series",),
        values=(*SESSION_PLACE, *SESSION_VALUES, *SESSION_KEPT, "version"),
        desired=desired,
        stamp=stamp,
    )


def save_marks(
    *,
    team: Team,
    wanted: Mapping[tuple[uuid.UUID, int], tuple[int, int, dt.date, str]],
    stamp: Stamp,
) -> None:
    """By session and person: stay, group, day and mark, which is empty for none. Where somebody was, it was held."""
    drop_in = _made_at_drop_in(team, wanted)
    desired: dict[Values, Values | None] = {
        key: (stay_id, group_id, team.pk, day, mark, drop_in[key], uuid.uuid4(), None) if mark else None
        for key, (stay_id, group_id, day, mark) in wanted.items()
    }
    replace_facts(
        Attendance.objects.all(),
        team_id=team.pk,
        key=MARK_KEY,
        values=MARK_VALUES,
        desired=desired,
        stamp=stamp,
    )
    been = {series for (series, _person), said in wanted.items() if said[3] not in ("", Mark.EXCUSED)}
    names = (*SESSION_PLACE, *SESSION_VALUES, *SESSION_KEPT)
    held: dict[Values, Values | None] = {}
    for series, row in _sessions_now(team, been).items():
        if row.state in TO_BE_HELD:
            row.state = SessionState.HELD
            held[(series,)] = (*(getattr(row, name) for name in names), row.version + 1)
    _replace_sessions(team, held, stamp)


def _made_at_drop_in(
    team: Team, wanted: Mapping[tuple[uuid.UUID, int], tuple[int, int, dt.date, str]]
) -> dict[tuple[uuid.UUID, int], bool]:
    """What a mark that is corrected says already; of a new one what the group is now."""
    rows = Attendance.objects.in_team(team.pk).current()
    said = rows.filter(session_series__in={series for series, _person in wanted})
    known = {(series, person): told for series, person, told in said.values_list(*MARK_KEY, "is_drop_in")}
    open_ = Group.objects.filter(team=team, joining=Joining.DROP_IN)
    groups = set(open_.values_list("pk", flat=True))
    return {key: known.get(key, values[1] in groups) for key, values in wanted.items()}


def closed_spans(team: Team) -> tuple[Span, ...]:
    """Days when the team takes no participants in."""
    rows = ClosedDays.objects.filter(team=team).order_by("first_on", "pk")
    return tuple(Span(row.first_on, row.last_on, row.why) for row in rows)


def group_states(team: Team) -> dict[int, dict[str, Any]]:
    """Everything that a file can change of groups, as JSON keeps it: to be put back when the import is undone."""
    leaders: dict[int, dict[str, str]] = {}
    for pk, group_id, ended_on in Leader.objects.filter(team=team).values_list("pk", "group_id", "ended_on"):
        leaders.setdefault(group_id, {})[str(pk)] = _plain(ended_on) or ""
    rows = Group.objects.filter(team=team).values("pk", "withdrawn_at", *GROUP_VALUES)
    return {
        row.pop("pk"): {name: _plain(value) for name, value in row.items()} | {"leaders": leaders.get(pk, {})}
        for row in rows
        if (pk := row["pk"])
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def restore_groups(team: Team, states: Mapping[int, Mapping[str, Any] | None]) -> None:
    """What `group_states` gave before; None for a group that there was none of: it is withdrawn."""
    for pk, state in states.items():
        row = Group.objects.select_for_update().get(team=team, pk=pk)
        row.version += 1
        if state is None:
            row.withdrawn_at = timezone.now()
            row.save()
            continue
        for name in GROUP_VALUES:
            setattr(row, name, state[name])
        withdrawn, ended = state["withdrawn_at"], state["ended_on"]
        row.withdrawn_at = dt.datetime.fromisoformat(withdrawn) if withdrawn else None
        row.ended_on = dt.date.fromisoformat(ended) if ended else None
        row.save()
        _restore_leaders(team, pk, state["leaders"])


def _restore_leaders(team: Team, group_id: int, leaders: Mapping[str, str]) -> None:
    for row in Leader.objects.filter(team=team, group_id=group_id):
        if str(row.pk) not in leaders:
            row.delete()
            continue
        ended_on = dt.date.fromisoformat(leaders[str(row.pk)]) if leaders[str(row.pk)] else None
        if row.ended_on != ended_on:
            row.ended_on = ended_on
            row.save()


def kept_since(
    team: Team, groups: Collection[int], series: Collection[uuid.UUID], marks: Collection[Values]
) -> Counter[str]:
    """What is kept of groups and sessions that are about to go, besides what goes with them: "groups" and "marks"."""
    found: Counter[str] = Counter()
    if groups:
        sessions = GroupSession.objects.current().filter(team=team, group_id__in=list(groups))
        found["groups"] += sessions.exclude(series__in=list(series)).count()
        found["groups"] += Term.objects.filter(team=team, group_id__in=list(groups)).count()
        found["groups"] += GroupShare.objects.filter(team=team, group_id__in=list(groups)).count()
        members = GroupMembership.objects.current().filter(host_id=team.pk, group_id__in=list(groups))
        found["groups"] += members.count()
    if series:
        known = set(marks)
        rows = Attendance.objects.current().filter(host_id=team.pk, session_series__in=list(series))
        found["marks"] += sum(key not in known for key in rows.values_list(*MARK_KEY))
    return found
