"""Personal links: made and taken back by a coach, exchanged and used by whoever holds one.

The token is in the link alone, the table has its digest. A link receives one thing, once; until then it may be opened
again, and the newest opening is the one that counts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.controller_rules import ON, rules_at
from samsteg.access.enums import RuleName
from samsteg.access.policies import require
from samsteg.access.protection import protection_of
from samsteg.core.actor import Actor, Participant
from samsteg.core.context import personal_link
from samsteg.core.errors import NotVisible, Refused
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.own_access.enums import BY_LINK, Channel, LinkState, MessageKind
from samsteg.participants.own_access.models import PersonalLink
from samsteg.participants.own_access.records import Link, Opened
from samsteg.participants.own_access.sending import add_message, checked_texts
from samsteg.participants.particulars import contact_consent
from samsteg.people.vault import vault_to_fill

ACT = "own_access.write"
VALID_FOR = dt.timedelta(days=7)
HANDLE_FOR = dt.timedelta(hours=2)  # to write in
MOST_WAITING = 5  # of one person
TOKEN_BYTES = 32  # 256 bits


def digest_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "replace")).digest()


@transaction.atomic
def make_link(
    *, actor: Actor, team: Team, person_id: int, kind: MessageKind, meeting_series: uuid.UUID | None = None
) -> str:
    """The token, which is told this once. Raises PermissionRefused, NotVisible, Refused."""
    require(actor, ACT, team)
    if not Stay.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id).exists():
        raise NotVisible
    if why_no_link := why_no_link_of(team, person_id):
        raise Refused(why_no_link)
    if kind not in BY_LINK or (kind is MessageKind.CANNOT_COME and meeting_series is None):
        raise Refused(_("Choose what the link is for."))
    now = timezone.now()
    waiting = PersonalLink.objects.filter(
        team=team, person_id=person_id, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now
    )
    if waiting.count() >= MOST_WAITING:
        raise Refused(_("Several links wait for an answer already. Take one back before you make another."))
    vault_to_fill(team.pk, person_id)  # so that what comes can be sealed
    token = secrets.token_urlsafe(TOKEN_BYTES)
    PersonalLink.objects.create(
        team=team,
        person_id=person_id,
        kind=kind,
        meeting_series=meeting_series,
        token_digest=digest_of(token),
        made_by_id=actor.user_id,
        expires_at=now + VALID_FOR,
    )
    return token


def why_no_link_of(team: Team, person_id: int) -> str:
    """Why no link can be made, and what to do; empty where one can. The caller has entered the person."""
    if rules_at(team.pk)[RuleName.PERSONAL_LINK] != ON:
        return _("The controller has not decided on personal links.")
    if protection_of(team.pk, person_id) is not None:
        return _("The participant has protected identity. Talk instead.")
    if contact_consent(team, person_id) is None:
        return _(
            "The participant has not said yes to contact by mail and text message. Ask for that consent first."
        )
    return ""


@transaction.atomic
def revoke_link(*, actor: Actor, team: Team, person_id: int, link_id: int) -> None:
    """Twice is once. Raises PermissionRefused, NotVisible."""
    require(actor, ACT, team)
    row = PersonalLink.objects.filter(team=team, person_id=person_id, pk=link_id)
    if (
        not row.exists()
        or not Stay.objects.in_team(team.pk).open_to(actor).filter(person_id=person_id).exists()
    ):
        raise NotVisible
    row.filter(used_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by_id=actor.user_id, handle_digest=None, handle_until=None
    )


def links_of(team: Team, person_id: int) -> tuple[Link, ...]:
    """Newest first. The caller has entered the person as one of the staff."""
    rows = PersonalLink.objects.filter(team=team, person_id=person_id).order_by("-made_at", "-pk")[:20]
    return tuple(
        Link(row.pk, MessageKind(row.kind), _state(row), row.made_at, row.expires_at) for row in rows
    )


def _state(row: PersonalLink) -> LinkState:
    if row.used_at is not None:
        return LinkState.USED
    if row.revoked_at is not None:
        return LinkState.ENDED
    return LinkState.OVER if row.expires_at <= timezone.now() else LinkState.WAITING


@transaction.atomic
def exchange(token: str) -> Opened | None:
    """A secret of the browser's own for the token. None alike for what is unknown, used, too old or taken back."""
    handle, now = secrets.token_urlsafe(TOKEN_BYTES), timezone.now()
    digest = digest_of(token)
    with personal_link(digest):
        rows = _usable(now).filter(token_digest=digest)
        row = rows.first()
        if row is None or not _may_receive(row):
            return None
        rows.update(handle_digest=digest_of(handle), handle_until=min(row.expires_at, now + HANDLE_FOR))
        return Opened(handle, MessageKind(row.kind))


def opened_with(handle: str) -> Opened | None:
    """What the browser's secret still lets it send."""
    now, digest = timezone.now(), digest_of(handle)
    with personal_link(digest):
        row = _usable(now).filter(handle_digest=digest, handle_until__gt=now).first()
        return Opened(handle, MessageKind(row.kind)) if row is not None and _may_receive(row) else None


@transaction.atomic
def send_by_link(*, handle: str, texts: Mapping[str, str]) -> bool:
    """Sends, and uses the link up; False where it can't be used any more. Raises MessageRefused, and then it can."""
    now, digest = timezone.now(), digest_of(handle)
    with personal_link(digest):
        rows = _usable(now).filter(handle_digest=digest, handle_until__gt=now)
        row = rows.first()
        if row is None or not _may_receive(row):
            return False
        kind = MessageKind(row.kind)
        written = checked_texts(kind, texts)
        if not rows.filter(pk=row.pk).update(used_at=now):  # of two at once one sends
            return False
        who = Participant(row.team_id, row.person_id)
        add_message(who, kind, Channel.LINK, written, meeting_series=row.meeting_series, link_id=row.pk)
        return True


def _usable(now: dt.datetime) -> QuerySet[PersonalLink]:
    return PersonalLink.objects.filter(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)


def _may_receive(row: PersonalLink) -> bool:
    """The decision still holds, and nobody is protected since the link was made."""
    decided = rules_at(row.team_id)[RuleName.PERSONAL_LINK] == ON
    return decided and protection_of(row.team_id, row.person_id) is None
