"""The signed agreement of a placement, kept as a file under the person's data key. A changed one is one more."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.papers import Paper, checked_paper
from samsteg.access.protection import protected_among
from samsteg.core.actor import Actor
from samsteg.core.bulk import new_ids
from samsteg.core.errors import NotVisible, Refused
from samsteg.core.facts import learning_moment
from samsteg.organisation.models import Team
from samsteg.people.vault import Vault, vault_to_fill, vaults_of
from samsteg.placements.enums import SignedBy
from samsteg.placements.models import SignedAgreement
from samsteg.placements.rules import FARTHEST_AHEAD
from samsteg.placements.storing import open_placement, stamp_of
from samsteg.placements.workflow import PlacementRefused

MOST: Final = 20  # of one placement


def agreement_place(pk: int) -> str:
    """Where the file is sealed: it opens in its own row alone."""
    return f"placement_agreement:{pk}"


@transaction.atomic
def add_agreement(
    *,
    actor: Actor,
    team: Team,
    person_id: int,
    series: uuid.UUID,
    signed_on: dt.date,
    signed_by: Collection[str],
    content: bytes,
    once: uuid.UUID | None = None,
) -> SignedAgreement:
    """One more; the same form sent twice makes one. Raises NotVisible, PermissionRefused, PlacementRefused."""
    placement = open_placement(actor, team, person_id, series)
    if person_id in protected_among(team.pk, [person_id]):
        raise PlacementRefused(
            _("The participant's identity is protected: the workplace stands nowhere here. Keep the paper.")
        )
    rows = SignedAgreement.objects.filter(team=team, person_id=person_id, series=series)
    learning_moment(team.pk)  # locks: the same form sent twice at once comes one after the other
    known: SignedAgreement | None = (
        rows.filter(once=once, recorded_by_id=actor.user_id).first() if once else None
    )
    if known is not None:
        return known
    _check_said(signed_on, signed_by, placement.started_on)
    paper = _checked_file(content, rows.current().count())
    row = SignedAgreement(team=team, person_id=person_id, stay_id=placement.stay_id, series=series)
    row.signed_on, row.signed_by = signed_on, [one for one in SignedBy.values if one in signed_by]
    row.once = once or row.once
    _seal(row, paper, vault_to_fill(team.pk, person_id))
    stamp = stamp_of(actor, team)
    row.recorded_at, row.recorded_by_id, row.source_id = stamp.moment, stamp.actor_id, stamp.source_id
    row.save(force_insert=True)
    return row


def _seal(row: SignedAgreement, paper: Paper, vault: Vault) -> None:
    (row.pk,) = new_ids(SignedAgreement, 1)
    row.media_type, row.byte_count = paper.media_type, len(paper.content)
    row.file_cipher = vault.seal_bytes(paper.content, agreement_place(row.pk))


def _checked_file(content: bytes, number: int) -> Paper:
    """`number`: how many there are already. Raises PlacementRefused."""
    if number >= MOST:
        raise PlacementRefused(
            _("There are %(most)d agreements already. Take one away first.") % {"most": MOST}, "file"
        )
    try:
        return checked_paper(content)
    except Refused as fault:
        raise PlacementRefused(str(fault), "file") from fault


def _check_said(signed_on: dt.date, signed_by: Collection[str], started_on: dt.date) -> None:
    if signed_on > timezone.localdate():
        raise PlacementRefused(_("The day has not come. Write the day when it was signed."), "signed_on")
    if signed_on < started_on - FARTHEST_AHEAD:
        raise PlacementRefused(
            _("The day is more than a year before the first day, %(day)s. Check the year.")
            % {"day": started_on},
            "signed_on",
        )
    if not signed_by or set(signed_by) - set(SignedBy.values):
        raise PlacementRefused(_("Choose who has signed."), "signed_by")


@transaction.atomic
def withdraw_agreement(
    *, actor: Actor, team: Team, person_id: int, series: uuid.UUID, agreement_id: int
) -> None:
    """Put in by mistake: the file is gone for good, and that there was one stays. Twice is once.

    Raises NotVisible, PermissionRefused.
    """
    open_placement(actor, team, person_id, series)
    rows = SignedAgreement.objects.filter(team=team, person_id=person_id, series=series, pk=agreement_id)
    rows.current().update(superseded_at=learning_moment(team.pk), file_cipher=None)


def read_agreement(
    *, actor: Actor, team: Team, person_id: int, series: uuid.UUID, agreement_id: int
) -> tuple[SignedAgreement, Paper]:
    """The file in clear. The caller logs the read. Raises NotVisible, PermissionRefused; Refused where the person's key
    has been destroyed.
    """
    open_placement(actor, team, person_id, series)
    rows = SignedAgreement.objects.current().filter(team=team, person_id=person_id, series=series)
    row = rows.filter(pk=agreement_id).first()
    if row is None or row.file_cipher is None:
        raise NotVisible
    vault = vaults_of(team.pk, [person_id]).get(person_id)
    content = vault.open_bytes_if_kept(row.file_cipher, agreement_place(row.pk)) if vault else None
    if content is None:
        raise Refused(_("The paper can't be read any more: the participant's key has been destroyed."))
    return row, Paper(content, row.media_type)


def agreements_of(team: Team, person_id: int, series: uuid.UUID) -> list[SignedAgreement]:
    """Newest first, without the files. The caller has seen that the placement is the reader's to open."""
    rows = SignedAgreement.objects.current().filter(team=team, person_id=person_id, series=series)
    return list(rows.defer("file_cipher").order_by("-signed_on", "-pk"))


def withdraw_all(team: Team, series: uuid.UUID, moment: dt.datetime) -> None:
    """The placement never came to be: what was signed goes with it."""
    rows = SignedAgreement.objects.current().filter(team=team, series=series)
    rows.update(superseded_at=moment, file_cipher=None)


def count_agreements(team: Team, person_id: int) -> int:
    return SignedAgreement.objects.current().filter(team=team, person_id=person_id).count()


def forget_agreements(team: Team, person_id: int) -> None:
    """Of who becomes protected: the paper says where somebody is. The files are gone for good."""
    rows = SignedAgreement.objects.filter(team=team, person_id=person_id)
    rows.filter(superseded_at__isnull=True).update(superseded_at=timezone.now())
    rows.update(file_cipher=None)
