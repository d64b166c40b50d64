"""Roll call without coverage: the package, its end, and the marks that come back (docs/adr/0019)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.controller_rules import ON, rules_at
from samsteg.access.enums import Ground, RuleName
from samsteg.access.policies import may
from samsteg.access.querysets import OF_STAFF, visible_persons
from samsteg.activities.marking import mark_session
from samsteg.activities.models import Attendance
from samsteg.activities.offline.calling import spoken_names
from samsteg.activities.offline.models import OfflinePackage, OfflineToken
from samsteg.activities.offline.records import Clash, OfflinePerson, OfflineSession, Package, Sent, Taken
from samsteg.activities.offline.tokens import session_token
from samsteg.activities.opened import open_sessions
from samsteg.activities.records import MarkAsked, MarkConflict, SessionDay
from samsteg.activities.rolls import roll_of
from samsteg.activities.selectors import sessions_between
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay

LONGEST: Final = dt.timedelta(hours=12)
KEPT: Final = dt.timedelta(days=7)
MOST_MARKS: Final = 500
PLACE: Final = "page:offline-roll-call"
ACT: Final = "activities.mark"


def teams_with_offline(actor: Actor) -> list[Team]:
    """The actor's teams whose controller has turned it on. Empty for most."""
    teams = Team.objects.filter(pk__in=actor.team_ids).order_by("pk")
    return [
        team
        for team in teams
        if may(actor, ACT, team) and rules_at(team.pk)[RuleName.OFFLINE_ROLL_CALL] == ON
    ]


@transaction.atomic
def make_package(*, actor: Actor) -> Package:
    """Today's sessions that the actor leads: a first name and a token each, never who is protected. Each person in it
    is logged as exported. Raises NotVisible where no controller has turned it on.
    """
    teams = teams_with_offline(actor)
    if not teams:
        raise NotVisible
    now = timezone.now()
    handle, expires_at = uuid.uuid4(), now + LONGEST
    sessions: list[OfflineSession] = []
    for team in teams:
        package = OfflinePackage.objects.create(
            team=team, handle=handle, user_id=actor.user_id, issued_at=now, expires_at=expires_at
        )
        today = timezone.localdate(now)
        for one in sessions_between(actor, team, today, today):
            if actor.user_id in one.leader_ids and not one.is_cancelled:
                sessions.append(_session(actor, team, package, one))
    return Package(handle, now, expires_at, tuple(sessions))


def _session(actor: Actor, team: Team, package: OfflinePackage, one: SessionDay) -> OfflineSession:
    rows = roll_of(actor, team, one.group_id, one.series, one.on_day, one.joining)
    everyday = _everyday(actor, team.pk, [row.person_id for row in rows])
    spoken = [each for each in spoken_names(rows) if each.row.person_id in everyday]
    tokens = {
        each.row.person_id: OfflineToken(
            team=team,
            package=package,
            person_id=each.row.person_id,
            session_series=one.series,
            mark_id=each.row.mark_id or None,
        )
        for each in spoken
    }
    OfflineToken.objects.bulk_create(tokens.values())
    log_reads(actor=actor, team_id=team.pk, person_ids=list(tokens), kind=ReadKind.EXPORT, place=PLACE)
    is_own = one.host_id == team.pk
    return OfflineSession(
        token=session_token(package.handle, one.series) if is_own else None,
        group=one.group,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        people=tuple(
            OfflinePerson(tokens[each.row.person_id].token, each.name, each.row.mark) for each in spoken
        ),
        left_out=len(rows) - len(spoken),
        guest_count=one.guest_count if is_own else 0,
        day_note=one.day_note if is_own else "",
    )


def is_open(*, actor: Actor, handle: uuid.UUID) -> bool:
    """Whether the device may go on with it: the actor's own, not ended, not older than 12 hours by the server's clock,
    the rule still on, and everybody in it still the actor's to see.
    """
    return bool(open_packages(actor, handle))


def open_packages(actor: Actor, handle: uuid.UUID) -> list[OfflinePackage]:
    """The parts of what the device was given, one a team; none when it may not go on with it."""
    rows = list(
        OfflinePackage.objects.filter(
            team_id__in=actor.team_ids,
            handle=handle,
            user_id=actor.user_id,
            ended_at__isnull=True,
            expires_at__gt=timezone.now(),
        ).select_related("team")
    )
    allowed = {team.pk for team in teams_with_offline(actor)}
    if not rows or any(row.team_id not in allowed or not _all_visible(actor, row) for row in rows):
        return []
    return rows


def _all_visible(actor: Actor, package: OfflinePackage) -> bool:
    """Somebody in it may have become protected, or let the team know no more."""
    wanted = set(package.tokens.values_list("person_id", flat=True))
    return wanted == _everyday(actor, package.team_id, wanted)


def _everyday(actor: Actor, team_id: int, wanted: Iterable[int]) -> set[int]:
    """Those whom the actor sees by more than emergency access: it is open for three hours and for a reason of its own,
    and takes nobody along on a telephone for twelve.
    """
    seen = visible_persons(actor, grounds=OF_STAFF - {Ground.EMERGENCY})
    rows = Stay.objects.in_team(team_id).filter(seen, person_id__in=list(wanted))
    return set(rows.values_list("person_id", flat=True))


def end_packages(*, actor: Actor) -> bool:
    """At log-out: no device of the actor's may send with what it has. Whether there may be one that has something."""
    rows = OfflinePackage.objects.filter(team_id__in=actor.team_ids, user_id=actor.user_id)
    rows.filter(ended_at__isnull=True).update(ended_at=timezone.now())
    return rows.exists()  # also an old one: its device may not have been started since


@transaction.atomic
def take_marks(*, actor: Actor, handle: uuid.UUID, sent: Sequence[Sent]) -> Taken:
    """Stores what a device has marked; the same twice is once, and what somebody else has marked meanwhile is told
    and never written over. Raises NotVisible for what isn't an open package of the actor's.
    """
    packages = open_packages(actor, handle)
    if not packages:
        raise NotVisible
    by_team = {row.pk: row.team for row in packages}
    tokens = {
        row.token: row
        for row in OfflineToken.objects.filter(
            package_id__in=by_team, token__in={one.token for one in sent[:MOST_MARKS]}
        )
    }
    per_session: dict[tuple[int, uuid.UUID], list[Sent]] = defaultdict(list)
    for one in sent[:MOST_MARKS]:
        if one.token not in tokens:
            raise NotVisible
        row = tokens[one.token]
        per_session[row.package_id, row.session_series].append(one)
    parts = [
        _take(actor, by_team[package_id], series, marks, tokens, packages[0].issued_at)
        for (package_id, series), marks in per_session.items()
    ]
    return Taken(
        frozenset(one for part in parts for one in part.held),
        tuple(one for part in parts for one in part.clashes),
        {key: words for part in parts for key, words in part.refused.items()},
    )


def _take(
    actor: Actor,
    team: Team,
    series: uuid.UUID,
    sent: Sequence[Sent],
    tokens: dict[uuid.UUID, OfflineToken],
    issued_at: dt.datetime,
) -> Taken:
    """One session's. A device marks a person once per sending."""
    based = _rows_of(team, {one.base for one in sent if one.base})
    asked = [
        MarkAsked(
            person_id=tokens[one.token].person_id,
            mark=one.mark,
            expected_id=one.over or based.get(one.base or one.sent_id) or tokens[one.token].mark_id,
            sent_id=one.sent_id,
            marked_at=_believed(one.marked_at, issued_at),
        )
        for one in sent
    ]
    try:
        result = mark_session(actor=actor, team=team, series=series, asked=asked)
    except NotVisible:
        if open_sessions(actor, team).filter(series=series).exists():
            raise
        return _refused(sent, _gone())
    except Refused as refusal:
        return _refused(sent, str(refusal))
    by_person = {tokens[one.token].person_id: one for one in sent}
    clashes = tuple(_clash(by_person[one.person_id], one) for one in result.conflicts)
    return Taken(result.held_ids & {one.sent_id for one in sent}, clashes, {})


def _clash(sent: Sent, one: MarkConflict) -> Clash:
    return Clash(sent.sent_id, sent.token, one.now_id, one.now, one.by_id, one.at)


def _refused(sent: Iterable[Sent], words: str) -> Taken:
    return Taken(frozenset(), (), {one.sent_id: words for one in sent})


def _gone() -> str:
    """Of a session that was taken out while the device had it; what else the device sends is taken all the same."""
    return _(
        "The session is no longer there: the group has ended, its term was changed or it is held together no more. "
        "If it was held, hold the group again and mark once more."
    )


def _rows_of(team: Team, sent_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The device's own earlier marks that still hold."""
    wanted = set(sent_ids)
    if not wanted:
        return {}
    rows = Attendance.objects.in_team(team.pk).current().filter(sent_id__in=wanted)
    return dict(rows.values_list("sent_id", "pk"))


def _believed(marked_at: dt.datetime | None, issued_at: dt.datetime) -> dt.datetime:
    """The device's word, where it can be true."""
    now = timezone.now()
    return marked_at if marked_at is not None and issued_at <= marked_at <= now else now


def forget_packages(team: Team) -> int:
    """Nightly: nobody needs them after a week."""
    old = timezone.now() - KEPT
    return OfflinePackage.objects.filter(team=team, expires_at__lt=old).delete()[0]
