"""A team with something of everything that a page can show, for tests of whole pages: a published case and what its
people have done with it since."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.activities.calendar.enums import DeadlineCode
from samsteg.activities.calendar.records import EventValues
from samsteg.activities.calendar.selectors import uid_of
from samsteg.activities.calendar.services import add_event, change_day
from samsteg.core.actor import Actor
from samsteg.exchange.models import AppliedImport
from samsteg.follow_ups.minutes import hold_meeting
from samsteg.follow_ups.models import Talk
from samsteg.follow_ups.records import Booking, Minutes
from samsteg.follow_ups.services import book
from samsteg.follow_ups.times import set_times
from samsteg.governance.outreach.records import EnquiryValues, OutreachValues
from samsteg.governance.outreach.services import add_outreach, count_enquiries
from samsteg.organisation.models import Authority, Team
from samsteg.participants.models import Stay
from samsteg.placements.check_ins import hold_check_in
from samsteg.placements.ladders import add_hours
from samsteg.placements.records import CheckInValues, PlacementValues, Rung
from samsteg.placements.services import plan_placement
from samsteg.reports.build import Choices, write_report
from samsteg.reports.report_services import answer_check, keep_draft, start_report
from samsteg.reports.services import save_text
from samsteg.reports.template_services import save_draft, save_image, save_template
from samsteg.statistics.consistency import Severity
from samsteg.statistics.models import PublishedFigure
from samsteg.statistics.saved_views import save_view
from samsteg.statistics.values import Period
from tests.factories import change_stay, make_authority, make_consent, make_published
from tests.participants.referrals.makers import make_referral, open_the_form
from tests.placements.makers import fill_register
from tests.reports.pictures import png
from tests.statistics.cases import KRAFTEN, load_case
from tests.web.full_groups import group_keys
from tests.web.full_meetings import meeting_keys
from tests.web.users import client_of, inside, make_user, stays_file

YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
BEFORE = Period(dt.date(2024, 1, 1), dt.date(2024, 12, 31))
PRINTED = ("throughput.results.months", "throughput.exits.months", "flow.exits", "treated.count")
OF_PERSON = (
    "around",
    "around_new",
    "effort_new",
    "correct_person",
    "contact",
    "consents",
    "disclosure",
    "follow_ups",
    "follow_up_note_done",
    "notes",
    "note_draft",
    "note_new",
    "placements",
    "placement_new",
    "participant_protection",
    "plan",
    "plan_scale",
    "person_visits",
    "who_knows",
    "who_knows_pdf",
    "own_access",
    "show_who_knows",
    "talks",
    "withheld",
    "way",
    "way_undo",
    "way_coach",
    "way_return",
    "queue_letter",
)
OWN_EDITIONS = (
    "own_page",
    "own_plan",
    "own_who_knows",
    "own_consent_blank",
    "own_link",
    "own_link_write",
    "own_link_thanks",
)
OF_PLACEMENT = tuple(
    f"placement{one}" for one in ("", "_change", "_end", "_break_off", "_check_in", "_agreement", "_blank")
)
PLACE, OTHER = "1.analysis", "2.analysis"


@dataclass(frozen=True)
class FullTeam:
    """`keys` are what the team's addresses are made from, by the name of the argument."""

    team: Team
    lead: Client
    keys: dict[str, dict[str, Any]]

    def address(self, name: str) -> str:
        """Raises NoReverseMatch for an address whose arguments aren't known here."""
        for arguments in ({"slug": self.team.slug}, {}):
            try:
                return reverse(name, kwargs={**arguments, **self.keys.get(name, {})})
            except NoReverseMatch:
                continue
        raise NoReverseMatch(name)


def _talk(team: Team, stay: Stay, coach_id: int) -> uuid.UUID:
    """One that nobody has answered, of a stay that has ended."""
    with inside(team):
        row = Talk.objects.create(
            team=team,
            person_id=stay.person_id,
            stay=stay,
            on_day=dt.date(2025, 3, 3),
            starts_at=dt.time(10),
            ends_at=dt.time(11),
            coach_id=coach_id,
            recorded_by_id=coach_id,
        )
    return row.series


def full_team() -> FullTeam:
    """Its lead signed in, with a file uploaded and another read in."""
    team = load_case(KRAFTEN).team
    head, colleague = make_user("ledare", team, Role.TEAM_LEAD), make_user("kollega", team)
    lead = client_of(head)
    source_id = _read_in(lead, team)
    with inside(team) as actor:
        first, second = replace(actor, user_id=head.pk), replace(actor, user_id=colleague.pk)
        digest = _template(first, team)
        view = save_view(actor=first, team=team, name="Halvår", query="")
        stays = Stay.objects.in_team(team.pk).order_by("pk")
        stay = stays.filter(exited_on__year=2025)[0]
        here = stays.filter(exited_on__isnull=True, enrolled_on__year__lt=2026)[0]  # who is in groups
    published = [_published(team, code, year) for code in PRINTED for year in range(2020, 2026)]
    with inside(team) as actor:
        first, second = replace(actor, user_id=head.pk), replace(actor, user_id=colleague.pk)
        _report(first, second, team)
    change_stay(stay, support_before_months=13)
    preview = {"key": _upload(lead, team, stays_file(3, exited_on=dt.date(2024, 1, 1)))}
    board = make_authority()
    consent = make_consent(team, stay.person_id, board)
    held, meeting = hold_and_book(team, stay, board)
    make_consent(team, here.person_id, board)
    in_group = group_keys(team, here)
    working = work_keys(team, stay)
    referral, edition = {"referral_id": make_referral(team)}, {"edition": "svenska"}
    open_the_form(team)
    event_id = _event(team, head.pk)
    period, person = {"period": YEAR}, {"person_id": stay.person_id}
    return FullTeam(
        team=team,
        lead=lead,
        keys={
            "preview": preview,
            "wrong_rows": preview,
            "undo_import": {"source_id": source_id},
            "report_file": {"fmt": "html"},
            "report_open": period,
            "report_section": {**period, "number": 1},
            "report_checks": period,
            "report_template_step": {"step": "tabeller"},
            "report_image": {"digest": digest},
            "participant": person,
            "participant_personnummer": person,
            **dict.fromkeys(OF_PERSON, person),
            **working,
            "plan_text": {**person, "part": "hopes", "source_id": 0},
            "plan_step_new": {**person, "kind": "promise"},
            **dict.fromkeys(("plan_paper", "plan_pdf"), {**person, "edition": "easy"}),
            "show_plan": {**person, "edition": "easy"},
            "blank": {"key": "plan", "edition": "easy"},
            "own_write": {**edition, "what": "infor-motet"},
            **dict.fromkeys(OWN_EDITIONS, edition),
            "final_word": person,
            "final_pdf": person,
            "final_template_version": {"version": 0},
            "way_step": {**person, "step": "extend"},
            "way_part": {**person, "step": "exit", "part": 1},
            "way_check": {**person, "step": "exit"},
            "invitation": {"secret": "finns-inte"},  # the page says so
            **dict.fromkeys(
                ("follow_up", "follow_up_move", "follow_up_cancel", "follow_up_done"),
                {**person, "series": meeting},
            ),
            **in_group,
            "talk": {**person, "series": _talk(team, stay, head.pk)},
            "follow_up_extract": {**person, "series": held, "authority_id": board.pk},
            **dict.fromkeys(("referral", "take_referral", "end_referral", "referral_readers"), referral),
            "write_referral": {"step": "vem"},
            "referral_blank": {"edition": "plain"},
            **dict.fromkeys(("open_form", "open_form_resume", "open_form_call", "open_form_thanks"), edition),
            "open_form_step": {**edition, "step": "vem"},
            "give_consent": {**person, "kind": "secrecy"},
            "correct_stay": {**person, "stay_id": stay.pk},
            "correct_decided": {**person, "stay_id": stay.pk},
            "consent_blank": {**person, "edition": "plain"},
            **{name: {**person, "consent_id": consent.pk} for name in ("consent", "end_consent")},
            "change_published": {"row_id": published[0].pk},
            "end_view": {"view_id": view.pk},
            "calendar_event": {"event_id": event_id},
            **_outreach(team),
            "deadline": {"series": uid_of(DeadlineCode.PLAN)},
            **meeting_keys(team, head, colleague),
        },
    )


def work_keys(team: Team, stay: Stay) -> dict[str, dict[str, Any]]:
    """A placement with a ladder and a check-in, at an employer with everything."""
    began = stay.enrolled_on
    with inside(team) as actor:
        of_person: dict[str, Any] = {"actor": actor, "team": team, "person_id": stay.person_id}
        made = fill_register(actor, team, "Skogens trä")
        row = plan_placement(
            **of_person,
            values=PlacementValues(
                employer="Skogens trä",
                form="work_training",
                started_on=began,
                hours=Decimal(8),
                texts={"tasks": "Lager"},
            ),
        )
        given: dict[str, Any] = {**of_person, "series": row.series}
        row = add_hours(
            **given,
            expected_version=row.version,
            rung=Rung(began + dt.timedelta(days=1), Decimal(12)),
        )
        talk = hold_check_in(
            **given,
            values=CheckInValues(
                held_on=began, form="phone", texts={"employer_view": "Bra", "person_view": "Bra"}
            ),
        )
    one = {"person_id": stay.person_id, "series": row.series}
    of_employer = {"employer_id": made.employer_id}
    return {
        **dict.fromkeys(OF_PLACEMENT, one),
        "placement_check_in_correct": {**one, "check_in": talk.check_in},
        **dict.fromkeys(("employer", "employer_change", "employer_merge"), of_employer),
        "employer_document": {**of_employer, "document_id": made.document_id},
    }


def _outreach(team: Team) -> dict[str, dict[str, Any]]:
    today = timezone.localdate()
    values = OutreachValues(kind="board", state="held", on_day=today, what="Styrelsen")
    asked = EnquiryValues(on_day=today, enquirer="soc", about="place")
    with inside(team) as actor:
        row = add_outreach(actor=actor, team=team, values=values)
        enquiry = count_enquiries(actor=actor, team=team, values=asked)
    return {"outreach_one": {"series": row.series}, "outreach_enquiry": {"series": enquiry.series}}


def _event(team: Team, user_id: int) -> int:
    """One of the team's own, this week, with a day that is cancelled."""
    today = timezone.localdate()
    values = EventValues(
        kind="other", title="Teammöte", starts_on=today, starts_at=dt.time(9), rhythm="weekly"
    )
    with inside(team) as actor:
        row = add_event(actor=actor, team=team, values=replace(values, user_ids=(user_id,)))
        change_day(actor=actor, team=team, event_id=row.pk, on_day=today)
    return row.pk


def hold_and_book(team: Team, stay: Stay, board: Authority) -> tuple[uuid.UUID, uuid.UUID]:
    """One that was held with minutes, one that is booked."""
    booking = Booking(kind="sip", meeting_on=timezone.localdate(), form="team", authority_ids=(board.pk,))
    with inside(team) as actor:
        of_person: dict[str, Any] = {"actor": actor, "team": team, "person_id": stay.person_id}
        set_times(actor=actor, team=team, valid_from=YEAR.first, first_weeks=6, every_months=3)
        first = book(**of_person, booking=replace(booking, place="Rum 3"))
        texts = {"better": "Det går framåt.", "health": "Sover.", "agreed": "Ett\nTvå"}
        hold_meeting(actor=actor, team=team, series=first.series, expected_version=1, minutes=Minutes(texts))
        second = book(**of_person, booking=replace(booking, kind="multi_party"))
    return first.series, second.series


def _upload(client: Client, team: Team, file: Any) -> uuid.UUID:
    answer = client.post(reverse("upload", args=[team.slug]), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return uuid.UUID(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def _read_in(client: Client, team: Team) -> int:
    address = reverse("preview", args=[team.slug, _upload(client, team, stays_file(3))])
    seen = client.get(address).context["seen"]
    assert client.post(address, {"seen": seen}).status_code == 302
    with inside(team):
        return AppliedImport.objects.latest("pk").source_id


def _published(team: Team, code: str, year: int) -> PublishedFigure:
    return make_published(team, code, year - 2008, dt.date(year, 1, 1), dt.date(year, 12, 31))


def _template(actor: Actor, team: Team) -> str:
    """The team's own template with a logo, and a draft over it; returns the picture."""
    digest = save_image(actor=actor, team=team, content=png()).digest
    data = {"extends": "grund", "cover": {"logo": digest, "logo_alt": "Märket"}}
    save_template(actor=actor, team=team, valid_from=YEAR.first, data=data)
    save_draft(actor=actor, team=team, data={**data, "title": "Ny"}, expected_version=0)
    return digest


def _report(actor: Actor, colleague: Actor, team: Team) -> None:
    """Two reports with texts by two hands, a draft and answered checks."""
    for period in (BEFORE, YEAR):
        start_report(actor=actor, team=team, period=period)
        for place in (PLACE, OTHER):
            body = "Fler kom: [nya deltagare]. Okänt: [inget]."
            save_text(actor=colleague, team=team, period=period, place=place, body=body, expected_version=0)
    keep_draft(actor=actor, team=team, period=YEAR, place=PLACE, body="Utkast", based_on=1)
    findings = write_report(actor, team, YEAR, Choices()).findings
    unsolved = [one for one in findings if one.severity is not Severity.NOTE]
    assert unsolved, "without a finding no page shows an answer"
    for finding in unsolved[:2]:
        answer_check(actor=colleague, team=team, period=YEAR, finding=finding, reason="Så står det.")
