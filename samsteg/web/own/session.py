"""A participant's session: of its own kind, short, and nobody's user.

It holds which persons the e-ID was found as, in which team one reads now, and when. A user's session has none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from samsteg.audit.enums import SignInEvent
from samsteg.audit.sign_ins import log_sign_in
from samsteg.core.actor import Participant
from samsteg.web.requests import ActingRequest

KEY = "own_page"
IDLE = 15 * 60  # seconds of silence
LONGEST = 2 * 60 * 60
REASON = "own_page"  # in the log of the door, which names no participant


@dataclass(frozen=True, slots=True)
class OwnSession:
    """`chosen` is the place among `ways`; None as long as one of several has to be chosen."""

    ways: tuple[Participant, ...]
    chosen: int | None

    @property
    def who(self) -> Participant | None:
        return None if self.chosen is None else self.ways[self.chosen]


def begin_session(request: ActingRequest, ways: Sequence[Participant]) -> None:
    """Nothing of an earlier session is left in it."""
    now = int(timezone.now().timestamp())
    request.session.flush()
    request.session[KEY] = {
        "ways": [[who.team_id, who.person_id] for who in ways],
        "chosen": 0 if len(ways) == 1 else None,
        "began": now,
        "seen": now,
    }
    request.session.set_expiry(LONGEST)
    log_sign_in(SignInEvent.SIGNED_IN, reason=REASON)


def session_of(request: ActingRequest) -> OwnSession | None:
    """None for who isn't signed in as a participant, and when the time is over; then the session ends."""
    held: dict[str, Any] | None = request.session.get(KEY)
    if held is None or request.actor is not None:
        return None
    now = int(timezone.now().timestamp())
    if now - held["seen"] >= IDLE or now - held["began"] >= LONGEST:
        request.session.flush()
        log_sign_in(SignInEvent.ENDED, reason=REASON)
        return None
    if now != held["seen"]:
        request.session[KEY] = {**held, "seen": now}
    return OwnSession(tuple(Participant(*way) for way in held["ways"]), held["chosen"])


def choose_way(request: ActingRequest, number: int | None) -> None:
    """None: to choose anew."""
    held = request.session[KEY]
    if number is None or 0 <= number < len(held["ways"]):
        request.session[KEY] = {**held, "chosen": number}


def end_session(request: ActingRequest) -> None:
    if KEY in request.session:
        request.session.flush()
        log_sign_in(SignInEvent.SIGNED_OUT, reason=REASON)
