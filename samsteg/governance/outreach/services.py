"""Changes of the outreach log. Each is a new version; nothing is written over, and all can be taken back."""

from __future__ import annotations

import uuid
from dataclasses import asdict, fields
from typing import Any, Final, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import require
from samsteg.access.staff import staff_of
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.facts import learning_moment
from samsteg.governance.outreach.models import Enquiry, OutreachActivity
from samsteg.governance.outreach.records import EnquiryValues, OutreachRefused, OutreachValues, StaleOutreach
from samsteg.governance.outreach.rules import checked_enquiry, checked_outreach
from samsteg.organisation.models import Team
from samsteg.participants.naming import refuse_participants

ACT: Final = "outreach.write"
FREE: Final = ("what", "with_whom", "place", "outcome")
R = TypeVar("R", OutreachActivity, Enquiry)


@transaction.atomic
def add_outreach(
    *, actor: Actor, team: Team, values: OutreachValues, series: uuid.UUID | None = None
) -> OutreachActivity:
    """`series`: made where the form was shown, so that a form sent twice is one. Raises PermissionRefused,
    OutreachRefused.
    """
    require(actor, ACT, team)
    values = _checked(actor, team, values)
    name = series or uuid.uuid4()
    learning_moment(team.pk)
    found = _versions(OutreachActivity, team, name).filter(superseded_at__isnull=True).first()
    return found or _store(actor, OutreachActivity(team=team, series=name, **_columns(values)), None)


@transaction.atomic
def change_outreach(
    *, actor: Actor, team: Team, series: uuid.UUID, expected_version: int, values: OutreachValues
) -> OutreachActivity:
    """The same again changes nothing. Raises PermissionRefused, NotVisible, StaleOutreach, OutreachRefused."""
    require(actor, ACT, team)
    now = _current(OutreachActivity, team, series, expected_version)
    values = _checked(actor, team, values, now)
    if values_of(now) == values:
        return now
    return _store(actor, OutreachActivity(team=team, series=series, **_columns(values)), now)


@transaction.atomic
def count_enquiries(
    *, actor: Actor, team: Team, values: EnquiryValues, series: uuid.UUID | None = None
) -> Enquiry:
    """As `add_outreach`."""
    require(actor, ACT, team)
    values = checked_enquiry(values, timezone.localdate())
    name = series or uuid.uuid4()
    learning_moment(team.pk)
    found = _versions(Enquiry, team, name).filter(superseded_at__isnull=True).first()
    return found or _store(actor, Enquiry(team=team, series=name, **asdict(values)), None)


@transaction.atomic
def change_enquiries(
    *, actor: Actor, team: Team, series: uuid.UUID, expected_version: int, values: EnquiryValues
) -> Enquiry:
    """As `change_outreach`."""
    require(actor, ACT, team)
    now = _current(Enquiry, team, series, expected_version)
    values = checked_enquiry(values, timezone.localdate())
    if all(getattr(now, name) == value for name, value in asdict(values).items()):
        return now
    return _store(actor, Enquiry(team=team, series=series, **asdict(values)), now)


def remove_outreach(
    *, actor: Actor, team: Team, series: uuid.UUID, expected_version: int
) -> OutreachActivity:
    """Out of the log and its figures; `undo_outreach` is the way back. Raises as `change_outreach`."""
    return _remove(OutreachActivity, actor, team, series, expected_version)


def remove_enquiries(*, actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> Enquiry:
    return _remove(Enquiry, actor, team, series, expected_version)


def undo_outreach(*, actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> OutreachActivity:
    """As it was before the last change; what has none before is taken away. Raises as `change_outreach`."""
    return _undo(OutreachActivity, actor, team, series, expected_version)


def undo_enquiries(*, actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> Enquiry:
    return _undo(Enquiry, actor, team, series, expected_version)


def values_of(row: OutreachActivity) -> OutreachValues:
    found = {one.name: getattr(row, one.name) for one in fields(OutreachValues)}
    return OutreachValues(**found | {"user_ids": tuple(row.user_ids)})


def _checked(
    actor: Actor, team: Team, values: OutreachValues, now: OutreachActivity | None = None
) -> OutreachValues:
    staff = {one.user_id for one in staff_of(team.pk)}
    kept = now.user_ids if now else ()
    values = checked_outreach(values, timezone.localdate(), staff=staff, kept_ids=kept)
    refuse_participants(
        actor,
        team,
        {name: getattr(values, name) for name in FREE},
        refused=OutreachRefused,
        says=_(
            "The text names a participant. Take the name away: everybody in the team and its "
            "representatives reads the log."
        ),
    )
    return values


def _columns(values: OutreachValues) -> dict[str, Any]:
    return asdict(values) | {"user_ids": list(values.user_ids)}


def _versions(model: type[R], team: Team, series: uuid.UUID) -> models.QuerySet[R]:
    return model._default_manager.filter(team=team, series=series)


def _current(model: type[R], team: Team, series: uuid.UUID, expected_version: int) -> R:
    """With the team's facts locked, so that two who save at once come one after the other."""
    learning_moment(team.pk)
    row = _versions(model, team, series).filter(superseded_at__isnull=True).first()
    if row is None:
        raise NotVisible
    if row.version != expected_version:
        raise StaleOutreach(
            _("Somebody else has changed this since you opened it. What you typed is kept. Compare.")
        )
    return row


@transaction.atomic
def _remove(model: type[R], actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> R:
    require(actor, ACT, team)
    now = _current(model, team, series, expected_version)
    return now if now.is_removed else _store(actor, _copy(model, now, is_removed=True), now)


@transaction.atomic
def _undo(model: type[R], actor: Actor, team: Team, series: uuid.UUID, expected_version: int) -> R:
    require(actor, ACT, team)
    now = _current(model, team, series, expected_version)
    before = _versions(model, team, series).filter(version=now.version - 1).first()
    row = _copy(model, now, is_removed=True) if before is None else _copy(model, before)
    return _store(actor, row, now)


def _copy(model: type[R], row: R, **changed: Any) -> R:
    left = {"id", "version", "recorded_at", "superseded_at", "recorded_by_id", "source_id"}
    kept = {one.attname: getattr(row, one.attname) for one in model._meta.concrete_fields}
    return model(**{name: value for name, value in kept.items() if name not in left} | changed)


def _store(actor: Actor, row: R, now: R | None) -> R:
    moment = learning_moment(row.team_id)
    if now is not None:
        type(row)._default_manager.filter(pk=now.pk).update(superseded_at=moment)
    row.version = now.version + 1 if now else 1
    row.recorded_at, row.recorded_by_id = moment, actor.user_id
    row.save(force_insert=True)
    return row
