"""One row per team in every team-owned table, and what the catalogue says of these tables.

A new table with a column team_id must get its row in `fill`: the tests of row-level security fail until it has.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from samsteg.access.consent_enums import ConsentKind, LegalGround
from samsteg.access.consent_models import ConsentPaper, ConsentRefusal, ConsentText, Disclosure
from samsteg.access.controller_rules import decide_rule
from samsteg.access.emergency import open_in_emergency
from samsteg.access.emergency_models import EmergencyRight
from samsteg.access.enums import ProtectionLevel, Role, RuleName, TeamAccess
from samsteg.access.extracts import Decision, withhold_openings
from samsteg.access.granting import grant_membership
from samsteg.access.models import Membership, MembershipReview
from samsteg.access.papers import checked_paper
from samsteg.access.protection import count_unregistered, name_staff, set_protection
from samsteg.access.services import assign_coaches
from samsteg.access.source_links import note_source
from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.audit.alarms import raise_alarm
from samsteg.audit.drawing import draw_month, month_of
from samsteg.audit.enums import AlarmKind, ReadKind, SourceKind
from samsteg.audit.models import ReviewDecision, ReviewItem
from samsteg.audit.services import log_reads, record_source
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.exchange.models import AppliedImport, StagedFile
from samsteg.follow_ups.due import pause_reminders
from samsteg.follow_ups.minutes import hold_meeting
from samsteg.follow_ups.minutes import keep_draft as keep_minutes
from samsteg.follow_ups.models import FollowUpExtract, Talk
from samsteg.follow_ups.records import Booking, Minutes
from samsteg.follow_ups.services import book
from samsteg.follow_ups.times import set_times
from samsteg.organisation.enums import AuthorityKind
from samsteg.organisation.models import Authority, ControllerDecision, Team
from samsteg.participants.around.records import AroundValues
from samsteg.participants.around.services import save_around
from samsteg.participants.meetings.models import HandOver, MeetingDecision, MeetingPresence, TeamMeeting
from samsteg.participants.models import Stay
from samsteg.participants.note_drafts import keep_draft
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_services import write_note
from samsteg.participants.own_access.models import OwnMessage, PersonalLink
from samsteg.participants.plans.drafts import keep_draft as keep_plan_draft
from samsteg.participants.plans.enums import StepKind
from samsteg.participants.plans.records import ScaleValues, StepValues
from samsteg.participants.plans.services import agree_step, read_scale, write_text
from samsteg.participants.referrals.drafts import keep_own_draft as keep_referral_draft
from samsteg.participants.referrals.enums import FileKind
from samsteg.participants.referrals.models import CallBack
from samsteg.participants.referrals.questions import DEFAULT, save_questions
from samsteg.participants.referrals.receiving import add_file, receive_from_team
from samsteg.participants.referrals.records import Content, NewReferral, SaidYes, Taking
from samsteg.participants.referrals.selectors import read_referral
from samsteg.participants.referrals.services import take_referral
from samsteg.participants.visits.models import VisitSlot
from samsteg.participants.visits.records import Booking as VisitBooking
from samsteg.participants.visits.services import add_slot, book_visit, move_visit
from samsteg.participants.way.models import (
    IntakeStop,
    OwnWords,
    PlannedEnd,
    QueuePause,
    QueuePriority,
    Situation,
    Trial,
    WaySettings,
)
from samsteg.people.contact import Contact, keep_contact
from samsteg.people.services import save_personnummer
from samsteg.placements.agreements import add_agreement
from samsteg.placements.check_ins import hold_check_in
from samsteg.placements.check_ins import keep_draft as keep_check_in
from samsteg.placements.models import Placement
from samsteg.placements.records import CheckInValues, PlacementValues
from samsteg.placements.services import plan_placement
from samsteg.reports.models import (
    CheckAnswer,
    FinalTemplate,
    Report,
    ReportImage,
    ReportPicture,
    ReportText,
    TeamTemplate,
    TemplateDraft,
    TextDraft,
)
from samsteg.statistics.saved_views import save_view
from tests.access.activity_rows import fill_activities
from tests.access.rows_of_calendar import fill_calendar, fill_offline
from tests.access.rows_of_outreach import fill_outreach
from tests.factories import (
    make_authority,
    make_budget_row,
    make_consent,
    make_placement,
    make_position,
    make_published,
    make_settings,
    make_stay,
    make_team,
)
from tests.placements.makers import fill_register
from tests.reports.pictures import png

DAY = dt.date(2025, 3, 1)
NUMBER = "199005179806"  # 980-999 are nobody's

TEAM_OWNED = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f')
        AND a.attname = 'team_id' AND NOT a.attisdropped
    ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Filled:
    """A team with a row of its own everywhere, and an actor whose context opens it."""

    team: Team
    actor: Actor
    person_id: int
    placement: Placement


def query(sql: str, params: Sequence[object] = ()) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def team_owned_tables() -> list[str]:
    """Tables and partitions with a column team_id, as the database has them."""
    return [str(row[0]) for row in query(TEAM_OWNED)]


def months_of_the_log() -> set[str]:
    """Partitions that wait for their month: the only team-owned tables that may be empty here."""
    rows = query(
        "SELECT relname FROM pg_class WHERE relispartition AND relname ~ '^audit_read_entry_[0-9]{4}_[0-9]{2}$'"
    )
    return {str(row[0]) for row in rows}


def make_user(name: str) -> User:
    return User.objects.create(username=f"{name}-{uuid.uuid4().hex[:8]}")


def fill(name: str = "") -> Filled:
    team = make_team(name)
    head, worker = make_user("lead"), make_user("coach")
    actor = Actor(
        user_id=head.pk,
        username=head.username,
        roles={team.pk: frozenset({Role.TEAM_LEAD.value})},
        governed_ids=frozenset({team.pk}),  # opens the alarms too
    )
    stay = make_stay(
        team,
        enrolled_on=DAY,
        exited_on=DAY + dt.timedelta(days=30),
        parallel_started_on=DAY,
        income_start=("social_assistance",),
    )
    placement = make_placement(stay, DAY)
    make_position(team)
    make_budget_row(team, "Personal")
    make_settings(team)
    make_published(team, "flow.new", "7", DAY, DAY)
    with acting(actor):
        save_view(actor=actor, team=team, name="Halvår", query="from=2025-01-01&to=2025-06-30")
        grant_membership(actor=actor, team=team, user=worker, role=Role.COACH, valid_from=DAY)
        _fill_access(actor, team, stay.person_id, worker)
        _fill_documents(actor, team)
        _fill_report_work(actor, team)
    return Filled(team=team, actor=actor, person_id=stay.person_id, placement=placement)


def _fill_access(actor: Actor, team: Team, person_id: int, worker: User) -> None:
    held = Membership.objects.create(
        team=team, user_id=actor.user_id, role=Role.TEAM_LEAD, valid_from=DAY, granted_by=worker
    )
    MembershipReview.objects.create(team=team, membership=held, reviewed_on=DAY, reviewed_by=worker)
    decide_rule(
        actor=actor,
        team=team,
        name=RuleName.TEAM_ACCESS,
        value=TeamAccess.WITH_TEAM_CONSENT,
        valid_from=DAY,
        decision_number="Prov 1",
    )
    protected = make_stay(team).person_id
    set_protection(actor=actor, team=team, person_id=protected, level=ProtectionLevel.MARKED)
    name_staff(actor=actor, team=team, person_id=protected, user_id=worker.pk)
    count_unregistered(actor=actor, team=team, year=2025, sex="women")
    assign_coaches(team=team, coaches={person_id: worker.pk})
    record_team_consents(team=team, consents={person_id: DAY})
    _fill_consents(team, person_id)
    _fill_way(team, Stay.objects.get(team=team, person_id=person_id))
    _fill_notes(actor, team, person_id)
    _fill_referrals(actor, team)
    _fill_plan(replace(actor, team_access={team.pk: TeamAccess.WHOLE_TEAM.value}), team, person_id)
    _fill_follow_ups(actor, team, person_id)
    fill_calendar(actor, team)
    fill_outreach(actor, team)
    fill_offline(actor, team, person_id)
    fill_activities(actor, team, Stay.objects.get(team=team, person_id=person_id))
    _fill_work(actor, team, person_id)
    _fill_meetings(team, person_id, worker)
    save_personnummer(team=team, numbers={person_id: NUMBER})
    _fill_own_access(team, person_id)
    for phone in ("070-000 00 00", "070-000 00 01"):
        keep_contact(team=team, person_id=person_id, contact=Contact(phone=phone))
    source = record_source(actor=actor, team_id=team.pk, kind=SourceKind.COMMAND)
    AppliedImport.objects.create(
        team=team,
        source_id=source.pk,
        moment=source.at,
        new_count=1,
        changed_count=0,
        cleared_count=0,
        unchanged_count=0,
        left_out_count=0,
        sealed=b"-",
    )
    raise_alarm(actor=actor, team_id=team.pk, kind=AlarmKind.EMERGENCY_OPENED, person_id=person_id)
    log_reads(actor=actor, team_id=team.pk, person_ids=[person_id], kind=ReadKind.VIEW, place="test")
    EmergencyRight.objects.create(team=team, user_id=actor.user_id, valid_from=DAY, granted_by=worker)
    open_in_emergency(actor=actor, team=team, person_id=person_id, reason="Prov av nödöppning")
    draw_month(team_id=team.pk, month=month_of(timezone.localdate()))
    item = ReviewItem.objects.filter(team_id=team.pk)[0]
    ReviewDecision.objects.create(team_id=team.pk, item=item, outcome="ok", decided_by_id=worker.pk)


def _fill_own_access(team: Team, person_id: int) -> None:
    link = PersonalLink.objects.create(
        team=team,
        person_id=person_id,
        kind="answer",
        token_digest=b"-",
        made_by_id=1,
        expires_at=timezone.now(),
    )
    OwnMessage.objects.create(
        team=team, person_id=person_id, kind="answer", channel="link", link=link, content_cipher=b"-"
    )


def _fill_consents(team: Team, person_id: int) -> None:
    board, of_person = make_authority(), {"team": team, "person_id": person_id}
    make_consent(team, person_id, board, signed_on=DAY)
    note_source(team=team, person_id=person_id, authority_id=board.pk)
    ConsentText.objects.create(team=team, version=1, texts={}, decision_number="Prov 1", approved_by_id=1)
    ConsentPaper.objects.create(**of_person, file_cipher=b"-", recorded_by_id=1)
    ConsentRefusal.objects.create(
        **of_person, kind=ConsentKind.REGISTRATION, refused_on=DAY, recorded_by_id=1
    )
    Disclosure.objects.create(
        **of_person,
        categories=["health"],
        what_cipher=b"-",
        receiver="Prov",
        ground=LegalGround.DUTY,
        paragraph="OSL 10:28",
        decided_by="Prov",
        disclosed_on=DAY,
        recorded_by_id=1,
    )


def _fill_notes(actor: Actor, team: Team, person_id: int) -> None:
    values = NoteValues(occurred_on=DAY, form="talk", category="planning", text="prov")
    whole = replace(actor, team_access={team.pk: TeamAccess.WHOLE_TEAM.value})
    write_note(actor=whole, team=team, person_id=person_id, values=values)
    keep_draft(actor=whole, team=team, person_id=person_id, series=None, typed={"text": "prov"})
    decision = Decision(
        authority_id=None,
        first_on=DAY,
        last_on=None,
        paragraph="OSL 25:6",
        decided_on=DAY,
        decided_by="Prov",
        decision_number="Prov 2",
    )
    withhold_openings(actor=actor, team=team, person_id=person_id, decision=decision)


def _fill_plan(actor: Actor, team: Team, person_id: int) -> None:
    of_person: dict[str, Any] = {"actor": actor, "team": team, "person_id": person_id}
    write_text(
        **of_person, part="hopes", source_id=None, category="planning", text="prov", expected_version=0
    )
    agree_step(**of_person, values=StepValues(kind=StepKind.STEP, text="prov", agreed_on=DAY))
    read_scale(**of_person, values=ScaleValues(read_on=DAY, own=3))
    keep_plan_draft(**of_person, place="text:goals:0", typed={"text": "prov"})
    around = AroundValues(role="prov", name="prov")
    save_around(**of_person, series=None, expected_version=0, values=around)


def _fill_follow_ups(actor: Actor, team: Team, person_id: int) -> None:
    today = timezone.localdate()
    whole = replace(actor, team_access={team.pk: TeamAccess.WHOLE_TEAM.value})
    of_person: dict[str, Any] = {"actor": whole, "team": team, "person_id": person_id}
    set_times(actor=whole, team=team, valid_from=DAY, first_weeks=6, every_months=3)
    row = book(**of_person, booking=Booking(kind="sip", meeting_on=today, form="team", place="prov"))
    minutes = Minutes({"better": "prov", "agreed": "prov"})
    hold_meeting(actor=whole, team=team, series=row.series, expected_version=1, minutes=minutes)
    keep_minutes(**of_person, series=row.series, typed={"better": "prov"})
    Talk.objects.create(
        team=team,
        person_id=person_id,
        stay_id=row.stay_id,
        on_day=today,
        starts_at=dt.time(9),
        ends_at=dt.time(10),
        coach_id=actor.user_id,
        purpose_cipher=b"-",
        recorded_by_id=actor.user_id,
    )
    pause_reminders(**of_person, paused_to=today)
    FollowUpExtract.objects.create(
        team=team,
        person_id=person_id,
        series=row.series,
        authority=make_authority(),
        categories=["planning"],
        made_at=timezone.now(),
        made_by_id=actor.user_id,
    )


def _fill_work(actor: Actor, team: Team, person_id: int) -> None:
    whole = replace(actor, team_access={team.pk: TeamAccess.WHOLE_TEAM.value})
    of_person: dict[str, Any] = {"actor": whole, "team": team, "person_id": person_id}
    fill_register(whole, team, "Skogens trä")
    values = PlacementValues(
        employer="Skogens trä",
        form="work_training",
        started_on=DAY,
        hours=Decimal(8),
        texts={"tasks": "prov"},
    )
    row = plan_placement(**of_person, values=values)
    said = CheckInValues(held_on=DAY, form="phone", texts={"employer_view": "prov"})
    hold_check_in(**of_person, series=row.series, values=said)
    signed: dict[str, Any] = {"signed_on": DAY, "signed_by": ["person"], "content": png()}
    add_agreement(**of_person, series=row.series, **signed)
    keep_check_in(**of_person, series=row.series, typed={"employer_view": "prov"})


def _fill_meetings(team: Team, person_id: int, worker: User) -> None:
    meeting = TeamMeeting.objects.create(team=team, held_on=DAY, started_by_id=worker.pk)
    MeetingPresence.objects.create(team=team, meeting=meeting, user_id=worker.pk, role=Role.COACH)
    MeetingDecision.objects.create(
        team=team, person_id=person_id, meeting=meeting, errand="new", outcome="decided", text_cipher=b"-"
    )
    HandOver.objects.create(
        team=team,
        person_id=person_id,
        from_coach_id=worker.pk,
        to_coach_id=worker.pk + 1,
        handed_on=DAY,
        reason="leaves",
        recorded_by_id=worker.pk,
    )


def _fill_way(team: Team, stay: Stay) -> None:
    QueuePause.objects.create(team=team, stay=stay, started_on=DAY, reason="away")
    QueuePriority.objects.create(team=team, stay=stay, decided_on=DAY, reason="age")
    Trial.objects.create(team=team, stay=stay, ends_on=DAY)
    PlannedEnd.objects.create(team=team, stay=stay, decided_on=DAY, planned_on=DAY, reason="usual")
    Situation.objects.create(team=team, stay=stay, moment="start")
    OwnWords.objects.create(team=team, stay=stay, words_cipher=b"-")
    IntakeStop.objects.create(team=team, started_on=DAY, reason="Prov")
    WaySettings.objects.create(team=team, valid_from=DAY, trial_months=2, planned_months=12)


def _fill_referrals(actor: Actor, team: Team) -> None:
    """One referral that has become a stay with a moved visit, one that waits, and all round them."""
    save_questions(
        actor=actor, team=team, questions=DEFAULT, valid_from=timezone.localdate(), expected_version=0
    )
    new = NewReferral(referrer="soc", received_on=DAY, content=Content(first_name="Prov"), said_yes=SaidYes())
    waiting, taken = (receive_from_team(actor=actor, team=team, new=new) for _one in range(2))
    add_file(
        actor=actor, team=team, referral_id=waiting, paper=checked_paper(png()), kind=FileKind.ATTACHMENT
    )
    read_referral(actor=actor, team=team, referral_id=waiting, place="test")
    keep_referral_draft(actor=actor, team=team, typed={"vem": {"referrer": "soc"}})
    CallBack.objects.create(team=team, content_cipher=b"-")
    row = take_referral(
        actor=actor,
        team=team,
        referral_id=taken,
        expected_version=1,
        taking=Taking(referred_on=DAY, born="1990", sex="women"),
    )
    slot = add_slot(
        actor=actor,
        team=team,
        slot=VisitSlot(weekday=3, starts_at=dt.time(13), valid_from=DAY),
    )
    wednesday = timezone.localdate() + dt.timedelta(days=(2 - timezone.localdate().weekday()) % 7)
    booking = VisitBooking(
        kind="study_visit",
        form="place",
        on_day=wednesday,
        starts_at=dt.time(13),
        slot_id=slot.pk,
        place="Prov",
    )
    visit = book_visit(actor=actor, team=team, person_id=row.person_id or 0, booking=booking)
    move_visit(actor=actor, team=team, visit_id=visit.pk, expected_version=1, by="team", booking=booking)


def _fill_documents(actor: Actor, team: Team) -> None:
    board = Authority.objects.create(name=f"Prov {uuid.uuid4().hex}", kind=AuthorityKind.OTHER)
    ControllerDecision.objects.create(team=team, controller=board)
    StagedFile.objects.create(
        team=team, key=uuid.uuid4(), file_name="prov.xlsx", checksum_sha256="0" * 64, actor_id=actor.user_id
    )
    ReportText.objects.create(
        team=team,
        period_from=DAY,
        period_to=DAY,
        place="3.analysis",
        updated_by_id=actor.user_id,
        updated_at=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    )
    _fill_templates(actor, team)


def _fill_templates(actor: Actor, team: Team) -> None:
    TeamTemplate.objects.create(team=team, valid_from=DAY, base="grund", version=1)
    FinalTemplate.objects.create(team=team, valid_from=DAY, version=1, is_standard=True)
    TemplateDraft.objects.create(
        team=team,
        base="grund",
        updated_by_id=actor.user_id,
        updated_at=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    )
    image = ReportImage.objects.create(
        team=team, digest="0" * 64, media_type="image/png", width=1, height=1, content=b"x"
    )
    ReportPicture.objects.create(
        team=team,
        period_from=DAY,
        period_to=DAY,
        place="3.analysis",
        image=image,
        alt="prov",
        order=1,
        updated_by_id=actor.user_id,
        updated_at=dt.datetime(2025, 3, 1, tzinfo=dt.UTC),
    )


def _fill_report_work(actor: Actor, team: Team) -> None:
    at, period = dt.datetime(2025, 3, 1, tzinfo=dt.UTC), {"team": team, "period_from": DAY, "period_to": DAY}
    Report.objects.create(**period, started_by_id=actor.user_id, started_at=at)
    TextDraft.objects.create(**period, place="3.analysis", writer_id=actor.user_id, based_on=1, saved_at=at)
    CheckAnswer.objects.create(
        **period,
        fingerprint="0" * 64,
        rule="prov",
        reason="prov",
        answered_by_id=actor.user_id,
        answered_at=at,
    )
