"""Personal links: one purpose, one answer, seven days, and taken back at once."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.consent_enums import ConsentEnd
from samsteg.access.consent_models import Consent
from samsteg.access.enums import ProtectionLevel, RuleName
from samsteg.access.protection import set_protection
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible, PermissionRefused, Refused
from samsteg.participants.own_access.enums import MessageKind
from samsteg.participants.own_access.links import (
    exchange,
    links_of,
    make_link,
    opened_with,
    revoke_link,
    send_by_link,
)
from samsteg.participants.own_access.models import PersonalLink
from samsteg.participants.own_access.records import PARTS, MessageRefused
from samsteg.participants.own_access.selectors import handle_message, messages_of, waiting_messages
from samsteg.participants.own_access.sending import LONGEST, checked_texts
from tests.factories import coach, lead, make_team
from tests.participants.own_access.makers import OwnTeam, decide, make_own_team
from tests.web.users import inside

pytestmark = pytest.mark.django_db
NAMES = ("well", "talk", "meant", "better", "answer", "instead", "x")


@pytest.fixture
def own() -> OwnTeam:
    return make_own_team()


def token_for(own: OwnTeam, kind: MessageKind = MessageKind.ANSWER) -> str:
    series = own.meeting if kind is MessageKind.CANNOT_COME else None
    with inside(own.team) as actor:
        return make_link(
            actor=actor, team=own.team, person_id=own.who.person_id, kind=kind, meeting_series=series
        )


def state_of(own: OwnTeam) -> str:
    with inside(own.team):
        return links_of(own.team, own.who.person_id)[0].state.value


def test_a_link_receives_once(own: OwnTeam) -> None:
    token = token_for(own)
    opened = exchange(token)
    assert opened is not None and opened.kind is MessageKind.ANSWER
    with pytest.raises(MessageRefused):
        send_by_link(handle=opened.handle, texts={"answer": "  "})
    assert send_by_link(handle=opened.handle, texts={"answer": "Ja tack"})
    assert not send_by_link(handle=opened.handle, texts={"answer": "En gång till"})
    assert exchange(token) is None and opened_with(opened.handle) is None
    assert state_of(own) == "used"
    with inside(own.team):
        (message,) = messages_of(own.team, own.who.person_id)
    assert (message.texts, message.channel) == ({"answer": "Ja tack"}, "link")


def test_the_token_is_256_bits_and_the_database_has_only_digests(own: OwnTeam) -> None:
    token = token_for(own)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    opened = exchange(token)
    assert opened is not None
    with inside(own.team):
        row = PersonalLink.objects.get()
    stored = bytes(row.token_digest) + bytes(row.handle_digest or b"")
    assert len(stored) == 64 and token.encode() not in stored and opened.handle.encode() not in stored
    assert token not in repr(opened) and opened.handle not in repr(opened)


def test_the_newest_opening_counts(own: OwnTeam) -> None:
    token = token_for(own)
    first, second = exchange(token), exchange(token)
    assert first is not None and second is not None
    assert opened_with(first.handle) is None
    assert not send_by_link(handle=first.handle, texts={"answer": "Hej"})
    assert send_by_link(handle=second.handle, texts={"answer": "Hej"})


def test_a_link_lasts_seven_days_and_an_opening_two_hours(own: OwnTeam) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = token_for(own)
        opened = exchange(token)
        assert opened is not None
        clock.shift(dt.timedelta(hours=2))
        assert opened_with(opened.handle) is None
        clock.shift(dt.timedelta(days=7, hours=-2, seconds=-1))
        late = exchange(token)
        assert late is not None
        clock.shift(dt.timedelta(seconds=1))
        assert exchange(token) is None
        assert not send_by_link(handle=late.handle, texts={"answer": "Hej"})
        assert state_of(own) == "over"


def test_a_link_that_is_taken_back_stops_also_who_has_opened_it(own: OwnTeam) -> None:
    token = token_for(own)
    opened = exchange(token)
    assert opened is not None
    with inside(own.team) as actor:
        (link,) = links_of(own.team, own.who.person_id)
        for _twice in range(2):
            revoke_link(actor=actor, team=own.team, person_id=own.who.person_id, link_id=link.link_id)
    assert exchange(token) is None
    assert not send_by_link(handle=opened.handle, texts={"answer": "Hej"})
    assert state_of(own) == "ended"


def test_decision_and_protection_hold_also_for_links_that_are_out(own: OwnTeam) -> None:
    token = token_for(own)
    decide(own.team, RuleName.PERSONAL_LINK, value="off")
    assert exchange(token) is None
    decide(own.team, RuleName.PERSONAL_LINK)
    assert exchange(token) is not None
    with inside(own.team) as actor:
        set_protection(actor=actor, team=own.team, person_id=own.who.person_id, level=ProtectionLevel.MARKED)
    assert exchange(token) is None


def test_unknown_used_and_old_ask_the_database_the_same(own: OwnTeam) -> None:
    """Nobody learns from the time it takes whether a link was ever there."""
    used, back, old = (token_for(own) for _one in range(3))
    opened = exchange(used)
    assert opened is not None and send_by_link(handle=opened.handle, texts={"answer": "Hej"})
    with inside(own.team) as actor:
        newest = links_of(own.team, own.who.person_id)
        revoke_link(actor=actor, team=own.team, person_id=own.who.person_id, link_id=newest[1].link_id)
        PersonalLink.objects.filter(pk=newest[0].link_id)
    counts = set()
    with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
        for token in (used, back, old, "finns-inte", "", "å" * 200, "\x00"):
            with CaptureQueriesContext(connection) as asked:
                assert exchange(token) is None
            counts.add(len(asked))
    assert len(counts) == 1


@pytest.mark.parametrize("missing", ["decision", "consent", "protected", "meeting", "kind"])
def test_no_link_without_what_it_rests_on(own: OwnTeam, missing: str) -> None:
    kind, series = MessageKind.CANNOT_COME, own.meeting
    with inside(own.team) as actor:
        if missing == "consent":
            Consent.objects.filter(kind="contact").update(
                ended_as=ConsentEnd.WITHDRAWN, ended_at=timezone.now()
            )
        elif missing == "protected":
            set_protection(
                actor=actor, team=own.team, person_id=own.who.person_id, level=ProtectionLevel.MARKED
            )
    if missing == "decision":
        decide(own.team, RuleName.PERSONAL_LINK, value="off")
    kind = MessageKind.OWN_WORDS if missing == "kind" else kind
    about = None if missing == "meeting" else series
    with inside(own.team) as actor, pytest.raises((Refused, NotVisible)):
        make_link(actor=actor, team=own.team, person_id=own.who.person_id, kind=kind, meeting_series=about)
    with inside(own.team):
        assert not PersonalLink.objects.exists()


def test_only_staff_who_see_the_person_make_take_back_and_take_care(own: OwnTeam) -> None:
    token = token_for(own)
    opened = exchange(token)
    assert opened is not None and send_by_link(handle=opened.handle, texts={"answer": "Hej"})
    with inside(own.team):
        (message,), (link,) = messages_of(own.team, own.who.person_id), links_of(own.team, own.who.person_id)
    of_person = {"team": own.team, "person_id": own.who.person_id}
    stranger, nobody = lead(make_team()), Actor(user_id=99, username="ingen")
    with inside(own.team):
        for actor in (stranger, nobody):
            with pytest.raises(PermissionRefused):
                make_link(actor=actor, **of_person, kind=MessageKind.ANSWER)
            with pytest.raises(PermissionRefused):
                revoke_link(actor=actor, **of_person, link_id=link.link_id)
            with pytest.raises(PermissionRefused):
                handle_message(actor=actor, **of_person, message_id=message.message_id)


def test_what_waits_is_told_to_the_coach_until_it_is_taken_care_of(own: OwnTeam) -> None:
    opened = exchange(token_for(own))
    assert opened is not None and send_by_link(handle=opened.handle, texts={"answer": "Hej"})
    with inside(own.team) as actor:
        (waiting,) = waiting_messages(actor, own.team)
        assert (waiting.title, dict(waiting.texts)) == ("Prova Provsson", {})
        for _twice in range(2):
            handle_message(
                actor=actor, team=own.team, person_id=own.who.person_id, message_id=waiting.message_id
            )
        assert waiting_messages(actor, own.team) == ()
        assert messages_of(own.team, own.who.person_id)[0].handled_at is not None
    with inside(own.team):
        assert waiting_messages(coach(own.team), own.team) == ()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=60,
)
@given(
    kind=st.sampled_from(MessageKind),
    texts=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60)),
)
def test_what_is_kept_is_what_was_written_in_the_kinds_own_parts(
    kind: MessageKind, texts: dict[str, str]
) -> None:
    try:
        kept = checked_texts(kind, texts)
    except MessageRefused:
        kept = None
    written = [part for part in PARTS[kind] if texts.get(part, "").replace("\x00", "").strip()]
    if kept is None:
        assert not written and kind is not MessageKind.CANNOT_COME
    else:
        assert sorted(kept) == sorted(written)
        assert all(kept[part].split() == texts[part].replace("\x00", "").split() for part in kept)


def test_the_longest_answer() -> None:
    assert checked_texts(MessageKind.ANSWER, {"answer": "å" * LONGEST})
    with pytest.raises(MessageRefused):
        checked_texts(MessageKind.ANSWER, {"answer": "å" * (LONGEST + 1)})
