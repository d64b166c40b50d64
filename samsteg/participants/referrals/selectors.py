"""Reading referrals: what waits for the team, one of them, and a referrer's own."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from samsteg.access.consent_conditions import in_force
from samsteg.access.consent_enums import ConsentKind
from samsteg.access.consent_models import Consent
from samsteg.access.emergency import open_emergencies
from samsteg.access.enums import DataCategory
from samsteg.access.papers import Paper
from samsteg.access.policies import require
from samsteg.access.protection import note_protected_reads
from samsteg.access.querysets import unprotected_persons
from samsteg.audit.enums import ReadKind
from samsteg.audit.openings import Opening, openings_of_referral
from samsteg.audit.services import log_reads, log_referral_read
from samsteg.core.actor import Actor
from samsteg.core.context import opened_for_referrer
from samsteg.core.errors import KeyProblem, NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.referrals.enums import ReferralStatus
from samsteg.participants.referrals.models import CallBack, Referral, ReferralFile
from samsteg.participants.referrals.records import Answers, Content, content_from
from samsteg.participants.referrals.sealing import (
    call_place,
    content_place,
    file_place,
    label_place,
    open_waiting,
)
from samsteg.people.vault import vaults_of

MOST = 50
NOBODY = Content()


@dataclass(frozen=True, slots=True)
class ReadReferral:
    """`content` is empty where it has been forgotten."""

    row: Referral
    content: Content
    files: tuple[ReferralFile, ...] = ()

    @property
    def is_forgotten(self) -> bool:
        return self.content == NOBODY


@dataclass(frozen=True, slots=True)
class WaitingCall:
    pk: int
    name: str
    phone: str
    asked_at: dt.datetime


def waiting_calls(*, actor: Actor, team: Team) -> tuple[WaitingCall, ...]:
    """Who wants to be called, the oldest first. Raises PermissionRefused, KeyProblem."""
    require(actor, "referrals.view", team)
    calls = CallBack.objects.filter(team=team, called_at__isnull=True, content_cipher__isnull=False)
    return tuple(_call(row) for row in calls.order_by("recorded_at")[:MOST])


def read_referral(*, actor: Actor, team: Team, referral_id: int, place: str) -> ReadReferral:
    """One referral, with the read in the log: of the participant, or of the referral before there is one.

    Raises NotVisible, PermissionRefused.
    """
    require(actor, "referrals.view", team)
    row = Referral.objects.in_team(team.pk).visible_to(actor).filter(pk=referral_id).first()
    if row is None:
        raise NotVisible
    _note_read(actor, team, row, place, ReadKind.VIEW)
    files = ReferralFile.objects.filter(team=team, referral=row).defer("file_cipher").order_by("pk")
    return ReadReferral(row, _content(row), tuple(files))


def read_file(*, actor: Actor, team: Team, referral_id: int, file_id: int) -> Paper:
    """For the team. Raises as `read_referral`."""
    require(actor, "referrals.view", team)
    row = Referral.objects.in_team(team.pk).visible_to(actor).filter(pk=referral_id).first()
    file = ReferralFile.objects.filter(team=team, referral_id=referral_id, pk=file_id).first()
    if row is None or file is None:
        raise NotVisible
    _note_read(actor, team, row, "page:referral-file", ReadKind.FILE)
    place = file_place(file.pk)
    if row.person_id is None:
        return Paper(open_waiting(file.file_cipher, place), file.media_type)
    vault = vaults_of(team.pk, [row.person_id]).get(row.person_id)
    content = vault.open_bytes_if_kept(file.file_cipher, place) if vault else None
    if content is None:  # the person's key has been destroyed since
        raise NotVisible
    return Paper(content, file.media_type)


def readers_of_referral(*, actor: Actor, team: Team, referral_id: int) -> tuple[Opening, ...]:
    """Who opened it before it became a stay, newest first; afterwards the reads are the participant's. Raises as
    `read_referral`.
    """
    require(actor, "referrals.view", team)
    if not Referral.objects.in_team(team.pk).visible_to(actor).filter(pk=referral_id).exists():
        raise NotVisible
    return openings_of_referral(team.pk, referral_id)


def referral_ids_of(team: Team, person_id: int) -> list[int]:
    """For whoever has entered the person."""
    return list(Referral.objects.in_team(team.pk).filter(person_id=person_id).values_list("pk", flat=True))


def referrals_of(*, actor: Actor, team: Team, person_id: int) -> list[Referral]:
    """Those that have become the person's stays; the caller has entered the person."""
    require(actor, "referrals.view", team)
    rows = Referral.objects.in_team(team.pk).visible_to(actor).filter(person_id=person_id)
    return list(rows.order_by("-received_on", "-pk"))


def answers_of(*, actor: Actor, team: Team, person_id: int) -> Answers:
    """What the newest referral answered, empty answers left out. The caller logs the read."""
    newest = next(iter(referrals_of(actor=actor, team=team, person_id=person_id)), None)
    return tuple(one for one in _content(newest).answers if one[1].strip()) if newest else ()


def sender_of(*, actor: Actor, team: Team, person_id: int) -> tuple[int | None, str]:
    """The authority that the newest referral came from, and the name of who wrote it; the caller logs the read."""
    newest = next(iter(referrals_of(actor=actor, team=team, person_id=person_id)), None)
    if newest is None or newest.authority_id is None:
        return None, ""
    return newest.authority_id, _content(newest).referrer_name


@dataclass(frozen=True, slots=True)
class OwnReferral:
    """What a referrer sees of an own referral. `news` only by the person's consent: see `_news`."""

    row: Referral
    label: str
    file_count: int
    news: str = ""
    news_on: dt.date | None = None


def own_referrals(*, actor: Actor, team: Team) -> list[OwnReferral]:
    """The signed-in referrer's, the newest first. Raises PermissionRefused."""
    require(actor, "referrals.refer", team)
    rows = list(
        Referral.objects.in_team(team.pk)
        .sent_by(actor)
        .annotate(file_count=Count("files"))
        .order_by("-received_on", "-pk")[:MOST]
    )
    taken = [row for row in rows if row.status == ReferralStatus.TAKEN]
    of_stay = [row for row in rows if row.person_id is not None]
    news, nameless = _news(actor, team, taken), _protected_among(actor, team, of_stay)
    return [
        OwnReferral(
            row, "" if row.pk in nameless else _label(row), row.file_count, *news.get(row.pk, ("", None))
        )
        for row in rows
    ]


def _protected_among(actor: Actor, team: Team, rows: Sequence[Referral]) -> set[int]:
    """Those whose person has become protected: no list says a name."""
    if not rows:
        return set()
    own = Referral.objects.in_team(team.pk).sent_by(actor)
    with opened_for_referrer(actor, team.pk):
        found = own.filter(pk__in=[row.pk for row in rows]).exclude(unprotected_persons())
        return set(found.values_list("pk", flat=True))


def own_referral(*, actor: Actor, team: Team, referral_id: int) -> OwnReferral:
    """Raises NotVisible for somebody else's."""
    found = [one for one in own_referrals(actor=actor, team=team) if one.row.pk == referral_id]
    if not found:
        raise NotVisible
    return found[0]


def _news(actor: Actor, team: Team, rows: Sequence[Referral]) -> dict[int, tuple[str, dt.date | None]]:
    """How it went, by referral: only where a consent in force lets the referrer's authority know referral and outcome.

    Never of a protected person. Whoever it is told of stands in the read log.
    """
    if not rows:
        return {}
    given = Consent.objects.filter(
        in_force(),
        kind=ConsentKind.SECRECY,
        source_authority__isnull=True,
        team_id=OuterRef("team_id"),
        person_id=OuterRef("person_id"),
        recipients__authority_id=OuterRef("authority_id"),
        categories__contains=[DataCategory.OUTCOME.value],
    )
    with opened_for_referrer(actor, team.pk):
        told = list(
            Referral.objects.in_team(team.pk)
            .sent_by(actor)
            .filter(unprotected_persons(), Exists(given), pk__in=[row.pk for row in rows])
            .select_related("stay")
        )
        persons = [row.person_id for row in told if row.person_id]
        log_reads(
            actor=actor, team_id=team.pk, person_ids=persons, kind=ReadKind.LIST, place="page:my-referrals"
        )
    return {row.pk: _stage(row.stay) for row in told if row.stay}


def _stage(stay: Stay) -> tuple[str, dt.date | None]:
    today = timezone.localdate()
    for name in ("exited_on", "enrolled_on", "not_enrolled_on", "mission_received_on", "study_visit_on"):
        day = getattr(stay, name)
        if day is not None and day <= today:
            return name, day
    return "", None


def _note_read(actor: Actor, team: Team, row: Referral, place: str, kind: ReadKind) -> None:
    if row.person_id is None:
        log_referral_read(actor=actor, team_id=team.pk, referral_id=row.pk, kind=kind, place=place)
        return
    person_id = row.person_id
    opened = next(iter(open_emergencies(actor, team.pk, person_id)), None)
    log_reads(
        actor=actor,
        team_id=team.pk,
        person_ids=[person_id],
        kind=kind,
        place=place,
        reason=opened.reason if opened else "",
    )
    note_protected_reads(actor=actor, team_id=team.pk, person_ids=[person_id], place=place)


def _content(row: Referral) -> Content:
    if row.person_id is None:
        return _waiting_content(row)
    vault = vaults_of(row.team_id, [row.person_id]).get(row.person_id)
    text = vault.open_if_kept(row.content_cipher, content_place(row.pk)) if vault else None
    return content_from(text) if text else NOBODY


def _waiting_content(row: Referral) -> Content:
    if not bytes(row.content_cipher):
        return NOBODY
    return content_from(open_waiting(row.content_cipher, content_place(row.pk)).decode())


def _label(row: Referral) -> str:
    return open_waiting(row.label_cipher, label_place(row.pk)).decode() if row.label_cipher else ""


def _call(row: CallBack) -> WaitingCall:
    if row.content_cipher is None:
        raise KeyProblem
    told = json.loads(open_waiting(row.content_cipher, call_place(row.pk)))
    return WaitingCall(row.pk, told["name"], told["phone"], row.recorded_at)


def seen_by_own_id(actor: Actor, team: Team, own_id: str) -> int | None:
    """The person whom the actor sees with a stay of that id; the same answer for who isn't seen and who isn't there."""
    found = Stay.objects.in_team(team.pk).visible_to(actor).filter(own_id=own_id)
    return found.values_list("person_id", flat=True).first()
