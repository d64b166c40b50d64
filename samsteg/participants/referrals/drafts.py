"""A referral that is being written: kept sealed on the server, the writer's own, or opened by handle and code.

The open form's draft is found by a handle that the browser's session keeps, or that the writer has noted together with
a code of the own choice. Only a digest of the code is kept (argon2), and few tries are given.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import timezone
from django.utils.translation import gettext as _

from samsteg.access.policies import may
from samsteg.accounts.counters import count_up
from samsteg.core.actor import Actor
from samsteg.core.bulk import insert_rows, new_ids
from samsteg.core.context import public_form
from samsteg.core.errors import PermissionRefused
from samsteg.organisation.models import Team
from samsteg.participants.note_rules import tidied
from samsteg.participants.referrals.models import ReferralDraft
from samsteg.participants.referrals.rules import LONGEST_ANSWER, ReferralRefused
from samsteg.participants.referrals.sealing import draft_place, open_waiting, seal_waiting

Typed = dict[str, Any]  # step -> field -> text, and "edition"
KEPT_FOR: Final = dt.timedelta(days=14)
SHORTEST_CODE: Final = 8
TRIES: Final = 5  # in a quarter of an hour, for one draft
TRIES_FOR: Final = 15 * 60
LETTERS: Final = "abcdefghkmnpqrstuvwxyz23456789"  # without those that look alike
NO_CODE: Final = Argon2PasswordHasher().encode("ingen kod", "ingenkodingenkod")


def require_writer(actor: Actor, team: Team) -> None:
    """Raises PermissionRefused for who neither works in the team nor refers to it."""
    if not (may(actor, "referrals.write", team) or may(actor, "referrals.refer", team)):
        raise PermissionRefused(_("Your role in the team does not include this. Ask the team lead."))


def own_draft(actor: Actor, team: Team) -> Typed:
    """What the actor has typed; empty when nothing is kept."""
    row = ReferralDraft.objects.filter(team=team, writer_id=actor.user_id).first()
    return _opened(row) if row else {}


def keep_own_draft(*, actor: Actor, team: Team, typed: Mapping[str, Any]) -> None:
    """Right or wrong, as typed. Raises PermissionRefused."""
    require_writer(actor, team)
    known = ReferralDraft.objects.filter(team=team, writer_id=actor.user_id).values_list("pk", flat=True)
    pk = known.first() or new_ids(ReferralDraft, 1)[0]
    values = {"typed_cipher": _sealed(typed, pk), "saved_at": timezone.now()}
    ReferralDraft.objects.update_or_create(
        team=team, writer_id=actor.user_id, defaults=values, create_defaults={"pk": pk, **values}
    )


def drop_own_draft(*, actor: Actor, team: Team) -> bool:
    """Whether there was one: who sends twice finds none the second time."""
    require_writer(actor, team)
    return ReferralDraft.objects.filter(team=team, writer_id=actor.user_id).delete()[0] > 0


def begin_public_draft(*, team: Team, typed: Mapping[str, Any]) -> str:
    """Returns the handle, a random one of ten letters. The database refuses it where the open form is closed."""
    handle = "".join(secrets.choice(LETTERS) for _letter in range(10))
    (pk,) = new_ids(ReferralDraft, 1)
    row = {"id": pk, "handle": handle, "typed_cipher": _sealed(typed, pk), "saved_at": timezone.now()}
    with public_form(team.pk, handle):
        insert_rows(ReferralDraft, tuple(row), [tuple(row.values())], same={"team_id": team.pk})
    return handle


def public_draft(team: Team, handle: str) -> Typed:
    """Empty when there is none, or it is older than 14 days."""
    with public_form(team.pk, handle):
        row = _held(team, handle)
        return _opened(row) if row else {}


def keep_public_draft(*, team: Team, handle: str, typed: Mapping[str, Any]) -> bool:
    """Whether the draft is still there."""
    with public_form(team.pk, handle):
        row = _held(team, handle)
        if row is None:
            return False
        row.typed_cipher, row.saved_at = _sealed(typed, row.pk), timezone.now()
        row.save(update_fields=["typed_cipher", "saved_at"])
    return True


def drop_public_draft(*, team: Team, handle: str) -> bool:
    """As `drop_own_draft`."""
    with public_form(team.pk, handle):
        return ReferralDraft.objects.filter(team=team, handle=handle).delete()[0] > 0


def set_code(*, team: Team, handle: str, code: str) -> bool:
    """From now on the draft opens with handle and code. Raises ReferralRefused for a code that is too short."""
    if len(code.strip()) < SHORTEST_CODE:
        raise ReferralRefused(
            _("Choose a code of at least %(count)d characters.") % {"count": SHORTEST_CODE}, "code"
        )
    hasher = Argon2PasswordHasher()
    with public_form(team.pk, handle):
        row = _held(team, handle)
        if row is None:
            return False
        row.code_hash = hasher.encode(code.strip(), hasher.salt())
        row.save(update_fields=["code_hash"])
    return True


def open_with_code(*, team: Team, handle: str, code: str) -> bool:
    """Whether handle and code belong together. As slow for a handle that is nobody's.

    Raises ReferralRefused after too many tries, right or wrong.
    """
    handle = "".join(handle.lower().split()).replace("-", "")[:20]
    if count_up(f"referral-code:{team.pk}:{handle}", TRIES_FOR) > TRIES:
        raise ReferralRefused(
            _("Too many tries. Wait a quarter of an hour, or begin again: the form is short."), "code"
        )
    with public_form(team.pk, handle):
        row = _held(team, handle)
        digest = row.code_hash if row and row.code_hash else NO_CODE
        return Argon2PasswordHasher().verify(code.strip()[:200], digest) and digest != NO_CODE


def _held(team: Team, handle: str) -> ReferralDraft | None:
    alive = timezone.now() - KEPT_FOR
    rows = ReferralDraft.objects.filter(team=team, handle=handle, begun_at__gt=alive)
    return rows.first() if handle else None


def _sealed(typed: Mapping[str, Any], pk: int) -> bytes:
    kept = {step: _kept(told) for step, told in typed.items()}
    return seal_waiting(json.dumps(kept, ensure_ascii=False), draft_place(pk))


def _kept(told: Any) -> Any:
    """Texts as they can be stored, no longer than twice what may be sent: what is too long is told, not cut."""
    if isinstance(told, Mapping):
        return {name: tidied(str(value))[: LONGEST_ANSWER * 2] for name, value in told.items()}
    return told


def _opened(row: ReferralDraft) -> Typed:
    typed: Typed = json.loads(open_waiting(row.typed_cipher, draft_place(row.pk)))
    return typed
