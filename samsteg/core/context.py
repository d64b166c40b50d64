"""The database's view of who acts: row-level security reads these settings (docs/adr/0005).

They live as long as the transaction. Without them every team-owned table answers with no rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import connection, transaction

from samsteg.core.actor import Actor, Participant
from samsteg.core.errors import ContextError

TEAM_IDS = "samsteg.team_ids"
GOVERNED_IDS = "samsteg.governed_ids"  # an officer's teams: their staff and log, never their participants
ACTOR_ID = "samsteg.actor_id"
PUBLIC_TEAM = "samsteg.public_team"  # the team whose public form is open in this request (docs/adr/0013)
PUBLIC_DRAFT = "samsteg.public_draft"  # the one draft of it that may be touched
OWN_TEAM = "samsteg.own_team"  # the participant's own page: whose it is (docs/adr/0016)
OWN_PERSON = "samsteg.own_person"
OWN_NUMBERS = "samsteg.own_numbers"  # whom an e-ID is looked for as, by blind index
OWN_LINK = "samsteg.own_link"  # the one personal link that the request holds, by digest
SETTINGS = (ACTOR_ID, TEAM_IDS, GOVERNED_IDS)
NOBODY = ("", "{}", "{}")

Values = tuple[str, str, str]  # in the order of SETTINGS


def _set(values: Values) -> None:
    """And has kept questions planned once for all values, not five times first for those of the call (ADR 21)."""
    pairs = [text for pair in zip(SETTINGS, values, strict=True) for text in pair]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config(%s, %s, true), set_config(%s, %s, true),"
            " set_config('plan_cache_mode', 'force_generic_plan', true)",
            pairs,
        )


def _get() -> Values:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting(%s, true), ''), coalesce(current_setting(%s, true), ''),"
            " coalesce(current_setting(%s, true), '')",
            SETTINGS,
        )
        actor_id, team_ids, governed_ids = cursor.fetchone()
    return (actor_id, team_ids, governed_ids)


def _array(team_ids: Iterable[int]) -> str:
    return "{" + ",".join(str(int(team_id)) for team_id in sorted(team_ids)) + "}"


def _parse(value: str) -> set[int]:
    return {int(part) for part in value.strip("{}").split(",") if part}


def set_context(actor: Actor | None) -> None:
    """Sets the context for the rest of the current transaction; None clears it. Raises ContextError outside one."""
    if not connection.in_atomic_block:
        raise ContextError("A context needs a transaction: outside one it is gone at once.")
    if actor is None:
        _set(NOBODY)
    else:
        _set((str(actor.user_id), _array(actor.team_ids), _array(actor.governed_ids)))


def set_signed_in(user_id: int) -> None:
    """Opens only the user's own memberships, so that the actor can be read."""
    if not connection.in_atomic_block:
        raise ContextError("A context needs a transaction: outside one it is gone at once.")
    _set((str(user_id), "{}", "{}"))


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Runs a block as `actor` in a transaction, and puts the outer context back after it.

    A nested block may narrow the teams, never widen them: that raises ContextError. (A released savepoint keeps
    SET LOCAL, so the old value has to be written back by hand.)
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _get() if nested else NOBODY
        if before[0]:
            _refuse_wider(before, actor)
        set_context(actor)
        yield actor
        _set(before)


def _refuse_wider(before: Values, actor: Actor) -> None:
    if not (set(actor.team_ids) <= _parse(before[1]) and actor.governed_ids <= _parse(before[2])):
        raise ContextError("A nested context may not open teams that the outer one does not.")


@contextmanager
def opened_for_review(actor: Actor, team_id: int) -> Iterator[None]:
    """Opens the tables of a team whose controller's officer the actor is, for one narrow question of a review.

    Of two widenings there are (see `opened_for_referrer`): to be used by the selectors that name a person in the
    log, and by nothing else.
    """
    before = _get()
    if before[0] != str(actor.user_id) or team_id not in _parse(before[2]) & actor.governed_ids:
        raise ContextError("Only an officer of the team's controller reviews its log.")
    with transaction.atomic():
        _set((before[0], _array({*_parse(before[1]), team_id}), before[2]))
        yield
        _set(before)


@contextmanager
def own_rows_of(user_id: int) -> Iterator[None]:
    """Opens another user's own memberships for a block, and no team's tables.

    For `access.account_care` alone: what is done to an account is told to the officers of the teams where it has a
    role, which whoever does it may not know.
    """
    before = _get()
    with transaction.atomic():
        set_signed_in(user_id)
        yield
        _set(before)


@contextmanager
def public_form(team_id: int, handle: str = "") -> Iterator[None]:
    """Lets an open page add to a team, and touch the one draft that is named: see the policies of `referrals`.

    Opens no table of the team for reading but its questions. Raises ContextError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise ContextError("A context needs a transaction: outside one it is gone at once.")
    with transaction.atomic():
        _set_public(str(team_id), handle)
        yield
        _set_public("", "")


def _set_public(team_id: str, handle: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(%s, %s, true), set_config(%s, %s, true)",
            [PUBLIC_TEAM, team_id, PUBLIC_DRAFT, handle],
        )


@contextmanager
def opened_for_referrer(actor: Actor, team_id: int) -> Iterator[None]:
    """Opens the team for one narrow question of a referrer: how it went for those referred who let it be told.

    To be used by the selector that answers it, and by nothing else. Raises ContextError for who refers to another team.
    """
    before = _get()
    if before[0] != str(actor.user_id) or "referrer" not in actor.outer_roles.get(team_id, frozenset()):
        raise ContextError("Only a referrer to the team asks that.")
    with transaction.atomic():
        _set((before[0], _array({*_parse(before[1]), team_id}), before[2]))
        yield
        _set(before)


@contextmanager
def own_page(who: Participant) -> Iterator[None]:
    """Lets a participant read the own rows, and add to what waits for the team: see the policies of `own_access`."""
    with _narrowly({OWN_TEAM: str(who.team_id), OWN_PERSON: str(who.person_id)}):
        yield


@contextmanager
def looking_for(indexes: Iterable[bytes]) -> Iterator[None]:
    """Lets a log-in find whom these blind indexes belong to, where the controller has decided on own pages."""
    with _narrowly({OWN_NUMBERS: "{" + ",".join(one.hex() for one in indexes) + "}"}):
        yield


@contextmanager
def personal_link(digest: bytes) -> Iterator[None]:
    """Lets an open page use the one link that it holds, and add what is sent by it. It reads nothing else."""
    with _narrowly({OWN_LINK: digest.hex()}):
        yield


@contextmanager
def _narrowly(settings: Mapping[str, str]) -> Iterator[None]:
    if not connection.in_atomic_block:
        raise ContextError("A context needs a transaction: outside one it is gone at once.")
    with transaction.atomic():
        _set_each(settings)
        yield
        _set_each(dict.fromkeys(settings, ""))


def _set_each(settings: Mapping[str, str]) -> None:
    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
