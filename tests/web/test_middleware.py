"""Who acts, and that reading changes nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.access.models import Membership
from samsteg.access.operator import make_operator
from samsteg.accounts.models import User
from samsteg.core.errors import KeyProblem, NotVisible, PermissionRefused, Refused
from samsteg.organisation.models import Team
from samsteg.web.middleware import LARGEST_BODY_OF_NOBODY, ActorMiddleware
from samsteg.web.requests import ActingRequest
from samsteg.web.write_guard import WriteOnRead, written_tables
from tests.factories import make_stay, make_team
from tests.web.users import PASSWORD, client_of, inside, make_user

pytestmark = pytest.mark.django_db


def team_ids_seen(team: Team, client: Client) -> str:
    """The context that the database had during the request, as the request leaves it in this transaction."""
    client.get(reverse("home"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('samsteg.team_ids', true)")
        return str(cursor.fetchone()[0])


def request_of(method: str = "GET", user: User | None = None) -> ActingRequest:
    request: ActingRequest = getattr(RequestFactory(), method.lower())("/")
    request.user = user or AnonymousUser()
    return request


def test_a_request_opens_the_users_teams_and_no_other() -> None:
    mine, _other = make_team(), make_team()
    client = client_of(make_user("handledare", mine))
    assert team_ids_seen(mine, client) == f"{{{mine.pk}}}"


def test_nobody_gets_a_cleared_context() -> None:
    mine = make_team()
    team_ids_seen(mine, client_of(make_user("handledare", mine)))
    assert team_ids_seen(mine, Client()) == "{}"


def test_a_reading_request_may_not_write() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        User.objects.create(username="smyg")
        return HttpResponse()

    with pytest.raises(WriteOnRead, match="accounts_user"):
        ActorMiddleware(view)(request_of("GET"))
    assert ActorMiddleware(view)(request_of("POST")).status_code == 200


def test_a_streamed_body_is_refused() -> None:
    with pytest.raises(TypeError, match="transaction"):
        ActorMiddleware(lambda request: StreamingHttpResponse(iter([b"x"])))(request_of())


def test_a_failed_request_stores_nothing() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        User.objects.create(username="halv")
        return HttpResponse(status=500)

    ActorMiddleware(view)(request_of("POST"))
    assert not User.objects.filter(username="halv").exists()


def test_nobody_may_send_much() -> None:
    request = request_of("POST")
    request.META["CONTENT_LENGTH"] = str(LARGEST_BODY_OF_NOBODY + 1)
    called: list[HttpRequest] = []
    answer = ActorMiddleware(lambda request: called.append(request) or HttpResponse())(request)  # type: ignore[func-returns-value]  # a spy in one line
    assert (answer.status_code, called) == (413, [])


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(NotVisible(), 404), (PermissionRefused("nej"), 403), (Refused("gör så här"), 409)],
)
def test_refusals_become_pages(refusal: Exception, status: int) -> None:
    request = request_of()
    request.actor, request.team = None, None
    request.resolver_match = None
    answer = ActorMiddleware(lambda request: HttpResponse()).process_exception(request, refusal)
    assert answer is not None
    assert answer.status_code == status
    assert str(refusal) in answer.content.decode()


def test_a_missing_key_is_told_without_a_fault_page(caplog: pytest.LogCaptureFixture) -> None:
    request = request_of()
    request.actor, request.team, request.resolver_match = None, None, None
    answer = ActorMiddleware(lambda request: HttpResponse()).process_exception(request, KeyProblem("borta"))
    assert answer is not None
    assert answer.status_code == 503
    assert "borta" in answer.content.decode()
    assert caplog.messages == ["borta"]


def test_our_own_faults_are_not_hidden_as_refusals() -> None:
    middleware = ActorMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(request_of(), ZeroDivisionError()) is None


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "people_person" ("id") VALUES (1)', ["people_person"]),
        ('UPDATE "accounts_user" SET "last_login" = now()', ["accounts_user"]),
        ("DELETE FROM ONLY people_person", ["people_person"]),
        ("WITH gone AS (\n  DELETE\n  FROM budget_budgetrow RETURNING id) SELECT 1", ["budget_budgetrow"]),
        ("TRUNCATE TABLE people_person", ["people_person"]),
        ("SELECT 1 FROM a FOR UPDATE OF a", []),
        ("SELECT 1 FROM a FOR NO KEY UPDATE", []),
        ("INSERT INTO a (x) VALUES (1) ON CONFLICT (x) DO UPDATE SET x = 2", ["a"]),
        ("SELECT updated_at FROM a", []),
        ("SAVEPOINT x", []),
    ],
)
def test_what_a_statement_writes(sql: str, tables: list[str]) -> None:
    assert list(written_tables(sql)) == tables


def test_the_operator_cannot_log_in() -> None:
    make_operator(using="default")
    operator = User.objects.get(username="operator")
    operator.set_password(PASSWORD)  # even if somebody gave it one
    operator.save()
    client = Client()
    answer = client.post(reverse("account_login"), {"login": "operator", "password": PASSWORD})
    assert answer.status_code == 200
    assert client.get(reverse("home")).status_code == 302
    client.force_login(operator)
    assert client.get(reverse("home")).headers["Location"].startswith(reverse("account_login"))


def test_an_ended_membership_closes_the_team(team: Team) -> None:
    user = make_user("handledare", team, Role.COACH)
    make_stay(team)
    client = client_of(user)
    address = reverse("team", args=[team.slug])
    assert client.get(address).status_code == 200
    with inside(team):
        Membership.objects.filter(user=user).update(valid_to=timezone.localdate())
    assert client.get(address).status_code == 404


def test_a_closed_account_is_nobody(team: Team) -> None:
    user = make_user("handledare", team, Role.COACH)
    client = client_of(user)
    user.is_active = False
    user.save()
    assert client.get(reverse("home")).headers["Location"].startswith(reverse("account_login"))
