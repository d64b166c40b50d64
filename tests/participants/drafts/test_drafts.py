"""The one mechanism of drafts: whose they are, what is kept, how they end, and that earlier ones are carried over."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.follow_ups.minutes import DRAFTS as OF_MINUTES
from samsteg.organisation.models import Team
from samsteg.participants.drafts.enums import DraftKind
from samsteg.participants.drafts.sealed import KEPT_FOR, LONGEST_FIELD, MOST_VALUES, NEW, Draft
from samsteg.participants.drafts.services import (
    ACTS,
    draft_of_form,
    drop_form,
    forget_old_drafts,
    keep_form,
)
from samsteg.participants.models import SealedDraft
from samsteg.participants.note_drafts import draft_of
from samsteg.participants.plans.drafts import draft_of as plan_draft
from samsteg.participants.retention import forget_drafts
from samsteg.participants.way.drafts import way_draft
from samsteg.participants.way.enums import Step
from samsteg.people.services import forget_identity
from samsteg.people.vault import vault_to_fill
from samsteg.placements.check_ins import DRAFTS as OF_CHECK_INS
from tests.factories import coach, lead, make_consent, make_stay, make_team, representative

pytestmark = pytest.mark.django_db
WORDS = {"name": "Sköterska Prov", "role": "stöd", "version": "0"}


@pytest.fixture
def team() -> Team:
    return make_team()


@pytest.fixture
def person(team: Team) -> int:
    stay = make_stay(team)
    make_consent(team, stay.person_id)
    return stay.person_id


def keep(who: Actor, team: Team, person: int, key: str = NEW, **typed: Any) -> SealedDraft | None:
    with acting(who):
        return keep_form(
            actor=who, team=team, person_id=person, kind=DraftKind.AROUND, key=key, typed=typed or WORDS
        )


def read(who: Actor, team: Team, person: int, key: str = NEW) -> Draft:
    with acting(who):
        return draft_of_form(who, team, person, DraftKind.AROUND, key)


def test_it_is_sealed_and_the_writers_alone_form_by_form(team: Team, person: int) -> None:
    who, head = coach(team), lead(team)
    kept = keep(who, team, person)
    assert kept is not None and b"Prov" not in bytes(kept.typed_cipher)
    assert read(who, team, person).texts == WORDS
    assert read(who, team, person).saved_at == kept.saved_at
    assert read(head, team, person) == Draft()
    assert read(who, team, person, str(uuid.uuid4())) == Draft()
    keep(head, team, person, **{**WORDS, "name": "En annan"})
    assert read(who, team, person).texts["name"] == "Sköterska Prov"
    with acting(who):
        drop_form(actor=who, team=team, person_id=person, kind=DraftKind.AROUND, key=NEW)
    assert (read(who, team, person), read(head, team, person).texts["name"]) == (Draft(), "En annan")


def test_nothing_typed_is_nothing_kept_but_to_empty_what_stands_is(team: Team, person: int) -> None:
    who, empty = coach(team), dict.fromkeys(WORDS, "")
    keep(who, team, person)
    assert keep(who, team, person, **{**empty, "version": "1"}) is None
    assert read(who, team, person) == Draft()
    assert keep(who, team, person, "x" * 36, **empty) is not None


@pytest.mark.parametrize("kind", list(ACTS))
def test_who_may_not_save_the_form_keeps_no_draft(team: Team, person: int, kind: DraftKind) -> None:
    told: dict[str, Any] = {"team": team, "person_id": person, "kind": kind, "key": NEW}
    strange = coach(make_team())
    for who, fault in ((representative(team), PermissionRefused), (strange, PermissionRefused)):
        with acting(who), pytest.raises(fault):
            keep_form(actor=who, typed=WORDS, **told)
    unseen = make_stay(team)  # no consent lets the coach see the person
    with acting(coach(team)), pytest.raises(NotVisible):
        keep_form(actor=coach(team), typed=WORDS, **{**told, "person_id": unseen.person_id})
    with acting(lead(team)):
        assert not SealedDraft.objects.exists()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    texts=st.lists(st.text(max_size=400), max_size=70),
    name=st.sampled_from(["remark", "until_on", "source_id"]),
)
def test_anything_typed_comes_back_or_is_cut_at_its_length(
    team: Team, person: int, texts: list[str], name: str
) -> None:
    who = coach(team)
    assert keep(who, team, person, **{**WORDS, name: texts}) is not None
    back = read(who, team, person).typed[name]
    whole = [text.encode("utf-8", "replace").decode().replace("\r\n", "\n") for text in texts]
    clean = [text.replace("\r", "\n").replace("\x00", "").strip() for text in whole]
    most = 40_000 if name == "remark" else LONGEST_FIELD
    assert back == [text[:most] for text in clean][:MOST_VALUES]


def test_what_nobody_goes_on_with_goes_after_sixty_days(team: Team, person: int) -> None:
    who, edge = coach(team), timezone.now() - KEPT_FOR
    keep(who, team, person)
    keep(who, team, person, str(uuid.uuid4()))
    with acting(who):
        SealedDraft.objects.filter(key=NEW).update(saved_at=edge - dt.timedelta(minutes=1))
        SealedDraft.objects.exclude(key=NEW).update(saved_at=edge + dt.timedelta(minutes=5))
        assert forget_old_drafts(team) == 1
        assert not SealedDraft.objects.filter(key=NEW).exists()
        assert SealedDraft.objects.count() == 1


def test_a_protected_persons_whereabouts_stand_in_no_draft(team: Team, person: int) -> None:
    who = coach(team)
    keep(who, team, person)
    with acting(who):
        keep_form(actor=who, team=team, person_id=person, kind=DraftKind.EFFORT, key=NEW, typed={"code": "x"})
        forget_drafts(team, person, only_where=True)
        assert list(SealedDraft.objects.values_list("kind", flat=True)) == [DraftKind.EFFORT]
        forget_drafts(team, person, only_where=False)
        assert not SealedDraft.objects.exists()


def test_a_destroyed_key_forgets_the_draft(team: Team, person: int) -> None:
    who = coach(team)
    keep(who, team, person)
    with acting(lead(team)):
        forget_identity(team=team, person_id=person)
    assert read(who, team, person) == Draft()


def test_drafts_of_the_earlier_tables_are_read_as_before(team: Team, person: int) -> None:
    """As the migrations carry them over: cipher by cipher, under what each was bound to."""
    who, series = replace(coach(team), user_id=4711), uuid.uuid4()
    old = {  # table: its own column and what stands there, what the cipher was bound to, what was typed
        "participants_notedraft": ("series uuid", None, "note_draft:4711:new", {"text": "Halv"}),
        "participants_plandraft": (
            "place text",
            "text:hopes:0",
            "plan_draft:4711:text:hopes:0",
            {"text": "Hopp"},
        ),
        "participants_waydraft": ("form text", "exit", "way_draft:4711:exit", {"own_words": ["Tack"]}),
        "follow_ups_minutesdraft": ("series uuid", series, f"minutes_draft:4711:{series}", {"better": "Bra"}),
        "placements_checkindraft": ("series uuid", series, f"check_in_draft:4711:{series}", {"agreed": "Ja"}),
    }
    moved = import_module("samsteg.participants.migrations.0018_drafts_in_one_table").CARRIED
    for app, number in (("follow_ups", "0004"), ("placements", "0007")):
        moved += (import_module(f"samsteg.{app}.migrations.{number}_drafts_in_one_table").CARRIED,)
    with acting(who), connection.cursor() as cursor:
        vault = vault_to_fill(team.pk, person)
        for table, (column, value, place, typed) in old.items():
            cursor.execute(
                f"CREATE TEMP TABLE {table} (team_id int, person_id bigint, writer_id bigint, {column}, "
                "typed_cipher bytea, saved_at timestamptz) ON COMMIT DROP"
            )
            sealed = vault.seal(json.dumps(typed), place)
            told = [team.pk, person, 4711, value, sealed, timezone.now()]
            cursor.execute(f"INSERT INTO {table} VALUES (%s, %s, %s, %s, %s, %s)", told)
        for sql in moved:
            cursor.execute(sql)
        of_series: dict[str, Any] = {"actor": who, "team": team, "person_id": person, "key": str(series)}
        found = (
            draft_of(who, team, person, None).texts,
            plan_draft(who, team, person, "text:hopes:0").texts,
            way_draft(who, team, person, Step.EXIT).typed,
            OF_MINUTES.read(**of_series).texts,
            OF_CHECK_INS.read(**of_series).texts,
        )
    assert found == tuple(typed for *_rest, typed in old.values())
