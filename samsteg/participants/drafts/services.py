"""Drafts of the short forms about a person: who is round, efforts beside, contact data, corrections."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from samsteg.access.policies import require
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.models import SealedDraft
from samsteg.participants.drafts.sealed import KEPT_FOR, NEW, Draft, Drafts, Sent
from samsteg.participants.sources import require_staff

LONGEST_TEXT = 20_000
# What saves each form, and where its long texts are.
ACTS: Mapping[DraftKind, str] = {
    DraftKind.AROUND: "plan.write",
    DraftKind.EFFORT: "plan.write",
    DraftKind.CONTACT: "participants.write",
    DraftKind.CORRECTION: "way.change",
}
TEXTS: Mapping[DraftKind, frozenset[str]] = {
    DraftKind.AROUND: frozenset(("name", "workplace", "contact", "remark", "role")),
    DraftKind.CORRECTION: frozenset(("own_words",)),
}


def keep_form(
    *, actor: Actor, team: Team, person_id: int, kind: DraftKind, key: str, typed: Sent
) -> SealedDraft | None:
    """Keeps what the actor has typed, right or wrong; None when the form is empty, and then nothing is kept.

    Raises PermissionRefused, NotVisible for who isn't the actor's to write of.
    """
    _require(actor, team, person_id, kind)
    return _drafts(kind, key).keep(actor=actor, team=team, person_id=person_id, key=key, typed=typed)


def draft_of_form(actor: Actor, team: Team, person_id: int, kind: DraftKind, key: str) -> Draft:
    """The actor's own. The caller has let the actor in to the form, and logs the read."""
    return _drafts(kind, key).read(actor=actor, team=team, person_id=person_id, key=key)


def drop_form(*, actor: Actor, team: Team, person_id: int, kind: DraftKind, key: str) -> None:
    """Takes the actor's own draft away, if there is one. Raises as `keep_form`."""
    _require(actor, team, person_id, kind)
    _drafts(kind, key).drop(actor=actor, team=team, person_id=person_id, key=key)


def forget_old_drafts(team: Team) -> int:
    """What nobody has gone on with for 60 days; returns how many. For the night."""
    oldest = timezone.now() - KEPT_FOR
    gone, _by_model = SealedDraft.objects.filter(team=team, saved_at__lt=oldest).delete()
    return gone


def _require(actor: Actor, team: Team, person_id: int, kind: DraftKind) -> None:
    require(actor, ACTS[kind], team)
    require_staff(actor, team, person_id)


def _drafts(kind: DraftKind, key: str) -> Drafts:
    """To empty what is stored already is to write something."""
    return Drafts(kind, TEXTS.get(kind, frozenset()), LONGEST_TEXT, keeps_empty=key != NEW)
