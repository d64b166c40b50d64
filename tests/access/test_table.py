"""Who gets what answer at which address. The table is complete: every address of the URLconf stands in it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from samsteg.access.enums import Office, Role
from samsteg.access.models import Appointment, Membership
from samsteg.accounts.models import User
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Association, Authority, Team
from samsteg.statistics.saved_views import save_view
from tests.access.plan_addresses import plan_arguments
from tests.access.rows_of_calendar import CALENDAR, CALENDAR_ARGUMENTS
from tests.access.rows_of_contact import CONTACT
from tests.access.rows_of_follow_ups import BELOW_A_MEETING, FOLLOW_UPS, OF_A_MEETING, OF_FOLLOW_UPS
from tests.access.rows_of_groups import GROUPS, group_arguments
from tests.access.rows_of_meetings import AT_MEETINGS_IN_PART, MEETINGS, meeting_arguments
from tests.access.rows_of_outreach import OUTREACH, OUTREACH_ARGUMENTS, OUTREACH_IN_PART
from tests.access.rows_of_own_access import OF_ANYBODY, OWN_ACCESS, REPRESENTED, own_arguments
from tests.access.rows_of_placements import AT_WORK_IN_PART, PLACEMENTS, placement_arguments
from tests.access.rows_of_reports import REPORTS
from tests.access.rows_of_way import WAY, way_arguments
from tests.access.table_of_offices import ADMINS, OFFICERS
from tests.access.table_of_referrals import LOGIN, OF_REFERRALS, REFERRERS, referral_arguments
from tests.factories import make_consent, make_published, make_stay, make_team
from tests.participants.referrals.makers import make_referral, open_the_form
from tests.web.report_pages import YEAR, begin
from tests.web.users import appoint_officer, client_of, inside, join, make_user, stays_file

TODAY = timezone.localdate()
OF_THE_ACCOUNT = (
    "account_",
    "mfa_",
    "my_account",
    "my_daily_mail",
    "second_factor",
    "end_session",
    "end_other_sessions",
    "eid_",
    "invitation",
    "accept_invitation",
    "own_feed",
    "offline_",
    "feed",
)
MAIN = ("anonymous", "coach", "team_lead", "stranger")
METHODS = ("get", "post")
Answers = tuple[int | str, int | str, int | str, int | str]  # in the order of MAIN

# name -> (answers to GET, answers to POST). A stranger leads another team.
TABLE: dict[str, tuple[Answers, Answers]] = {
    **OF_REFERRALS,
    **OWN_ACCESS,
    **WAY,
    **MEETINGS,
    "home": ((LOGIN, 302, 302, 302), (LOGIN, 405, 405, 405)),
    "account_login": ((200, 302, 302, 302), (200, 302, 302, 302)),
    "account_logout": ((302, 200, 200, 200), (302, 302, 302, 302)),
    "my_account": ((LOGIN, 200, 200, 200), (LOGIN, 405, 405, 405)),
    "mfa_authenticate": (
        (LOGIN, 302, 302, 302),
        (LOGIN, 302, 302, 302),
    ),  # only between the password and the code
    "mfa_login_webauthn": ((LOGIN, 302, 302, 302), (LOGIN, 302, 302, 302)),
    "account_reauthenticate": ((LOGIN, 200, 200, 200), (LOGIN, 422, 422, 422)),
    "account_change_password": ((LOGIN, 302, 302, 302), (LOGIN, 403, 403, 403)),  # confirm first
    "my_daily_mail": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),  # tests send no mail
    "end_session": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),  # no such session
    "end_other_sessions": ((LOGIN, 405, 405, 405), (LOGIN, 302, 302, 302)),
    "eid_start": ((405, 405, 405, 405), (404, 404, 404, 404)),  # no such provider
    "eid_answer": ((404, 404, 404, 404), (405, 405, 405, 405)),
    "eid_disconnect": ((LOGIN, 405, 405, 405), (LOGIN, 403, 403, 403)),  # confirm first
    "invitation": ((200, 200, 200, 200), (422, 422, 422, 422)),  # no such link
    "accept_invitation": ((302, 302, 302, 302), (302, 302, 302, 302)),  # only after the link
    "second_factor": ((LOGIN, 200, 200, 200), (LOGIN, 405, 405, 405)),
    "mfa_activate_totp": ((LOGIN, 302, 302, 302), (LOGIN, 403, 403, 403)),  # these too: confirm first
    "mfa_deactivate_totp": ((LOGIN, 302, 302, 302), (LOGIN, 403, 403, 403)),
    "mfa_add_webauthn": ((LOGIN, 302, 302, 302), (LOGIN, 403, 403, 403)),
    "mfa_remove_webauthn": ((LOGIN, 302, 302, 302), (LOGIN, 403, 403, 403)),
    "mfa_view_recovery_codes": ((LOGIN, 302, 302, 302), (LOGIN, 403, 403, 403)),
    "mfa_generate_recovery_codes": ((LOGIN, 302, 302, 302), (LOGIN, 403, 403, 403)),
    "set_language": ((302, 302, 302, 302), (302, 302, 302, 302)),
    "design": ((200, 200, 200, 200), (405, 405, 405, 405)),  # without data, and only in development
    "team": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics_time": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics_efforts": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics_budget": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics_comparison": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "statistics_excel": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "figure_rows": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "save_view": ((LOGIN, 405, 405, 405), (LOGIN, 422, 422, 404)),
    "end_view": ((LOGIN, 405, 405, 405), (LOGIN, 404, 302, 404)),  # the lead's own view
    "bring_back_view": ((LOGIN, 405, 405, 405), (LOGIN, 404, 302, 404)),
    "published": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "change_published": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "take_away_published": ((LOGIN, 405, 405, 405), (LOGIN, 403, 302, 404)),
    "bring_back_published": ((LOGIN, 405, 405, 405), (LOGIN, 403, 302, 404)),
    "upload": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "workbook_template": ((LOGIN, 403, 200, 404), (LOGIN, 405, 405, 405)),
    "preview": ((LOGIN, 403, 200, 404), (LOGIN, 403, 409, 404)),
    "cancel_import": ((LOGIN, 405, 405, 405), (LOGIN, 403, 302, 404)),
    "import_history": ((LOGIN, 403, 200, 404), (LOGIN, 405, 405, 405)),
    "undo_import": ((LOGIN, 403, 404, 404), (LOGIN, 403, 404, 404)),  # no such import
    "wrong_rows": ((LOGIN, 403, 200, 404), (LOGIN, 405, 405, 405)),
    "workbook": ((LOGIN, 403, 200, 404), (LOGIN, 405, 405, 405)),
    "emergency": ((LOGIN, 403, 403, 404), (LOGIN, 403, 403, 404)),  # the right is given to neither
    "close_emergency": ((LOGIN, 405, 405, 405), (LOGIN, 302, 302, 404)),  # nothing is open
    "workbook_with_numbers": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "participants": ((LOGIN, 200, 200, 404), (LOGIN, 302, 302, 404)),
    "participants_represented": ((LOGIN, 403, 403, 404), (LOGIN, 403, 403, 404)),
    "participants_find": ((LOGIN, 405, 405, 405), (LOGIN, 200, 200, 404)),
    "participants_excel": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "participant": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),  # to be allocated: the lead's alone
    "participant_personnummer": ((LOGIN, 405, 405, 405), (LOGIN, 404, 200, 404)),
    "correct_person": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "correct_stay": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "correct_decided": ((LOGIN, 404, 200, 404), (LOGIN, 404, 302, 404)),  # nothing decided: nothing asked
    **CONTACT,
    "protected_participants": ((LOGIN, 200, 200, 404), (LOGIN, 403, 422, 404)),
    "take_back_unregistered": ((LOGIN, 405, 405, 405), (LOGIN, 403, 409, 404)),  # no such row
    "participant_protection": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "plan": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "plan_draft": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),  # no such form
    "plan_text": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "plan_step_new": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "plan_step": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such step
    "plan_step_close": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    "plan_step_again": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "plan_scale": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "plan_scale_correct": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such number
    "plan_scale_take_back": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "plan_paper": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "plan_pdf": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "around": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "around_new": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "around_one": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such somebody
    "effort_new": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "effort": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such effort
    "effort_take_back": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "today": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "notes": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "note_new": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "notes_search": ((LOGIN, 405, 405, 405), (LOGIN, 404, 302, 404)),
    "write_note": ((LOGIN, 200, 200, 404), (LOGIN, 200, 200, 404)),
    "note_draft": ((LOGIN, 405, 405, 405), (LOGIN, 404, 200, 404)),
    "note": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),  # no such note
    "note_correction_draft": ((LOGIN, 405, 405, 405), (LOGIN, 404, 404, 404)),
    "note_retract": ((LOGIN, 404, 404, 404), (LOGIN, 404, 404, 404)),
    **FOLLOW_UPS,
    **GROUPS,
    **PLACEMENTS,
    **OUTREACH,
    **CALENDAR,
    "who_knows": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "who_knows_pdf": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "withheld": ((LOGIN, 403, 200, 404), (LOGIN, 403, 422, 404)),
    "end_withheld": ((LOGIN, 405, 405, 405), (LOGIN, 403, 404, 404)),  # no such decision
    "consents": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "give_consent": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "consent": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "end_consent": ((LOGIN, 404, 200, 404), (LOGIN, 404, 302, 404)),
    "consent_paper": ((LOGIN, 404, 404, 404), (LOGIN, 405, 405, 405)),  # signed on paper, and not scanned
    "consent_blank": ((LOGIN, 404, 200, 404), (LOGIN, 405, 405, 405)),
    "disclosure": ((LOGIN, 404, 200, 404), (LOGIN, 404, 422, 404)),
    "consents_ending": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    "the_team": ((LOGIN, 200, 200, 404), (LOGIN, 405, 405, 405)),
    **REPORTS,
}
# Who has no page with figures or persons: steering of the team and of its association, the association's office, a
# referrer, a system administrator, another controller's officer, and a coach whose role has ended. They get what a
# stranger gets, which is what anybody gets for a team that isn't.
OUTSIDE = (
    "steering",
    "association_steering",
    "association_admin",
    "referrer",
    "system_admin",
    "other_officer",
    "former_coach",
)
ROLES = (*MAIN, "representative", "officer", *OUTSIDE)
# A representative is let in, and refused what is beyond the role. The person here has let the authority know nothing.
REPRESENTATIVES: dict[str, tuple[int, int]] = {
    "today": (302, 405),  # to the participants
    "team": (302, 405),  # to the participants
    "participants": (200, 302),
    "participants_represented": (200, 302),
    "participants_find": (405, 200),
    "participant": (404, 405),
    "contact": (404, 405),
    "contact_shown": (405, 404),
    "plan": (404, 405),
    "around": (404, 405),
    "notes": (404, 404),
    "note_new": (404, 405),
    "notes_search": (405, 404),
    "write_note": (200, 200),
    "note_draft": (405, 404),
    "note": (404, 404),
    "note_correction_draft": (405, 404),
    "note_retract": (404, 404),
    "follow_ups": (404, 403),
    "person_groups": (404, 404),
    "person_attendance": (404, 405),
    "follow_up": (404, 403),
    **AT_WORK_IN_PART,
    **OUTREACH_IN_PART,
    "the_team": (200, 405),
    **AT_MEETINGS_IN_PART,
    **REPRESENTED,
    "my_referrals": (404, 405),  # refers to nobody
    "write_my_referral": (404, 404),
    "my_referral": (404, 404),
    "my_referral_blank": (404, 405),
}
OFFERED_ALL = (
    OF_ANYBODY
    | {"home", "set_language", "design"}
    | {name for name in TABLE if name.startswith((*OF_THE_ACCOUNT, "open_form"))}
)
HOMES = {
    "stranger": 302,
    "representative": 302,
    "referrer": 302,
    "officer": 302,
    "other_officer": 302,
}  # others without a team are told what they may do


def expected(name: str, role: str, method: str) -> int | str:
    """What the table says."""
    which = METHODS.index(method)
    for holder, own in (("officer", OFFICERS), ("system_admin", ADMINS)):
        if name in own:
            beyond = 405 if own[name][which] == 405 else 404
            return LOGIN if role == "anonymous" else own[name][which] if role == holder else beyond
    if name == "home" and method == "get" and role not in ("anonymous", "coach", "team_lead"):
        return HOMES.get(role, 200)
    if role == "referrer" and name in REFERRERS:
        return REFERRERS[name][which]
    if role == "representative" and name not in OFFERED_ALL:
        beyond = 405 if TABLE[name][which][MAIN.index("stranger")] == 405 else 403
        return REPRESENTATIVES[name][which] if name in REPRESENTATIVES else beyond
    return TABLE[name][which][MAIN.index(role if role in MAIN else "stranger")]


@dataclass(frozen=True)
class World:
    team: Team
    clients: dict[str, Client]
    key: uuid.UUID
    person_id: int
    stay_id: int
    view_id: int
    published_id: int
    consent_id: int
    account_id: int
    referral_id: int

    def address(self, name: str) -> str:
        arguments: dict[str, dict[str, Any]] = {
            **CALENDAR_ARGUMENTS,
            **OUTREACH_ARGUMENTS,
            "end_role": {"membership_id": 4_000_000_000},
            "keep_role": {"membership_id": 4_000_000_000},
            "officer_rule": {"name": "team_access"},
            "officer_controller": {"decision_id": 4_000_000_000},
            "see_alarm": {"alarm_id": 4_000_000_000},
            "end_emergency_right": {"right_id": 4_000_000_000},
            "close_emergency": {"opening_id": 4_000_000_000},
            "decide_log_review": {"item_id": 4_000_000_000},
            "officer_log_month": {"month": "2026-01"},
            "end_naming": {"naming_id": 4_000_000_000},
            "take_back_unregistered": {"count_id": 4_000_000_000},
            "participant_protection": {"person_id": self.person_id},
            **dict.fromkeys(("preview", "cancel_import", "wrong_rows"), {"key": self.key}),
            "undo_import": {"source_id": 4_000_000_000},
            "report_file": {"fmt": "html"},
            "report_open": {"period": YEAR},
            "report_section": {"period": YEAR, "number": 1},
            "report_checks": {"period": YEAR},
            **{
                f"report_{part}": {"period": YEAR, "place": "1.analysis"}
                for part in ("text", "draft", "pictures")
            },
            "report_template_step": {"step": "rubriker"},
            "report_image": {"digest": "0" * 64},
            "participant": {"person_id": self.person_id},
            **referral_arguments(self.referral_id, self.person_id),
            **own_arguments(self.person_id),
            "participant_personnummer": {"person_id": self.person_id},
            **dict.fromkeys((*CONTACT, "correct_person"), {"person_id": self.person_id}),
            "correct_stay": {"person_id": self.person_id, "stay_id": self.stay_id},
            "correct_decided": {"person_id": self.person_id, "stay_id": self.stay_id},
            **plan_arguments(self.person_id),
            **group_arguments(self.person_id),
            **placement_arguments(self.person_id),
            **dict.fromkeys(
                ("who_knows", "who_knows_pdf", "withheld", *OF_FOLLOW_UPS), {"person_id": self.person_id}
            ),
            **meeting_arguments(self.person_id),
            **{name: {"person_id": self.person_id, "series": uuid.UUID(int=0)} for name in OF_A_MEETING},
            **way_arguments(self.person_id),
            **{
                name: {"person_id": self.person_id, "series": uuid.UUID(int=0), key: 4_000_000_000}
                for name, key in BELOW_A_MEETING.items()
            },
            "end_withheld": {"person_id": self.person_id, "withheld_id": 4_000_000_000},
            **{name: {"person_id": self.person_id} for name in ("consents", "disclosure")},
            "give_consent": {"person_id": self.person_id, "kind": "secrecy"},
            "consent_blank": {"person_id": self.person_id, "edition": "easy"},
            **{
                name: {"person_id": self.person_id, "consent_id": self.consent_id}
                for name in ("consent", "end_consent", "consent_paper")
            },
            **dict.fromkeys(("end_view", "bring_back_view"), {"view_id": self.view_id}),
            **{
                f"{act}_published": {"row_id": self.published_id}
                for act in ("change", "take_away", "bring_back")
            },
        }
        if name in ("mfa_remove_webauthn", "eid_disconnect"):
            return reverse(name, kwargs={"pk": 4_000_000_000})
        if name in ("eid_start", "eid_answer", "invitation", "feed"):
            return reverse(name, args=["finns-inte"])
        if name in ("accounts", "new_account"):
            return reverse(name)
        if name in ADMINS:
            return reverse(name, args=[self.account_id])
        if name in OF_ANYBODY:
            return reverse(name, kwargs=arguments.get(name, {}))
        if name in OFFERED_ALL and not name.startswith("open_form"):
            return reverse(name)
        return reverse(name, kwargs={"slug": self.team.slug, **arguments.get(name, {})})


@pytest.fixture(scope="module")
def one_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all rows: it takes longer to make than to ask what a row says of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(one_world: World, db: None) -> Iterator[World]:
    """The world; whatever a test does to it is undone (a savepoint in the one transaction), also that one logs out."""
    cookies = {name: deepcopy(client.cookies) for name, client in one_world.clients.items()}
    yield one_world
    for name, kept in cookies.items():
        one_world.clients[name].cookies = kept


def make_world() -> World:
    team, other = make_team(slug="provdalen"), make_team(slug="annat-team")
    begin(team)
    stay = make_stay(team)
    head = make_user("ledare", team, Role.TEAM_LEAD)
    with inside(team) as actor:
        view = save_view(actor=replace(actor, user_id=head.pk), team=team, name="Halvår", query="")
    published = make_published(team, "flow.new", "7", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    clients = _clients(team, other, head)
    answer = clients["team_lead"].post(reverse("upload", args=[team.slug]), {"file": stays_file(2)})
    assert answer.status_code == 302, answer.content.decode()
    key = uuid.UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])
    consent = make_consent(team, stay.person_id, kind="contact")  # opens nothing to anybody
    referral_id = make_referral(team)
    open_the_form(team)
    persons = stay.person_id, stay.pk
    return World(team, clients, key, *persons, view.pk, published.pk, consent.pk, head.pk, referral_id)


def _clients(team: Team, other: Team, head: User) -> dict[str, Client]:
    association = Association.objects.create(name="Provförbundet")
    Team.objects.filter(pk=team.pk).update(association=association)
    board = Authority.objects.create(name="Provmyndigheten", kind=AuthorityKind.OTHER)
    granter = make_user("utser")
    users = {name: make_user(name) for name in ROLES if name not in ("anonymous", "team_lead", "stranger")}
    appoint_officer(users["officer"], team)
    appoint_officer(users["other_officer"], other)
    offices: tuple[tuple[str, Office, Association | None], ...] = (
        ("association_steering", Office.STEERING, association),
        ("association_admin", Office.ASSOCIATION_ADMIN, association),
        ("system_admin", Office.SYSTEM_ADMIN, None),
    )
    for name, office, where in offices:
        Appointment.objects.create(
            user=users[name], office=office, association=where, valid_from=TODAY, granted_by=granter
        )
    join(team, users["coach"], Role.COACH)
    join(team, users["steering"], Role.STEERING)
    join(team, users["referrer"], Role.REFERRER, authority=board)
    join(team, users["representative"], Role.REPRESENTATIVE, authority=board)
    join(team, users["former_coach"], Role.COACH)
    with inside(team):
        Membership.objects.filter(user=users["former_coach"]).update(valid_to=TODAY)
    return {
        "anonymous": Client(),
        "team_lead": client_of(head),
        "stranger": client_of(make_user("granne", other, Role.TEAM_LEAD)),
        **{name: client_of(user) for name, user in users.items()},
    }


def named_patterns(patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named_patterns(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"an address without a name: {pattern}"
            yield pattern.name


def test_every_address_stands_in_the_table() -> None:
    stated = [*TABLE, *OFFICERS, *ADMINS]
    assert sorted(stated) == sorted(set(stated))
    assert set(named_patterns(get_resolver().url_patterns)) == set(stated)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [*TABLE, *OFFICERS, *ADMINS])
def test_answer(world: World, name: str, method: str) -> None:
    """Each role's request is undone before the next one's, so that all find the same world."""
    address, wrong = world.address(name), []
    for role in ROLES:
        with transaction.atomic():
            answer = getattr(world.clients[role], method)(address)
            transaction.set_rollback(True)
        to_login = answer.headers.get("Location", "").startswith(reverse("account_login"))
        found = LOGIN if answer.status_code == 302 and to_login else answer.status_code
        if found != expected(name, role, method):
            wrong.append((role, found, expected(name, role, method)))
    assert wrong == []


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_page_of_the_team_has_anything_for_those_outside(role: str) -> None:
    """The table itself: a row that opened something for them would have to be written here."""
    opened = [
        (name, method)
        for name in {**TABLE, **OFFICERS}
        if name not in OFFERED_ALL
        for method in METHODS
        if expected(name, role, method) not in (404, 405)
    ]
    allowed = list(REFERRERS) if role == "referrer" else []
    assert sorted({name for name, _method in opened}) == sorted(allowed)


@pytest.mark.parametrize("name", [name for name in TABLE if TABLE[name][0][3] == 404])
def test_what_is_anothers_looks_like_what_does_not_exist(world: World, name: str) -> None:
    """No existence leak: the same page, whatever team the address names."""
    there = world.clients["stranger"].get(world.address(name))
    nowhere = world.clients["stranger"].get(world.address(name).replace("provdalen", "finns-inte"))
    assert (there.status_code, nowhere.status_code) == (404, 404)
    hide = [(world.team.slug, ""), ("finns-inte", "")]
    pages = [answer.content.decode() for answer in (there, nowhere)]
    for text, instead in hide:
        pages = [page.replace(text, instead) for page in pages]
    without_tokens = [
        [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line] for page in pages
    ]
    assert without_tokens[0] == without_tokens[1]


def test_an_upload_is_the_uploaders_alone(world: World) -> None:
    colleague = client_of(make_user("kollega", world.team, Role.TEAM_LEAD))
    assert colleague.get(world.address("preview")).status_code == 404
    assert colleague.post(world.address("cancel_import")).status_code == 404


def test_an_upload_belongs_to_its_team(world: World) -> None:
    both = make_user("bada", world.team, Role.TEAM_LEAD)
    elsewhere = world.address("preview").replace("provdalen", "annat-team")
    assert client_of(both).get(elsewhere).status_code == 404
    assert world.clients["stranger"].get(elsewhere).status_code == 404


@pytest.mark.parametrize(
    "page", ["signup", "password/reset", "email", "password/change", "reauthenticate", "2fa"]
)
def test_what_is_not_offered_does_not_exist(world: World, page: str) -> None:
    assert world.clients["coach"].get(f"/konto/{page}/").status_code == 404
