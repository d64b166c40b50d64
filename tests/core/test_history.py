"""History by triggers: every write leaves a row, however it is made, and nobody needs to remember it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pghistory.models
import pytest
from django.apps import apps
from django.db import connection, models

from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.core.facts import Fact
from samsteg.core.history import HistoryEvent
from samsteg.organisation.models import Team
from samsteg.people.services import save_own_ids
from samsteg.reports.models import ReportText
from tests.factories import lead, make_person, make_team

DAY = dt.date(2025, 1, 1)
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
ReportTextEvent = apps.get_model("reports", "ReportTextHistoryEvent")


def text(team: Team, place: str, body: str = "") -> ReportText:
    return ReportText(
        team=team, period_from=DAY, period_to=DAY, place=place, body=body, updated_by_id=1, updated_at=NOW
    )


def history(team: Team) -> list[tuple[str, str, str]]:
    rows = ReportTextEvent.objects.filter(team_id=team.pk).order_by("pgh_id")
    return list(rows.values_list("pgh_label", "place", "body"))


@pytest.mark.django_db
def test_save_bulk_and_update_all_leave_their_row() -> None:
    team = make_team()
    with acting(lead(team)):
        one = text(team, "1", "first")
        one.save()
        ReportText.objects.bulk_create([text(team, "2"), text(team, "3")])
        one.body = "second"
        one.save()
        ReportText.objects.filter(team=team, place__in="23").update(body="both")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE reports_reporttext SET body = 'raw' WHERE team_id = %s AND place = '1'", [team.pk]
            )
        assert history(team) == [
            ("insert", "1", "first"),
            ("insert", "2", ""),
            ("insert", "3", ""),
            ("update", "1", "second"),
            ("update", "2", "both"),
            ("update", "3", "both"),
            ("update", "1", "raw"),
        ]


@pytest.mark.django_db
def test_a_save_that_changes_nothing_leaves_none() -> None:
    team = make_team()
    with acting(lead(team)):
        one = text(team, "1", "first")
        one.save()
        one.save()
        ReportText.objects.filter(team=team).update(body="first")
        assert history(team) == [("insert", "1", "first")]


@pytest.mark.django_db
def test_history_is_behind_the_same_fence() -> None:
    team, other = make_team(), make_team()
    with acting(lead(team)):
        text(team, "1", "ours").save()
    with acting(lead(other)):
        assert ReportTextEvent.objects.count() == 0
    assert ReportTextEvent.objects.count() == 0


def event_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]


def test_every_history_has_a_64_bit_key() -> None:
    found = event_models()
    assert len(found) >= 6
    narrow = [model for model in found if not issubclass(model, HistoryEvent)]
    assert narrow == []
    assert {type(model._meta.pk) for model in found} == {models.BigAutoField}


@pytest.mark.django_db
def test_every_trigger_works_on_whole_statements() -> None:
    """Row triggers cost eleven times as much on bulk updates."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgtype & 1 FROM pg_trigger WHERE tgname LIKE 'pgtrigger_%'"
        )
        triggers = cursor.fetchall()
    assert len(triggers) >= 2 * len(event_models())
    assert [table for table, per_row in triggers if per_row] == []


def test_what_is_changed_in_place_has_history() -> None:
    """Facts are dated twice and need none. The rest of the list are known exceptions; a new model must choose."""
    tracked = {model.pgh_tracked_model for model in event_models()}
    bare = {
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("samsteg.")
        and not issubclass(model, (Fact, pghistory.models.Event))
        and model not in tracked
    }
    assert bare == {
        "activities.OfflinePackage",  # only its end can come, and both are gone after a week
        "activities.OfflineToken",
        "staffing.Absence",  # as activities.Presence
        "activities.Presence",  # where somebody is today is nobody's business for long
        "access.ConsentPaper",  # never changed, and forgotten with the data key
        "access.Disclosure",  # as ConsentPaper
        "accounts.Counter",
        "accounts.DailyMail",  # the user's own choice, forgotten when it is stopped
        "accounts.Session",
        "access.EmergencyOpening",  # only their ends can be changed: see roles.post_migrate_grants
        "access.EmergencyRight",
        "audit.Alarm",  # what it says can't be changed: see roles.post_migrate_grants
        "audit.LogSegment",  # never changed: the owner adds, and the chain binds it
        "audit.ReadEntry",
        "audit.SignInEntry",
        "audit.ReviewDecision",  # the three of the reviews are only added to
        "audit.ReviewItem",
        "audit.ReviewMonth",
        "audit.Source",
        "exchange.AppliedImport",
        "exchange.StagedFile",
        "follow_ups.FollowUpExtract",  # only added to
        "participants.SealedDraft",  # the writer's own, sealed, and gone when saved
        "participants.OwnMessage",  # only that it was taken care of is written later
        "participants.PersonalLink",  # as OwnMessage, of what has happened to it
        "participants.ReferralDraft",  # as SealedDraft
        "participants.ReferralFile",  # never changed, but sealed anew, and forgotten with the key
        "participants.HandOver",  # only added to: see roles.post_migrate_grants
        "participants.Stay",
        "people.EarlierContact",  # only added to, and forgotten with the data key
        "people.Identity",
        "people.KeyCheck",  # never changed
        "reports.TextDraft",
    }


def test_no_history_keeps_what_disposal_must_forget() -> None:
    """A destroyed data key must forget the number: so no history may hold ciphers, keys or indexes."""
    secret = ("cipher", "key", "personnummer", "contact")
    kept = [
        f"{model._meta.label}.{field.name}"
        for model in event_models()
        for field in model._meta.get_fields()
        if any(word in field.name for word in secret)
    ]
    assert kept == []


def test_nobody_turns_the_history_off() -> None:
    """`pgtrigger.ignore` would let a write leave no trace."""
    root = Path(__file__).resolve().parents[2]
    files = [*root.glob("samsteg/**/*.py"), *root.glob("config/**/*.py"), *root.glob("demo/**/*.py")]
    assert len(files) > 300
    banned = re.compile(
        r"pgtrigger\.(?:ignore|disable|uninstall)|session_replication_role|DISABLE TRIGGER", re.I
    )
    assert [str(file) for file in files if banned.search(file.read_text())] == []


@pytest.mark.django_db
def test_an_own_id_leaves_its_history() -> None:
    team = make_team()
    person_id = make_person(team, own_id="A")
    with acting(lead(team)):
        save_own_ids(team=team, own_ids={person_id: "B"})
        rows = apps.get_model("people", "PersonHistoryEvent").objects.filter(team_id=team.pk)
        assert list(rows.order_by("pgh_id").values_list("pgh_label", "own_id")) == [
            ("insert", "A"),
            ("update", "B"),
        ]


@pytest.mark.django_db
def test_the_history_of_users_holds_no_password_and_no_log_in() -> None:
    user = User.objects.create_user("prov", password="ett-langt-prov-losenord")
    user.set_password("ett-annat-langt-losenord")
    user.last_login = NOW
    user.save()
    user.is_active = False
    user.save()
    events = apps.get_model("accounts", "UserHistoryEvent")
    assert list(
        events.objects.filter(pgh_obj=user).order_by("pgh_id").values_list("pgh_label", "is_active")
    ) == [
        ("insert", True),
        ("update", False),
    ]
    assert {"password", "last_login"}.isdisjoint(field.name for field in events._meta.get_fields())
