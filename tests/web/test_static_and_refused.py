"""Static files carry the pages' headers, and who asks in vain is told in the program's log."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from config.settings import base
from samsteg.access.enums import Role
from tests.factories import make_stay, make_team
from tests.web.users import client_of, make_user


@pytest.mark.parametrize("name", ["samsteg.css", "report.js", "mark.svg"])
def test_a_static_file_cannot_be_framed_or_taken_for_something_else(name: str, db: None) -> None:
    answer = Client().get(f"/static/{name}")
    assert answer.status_code == 200
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    answer.close()


@pytest.mark.parametrize(
    "address", ["/static/", "/static/fonts/", "/static/../config/env.py", "/.git/config"]
)
def test_there_are_no_lists_of_files_and_nothing_beside_them(address: str, db: None) -> None:
    assert Client().get(address).status_code in (302, 404)  # to the log-in page, which every address gives


def test_nothing_is_sent_back_to_who_traces(db: None) -> None:
    answer = client_of(make_user("ledare")).trace(reverse("my_account"), headers={"x-own": "EKO"})
    assert answer.status_code == 405
    assert b"EKO" not in answer.content


def test_the_languages_cookie_is_ours_alone(db: None) -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    cookie = client.cookies["django_language"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert base.LANGUAGE_COOKIE_SAMESITE == "Lax"


def test_who_asks_in_vain_is_logged_by_number(caplog: pytest.LogCaptureFixture, db: None) -> None:
    own, other = make_team(), make_team(slug="annat")
    stay = make_stay(other, own_id="HEMLIG-9")
    user = make_user("nyfiken", own, Role.COACH)
    with caplog.at_level(logging.WARNING, "samsteg.refused"):
        answer = client_of(user).get(reverse("participant", args=[own.slug, stay.person_id]))
    assert answer.status_code == 404
    told = [record.getMessage() for record in caplog.records if record.name == "samsteg.refused"]
    assert told == [f"NotVisible: user {user.pk}, page participant"]


def test_a_forbidden_act_is_logged_too(caplog: pytest.LogCaptureFixture, db: None) -> None:
    team = make_team()
    user = make_user("handledare", team, Role.COACH)
    with caplog.at_level(logging.WARNING, "samsteg.refused"):
        answer = client_of(user).get(reverse("workbook", args=[team.slug]))
    assert answer.status_code == 403
    told = [record.getMessage() for record in caplog.records if record.name == "samsteg.refused"]
    assert told == [f"PermissionRefused: user {user.pk}, page workbook"]
