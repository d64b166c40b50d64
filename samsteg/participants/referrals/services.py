"""What the team does with referrals: takes care of them, answers, ends, and calls back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.access.protection import protection_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.referrals.consents import keep_said_yes
from samsteg.participants.referrals.enums import OPEN_STATUSES, EndReason, ReferralStatus
from samsteg.participants.referrals.models import CallBack, Referral, ReferralFile
from samsteg.participants.referrals.records import Content, Taking, content_from
from samsteg.participants.referrals.rules import OLDEST, ReferralRefused, StaleReferral
from samsteg.participants.referrals.sealing import content_place, file_place, open_waiting
from samsteg.participants.way.enums import Step
from samsteg.participants.way.opening import Opened, open_again, open_stay
from samsteg.participants.way.records import NewPerson, StepValues
from samsteg.participants.way.rules import StepRefused
from samsteg.participants.way.services import take_step
from samsteg.people.contact import Contact, has_contact, keep_contact
from samsteg.people.names import PersonName
from samsteg.people.vault import vault_to_fill

FIELDS = {"on": "referred_on", "born_on": "born"}  # where the steps call a value something else


@transaction.atomic
def take_referral(
    *, actor: Actor, team: Team, referral_id: int, expected_version: int, taking: Taking
) -> Referral:
    """Opens a stay for whom the referral is about; what it says goes over to the person's own key.

    Of somebody whose stay goes on, and whom the actor doesn't see, it joins that stay and opens nothing: the actor is
    told the same, and whoever sees the person is (docs/adr/0015). `taking.person_id` is somebody whom the actor sees,
    who comes back. Raises PermissionRefused, NotVisible,
    ReferralRefused, StaleReferral.
    """
    require(actor, "referrals.write", team)
    row = _waiting(actor, team, referral_id, expected_version)
    _check_days(taking)
    content = content_from(open_waiting(row.content_cipher, content_place(row.pk)).decode())
    opened = _open_stay(actor, team, row, content, taking)
    stay = opened.stay
    if opened.is_new:
        keep_said_yes(actor=actor, team=team, row=row, stay=stay)
    _seal_to_person(row, content, stay.person_id)
    row.status = ReferralStatus.TAKEN if opened.is_new else ReferralStatus.JOINED
    row.person_id, row.stay_id = stay.person_id, stay.pk
    _save_handled(
        row, actor, "status", "person", "stay", "content_cipher", "visit_consent", "division_consent"
    )
    return row


@transaction.atomic
def answer_referral(*, actor: Actor, team: Team, referral_id: int, expected_version: int) -> Referral:
    """The team has told the referrer that it has come and what happens next. Raises as `take_referral`.

    One that joined a stay that goes on asks for nothing more then.
    """
    require(actor, "referrals.write", team)
    row = _waiting(actor, team, referral_id, expected_version, (*OPEN_STATUSES, ReferralStatus.JOINED))
    is_joined = row.status == ReferralStatus.JOINED
    row.status = ReferralStatus.TAKEN if is_joined else ReferralStatus.ANSWERED
    _save_handled(row, actor, "status")
    return row


@transaction.atomic
def end_referral(
    *, actor: Actor, team: Team, referral_id: int, expected_version: int, reason: str
) -> Referral:
    """It never becomes a stay: what it says about the person is forgotten at once. Raises as `take_referral`."""
    require(actor, "referrals.write", team)
    row = _waiting(actor, team, referral_id, expected_version)
    if reason not in EndReason.values:
        raise ReferralRefused(_("Choose why it ends."), "reason")
    row.status, row.end_reason = ReferralStatus.ENDED, reason
    row.content_cipher, row.label_cipher = b"", None
    ReferralFile.objects.filter(team=team, referral=row).delete()
    _save_handled(row, actor, "status", "end_reason", "content_cipher", "label_cipher")
    return row


@transaction.atomic
def finish_call(*, actor: Actor, team: Team, call_id: int) -> None:
    """The team has called: name and number are forgotten. Twice is once. Raises NotVisible, PermissionRefused."""
    require(actor, "referrals.write", team)
    row = CallBack.objects.select_for_update().filter(team=team, pk=call_id).first()
    if row is None:
        raise NotVisible
    if row.called_at is None:
        row.content_cipher, row.called_at, row.called_by_id = None, timezone.now(), actor.user_id
        row.save(update_fields=["content_cipher", "called_at", "called_by_id"])


def _waiting(
    actor: Actor,
    team: Team,
    referral_id: int,
    expected_version: int,
    statuses: Sequence[ReferralStatus] = OPEN_STATUSES,
) -> Referral:
    """Locked. Raises NotVisible, StaleReferral."""
    seen = Referral.objects.in_team(team.pk).visible_to(actor).filter(pk=referral_id)
    row = Referral.objects.select_for_update().filter(pk__in=seen.values("pk")).first()
    if row is None:
        raise NotVisible
    if row.version != expected_version or row.status not in statuses:
        raise StaleReferral(
            _("A colleague has done something with the referral since you opened it. Look at it again.")
        )
    return row


def _save_handled(row: Referral, actor: Actor, *fields: str) -> None:
    row.version += 1
    row.handled_by_id, row.handled_at = actor.user_id, timezone.now()
    row.save(update_fields=[*fields, "version", "handled_by_id", "handled_at"])


def _check_days(taking: Taking) -> None:
    today = timezone.localdate()
    for name in ("referred_on", "mission_received_on"):
        day = getattr(taking, name)
        if day is not None and day > today:
            raise ReferralRefused(_("The day has not come. Write today's day or an earlier one."), name)
        if day is not None and day < OLDEST:
            raise ReferralRefused(_("The day is too long ago. Check the year."), name)


def _open_stay(actor: Actor, team: Team, row: Referral, content: Content, taking: Taking) -> Opened:
    """Of somebody who comes back, of whoever has the identity number here, or of a new person."""
    try:
        if taking.person_id is not None:
            return Opened(_open_again(actor, team, row, taking, taking.person_id))
        return _open_new(actor, team, row, content, taking)
    except StepRefused as refusal:
        field = FIELDS.get(refusal.field, refusal.field)
        raise ReferralRefused(str(refusal), field) from refusal


def _open_again(actor: Actor, team: Team, row: Referral, taking: Taking, person_id: int) -> Stay:
    stay = open_again(
        actor=actor,
        team=team,
        person_id=person_id,
        referrer=row.referrer,
        referred_on=taking.referred_on,
    )
    if taking.mission_received_on is not None:
        values = StepValues(on=taking.mission_received_on)
        take_step(actor=actor, team=team, stay_id=stay.pk, step=Step.RECEIVE_MISSION, values=values)
    return stay


def _open_new(actor: Actor, team: Team, row: Referral, content: Content, taking: Taking) -> Opened:
    born = taking.born or content.born
    is_day = len(born) == len("2000-01-01")
    person = NewPerson(
        sex=taking.sex or content.sex,
        name=PersonName(content.first_name, content.last_name),
        born_on=dt.date.fromisoformat(born) if is_day else None,
        birth_year=int(born) if born and not is_day else None,
        personnummer=content.personnummer,
    )
    opened = open_stay(
        actor=actor,
        team=team,
        person=person,
        referrer=row.referrer,
        referred_on=taking.referred_on,
        municipality_code=content.municipality_code,
        mission_received_on=taking.mission_received_on,
    )
    person_id = opened.stay.person_id
    is_empty = opened.is_new and not has_contact(team.pk, person_id)
    if is_empty and protection_of(team.pk, person_id) is None:
        contact = Contact(phone=content.phone, reach=content.reach)
        keep_contact(team=team, person_id=person_id, contact=contact)
    return opened


def _seal_to_person(row: Referral, content: Content, person_id: int) -> None:
    vault = vault_to_fill(row.team_id, person_id)
    row.content_cipher = vault.seal(content.sealed_text(), content_place(row.pk))
    for file in ReferralFile.objects.filter(team_id=row.team_id, referral=row):
        place = file_place(file.pk)
        file.file_cipher = vault.seal_bytes(open_waiting(file.file_cipher, place), place)
        file.save(update_fields=["file_cipher"])
