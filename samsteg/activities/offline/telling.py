"""What a telephone has written of a session without coverage: how many guests, and the note to the day."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.activities.models import GroupSession
from samsteg.activities.offline.models import OfflinePackage
from samsteg.activities.offline.records import ToldAnswer, ToldClash, ToldSent
from samsteg.activities.offline.services import open_packages
from samsteg.activities.offline.tokens import session_token
from samsteg.activities.records import SessionDay, Told
from samsteg.activities.selectors import session_of, sessions_between
from samsteg.activities.sessions import tell_session
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team

FIELDS = ("guest_count", "day_note")


@transaction.atomic
def take_told(*, actor: Actor, handle: uuid.UUID, sent: Sequence[ToldSent]) -> list[ToldAnswer]:
    """Stores what was written where nobody else has written the same meanwhile; what somebody has is told and never
    written over. The same twice is once. Raises NotVisible for what isn't an open package of the actor's.
    """
    packages = open_packages(actor, handle)
    if not packages:
        raise NotVisible
    own = _own_of(actor, packages)
    known = {session_token(handle, one.series): (package.team, one.series) for package, one in own}
    return [_take(actor, *known[one.token], one) if one.token in known else _gone(one) for one in sent]


def _gone(sent: ToldSent) -> ToldAnswer:
    """A session taken out, or led by somebody else, since the device was given it: said alike of what never was."""
    text = _("The session isn't yours to tell of any more. Write it in the ordinary roll call.")
    return ToldAnswer(sent.sent_id, False, sent.base.guest_count, sent.base.day_note, refused=text)


def _own_of(actor: Actor, packages: Sequence[OfflinePackage]) -> Iterator[tuple[OfflinePackage, SessionDay]]:
    """The sessions of the team's own that the packages hold."""
    for package in packages:
        day = timezone.localdate(package.issued_at)
        for one in sessions_between(actor, package.team, day, day):
            if actor.user_id in one.leader_ids and one.host_id == package.team_id:
                yield package, one


def _take(actor: Actor, team: Team, series: uuid.UUID, sent: ToldSent) -> ToldAnswer:
    learning_moment(team.pk)  # locks: what is compared below is what is written over
    day = session_of(actor, team, series)
    now = Told(day.about, day.day_note, day.guest_count, day.partner_count)
    changed: dict[str, Any] = {}
    apart = []
    for name in FIELDS:
        mine, base, stands = (_plain(getattr(one, name)) for one in (sent, sent.base, now))
        if mine in (base, stands):
            continue
        if stands == base or (sent.tried is not None and stands == _plain(getattr(sent.tried, name))):
            changed[name] = mine
        else:
            apart.append(ToldClash(name, stands, _writer_of(team, series)))
    if apart:
        return ToldAnswer(sent.sent_id, False, now.guest_count, now.day_note, tuple(apart))
    told = replace(now, **changed)
    try:
        tell_session(actor=actor, team=team, series=series, expected_version=day.version, told=told)
    except Refused as refusal:
        return ToldAnswer(sent.sent_id, False, now.guest_count, now.day_note, refused=str(refusal))
    return ToldAnswer(sent.sent_id, True, told.guest_count, told.day_note)


def _plain(value: int | str) -> int | str:
    """As it is compared: a form and a device end lines in two ways."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _writer_of(team: Team, series: uuid.UUID) -> int | None:
    rows = GroupSession.objects.current().filter(team=team, series=series)
    return rows.values_list("recorded_by_id", flat=True).first()
