"""Booked talks: booked, moved, held with a note and without, cancelled, undone; who sees them, and what goes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsteg.access.enums import ProtectionLevel, Role
from samsteg.access.models import NamedStaff
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, PermissionRefused
from samsteg.follow_ups.records import Cancelling
from samsteg.follow_ups.retention import count_meeting_places, forget_meeting_places, forget_minutes
from samsteg.follow_ups.talks import services
from samsteg.follow_ups.talks.days import talk_days, talks_between
from samsteg.follow_ups.talks.enums import TalkState
from samsteg.follow_ups.talks.models import Talk
from samsteg.follow_ups.talks.records import ReadTalk, TalkBooking
from samsteg.follow_ups.talks.selectors import likely_next, open_talks, prefilled_note, talk_of, talks_of
from samsteg.follow_ups.talks.services import StaleTalk, Which
from samsteg.follow_ups.talks.workflow import TalkRefused
from samsteg.organisation.models import Team
from samsteg.participants.models import Note, Stay
from samsteg.participants.note_records import NoteValues
from samsteg.participants.note_services import retract_note
from samsteg.people.names import PersonName, save_name
from tests.factories import change_stay, coach, make_consent, make_stay, make_team, representative
from tests.web.users import make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
START = TODAY - 100 * DAY
ILL = Cancelling(by="person", reason="ill")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class Place:
    team: Team
    stay: Stay
    actor: Actor
    other: User

    @property
    def person(self) -> int:
        return self.stay.person_id

    def booking(self, **changes: Any) -> TalkBooking:
        usual = TalkBooking(
            on_day=TODAY, starts_at=dt.time(10), ends_at=dt.time(11), form="talk", coach_id=self.actor.user_id
        )
        return replace(usual, **changes)

    def book(self, **changes: Any) -> Talk:
        booking = self.booking(**changes)
        with acting(self.actor):
            return services.book_talk(
                actor=self.actor, team=self.team, person_id=self.person, booking=booking
            )

    def do(self, verb: str, row: Talk, **more: Any) -> Any:
        which = Which(row.series, row.version)
        with acting(self.actor):
            return getattr(services, f"{verb}_talk")(actor=self.actor, team=self.team, which=which, **more)

    def write(
        self, row: Talk, day: dt.date = TODAY, *, once: uuid.UUID | None = None, text: str = "Vi pratade."
    ) -> Note:
        values = NoteValues(occurred_on=day, form="talk", category="planning", text=text)
        with acting(self.actor):
            return services.write_talk_note(
                actor=self.actor,
                team=self.team,
                person_id=self.person,
                which=Which(row.series, row.version),
                values=values,
                once=once,
            )

    def seen(self) -> tuple[ReadTalk, ...]:
        with acting(self.actor):
            return talks_of(self.actor, self.team, self.person)

    def states(self) -> list[str]:
        return [one.state for one in self.seen()]


@pytest.fixture
def place() -> Place:
    team = make_team()
    stay = make_stay(team, enrolled_on=START)
    make_consent(team, stay.person_id)
    own = make_user("kim", team)
    actor = replace(coach(team), user_id=own.pk)
    return Place(team, stay, actor, make_user("mika", team, Role.TEAM_LEAD))


def test_it_is_booked_with_what_is_sealed_and_read_back(place: Place) -> None:
    row = place.book(place="Bänken vid ån", purpose="Bussen till praktiken", second_coach_id=place.other.pk)
    (read,) = place.seen()
    assert (read.state, read.booking.place, read.booking.purpose) == (
        "booked",
        "Bänken vid ån",
        "Bussen till praktiken",
    )
    assert read.booking.second_coach_id == place.other.pk
    with acting(place.actor):
        stored = Talk.objects.get(pk=row.pk)
    sealed = bytes(stored.place_cipher or b"") + bytes(stored.purpose_cipher or b"")
    assert "ån".encode() not in sealed and b"Bussen" not in sealed


def test_sent_twice_it_is_one_and_somebody_elses_is_told_of(place: Place) -> None:
    row = place.book()
    assert place.book() == row and len(place.seen()) == 1
    with pytest.raises(TalkRefused, match="already booked then") as refused:
        place.book(coach_id=place.other.pk)
    assert refused.value.field == "starts_at"


def test_moved_twenty_times_the_last_one_is_booked_and_sent_twice_it_is_moved_once(place: Place) -> None:
    row = place.book()
    for number in range(1, 21):
        before, booking = row, place.booking(on_day=TODAY + number * DAY)
        row = place.do("move", before, by="person", booking=booking)
        assert place.do("move", before, by="person", booking=booking) == row
    assert place.states() == ["booked"] + ["moved"] * 20
    assert place.do("move", row, by="team", booking=place.booking(on_day=TODAY + 20 * DAY)).version == 1
    with pytest.raises(StaleTalk):
        place.do("move", before, by="person", booking=place.booking(on_day=TODAY + 40 * DAY))


def test_the_note_holds_the_talk_on_its_own_day_and_twice_is_once(place: Place) -> None:
    row, once = place.book(), uuid.uuid4()
    note = place.write(row, TODAY - DAY, once=once)
    assert place.write(row, TODAY - DAY, once=once) == note
    (read,) = place.seen()
    assert (read.state, read.note_series, read.booking.on_day) == ("held", note.series, TODAY - DAY)
    with acting(place.actor):
        assert Note.objects.count() == 1
    with pytest.raises(StaleTalk):
        place.write(row, text="En annan text")
    with acting(place.actor):
        assert Note.objects.count() == 1  # nothing of the refused one is kept


def test_a_note_that_is_refused_leaves_the_talk_booked(place: Place) -> None:
    row = place.book()
    with pytest.raises(services.Refused):
        place.write(row, text=" ")
    assert place.states() == ["booked"]


def test_held_without_a_note_missed_cancelled_and_each_undone(place: Place) -> None:
    for verb, more, state in (
        ("hold", {}, "held"),
        ("miss", {}, "missed"),
        ("cancel", {"cancelling": ILL}, "cancelled"),
    ):
        row = place.book()
        now = place.do(verb, row, **more)
        assert place.do(verb, row, **more) == now  # the second of two clicks
        assert place.states()[0] == state
        again = place.do("undo", now)
        assert (again.state, again.changed_by, again.cancel_reason) == ("booked", "", "")
        place.do("take_back", again)
    assert place.seen() == ()


def test_undone_after_a_note_the_note_stays(place: Place) -> None:
    row = place.book()
    place.write(row)
    with acting(place.actor):
        held = Talk.objects.get(pk=row.pk)
    assert place.do("undo", held).note_series is None
    with acting(place.actor):
        assert Note.objects.filter(superseded_at__isnull=True, is_retracted=False).count() == 1


def test_nobody_holds_or_misses_what_has_not_come(place: Place) -> None:
    row = place.book(on_day=TODAY + DAY)
    for verb in ("hold", "miss"):
        with pytest.raises(TalkRefused, match="Move it first"):
            place.do(verb, row)


def test_the_second_coach_is_told_that_somebody_was_first(place: Place) -> None:
    row = place.book()
    place.do("miss", row)
    with pytest.raises(StaleTalk, match="Somebody else has changed"):
        place.do("cancel", row, cancelling=ILL)
    assert place.states() == ["missed"]


def test_what_cant_be_booked_names_its_field(place: Place) -> None:
    away = make_user("borta")
    for field, changes in (
        ("on_day", {"on_day": TODAY - DAY}),
        ("on_day", {"on_day": TODAY + 400 * DAY}),
        ("form", {"form": "message"}),
        ("coach_id", {"coach_id": away.pk}),
        ("second_coach_id", {"second_coach_id": away.pk}),
        ("ends_at", {"ends_at": dt.time(9)}),
        ("purpose", {"purpose": "x" * 201}),
        ("purpose", {"purpose": "Fråga om 19900517-9814"}),
    ):
        with pytest.raises(TalkRefused) as refused:
            place.book(**changes)
        assert refused.value.field == field, changes
    assert place.seen() == ()


def test_another_participants_name_is_refused_and_stays_in_no_record(place: Place) -> None:
    neighbour = make_stay(place.team, enrolled_on=START)
    make_consent(place.team, neighbour.person_id)
    with acting(place.actor):
        save_name(team=place.team, person_id=neighbour.person_id, name=PersonName("Bo", "Granne"))
    with pytest.raises(TalkRefused, match="names a participant") as refused:
        place.book(purpose="Prata om Bo Granne")
    assert refused.value.field == "purpose"


def test_none_before_the_start_and_none_after_the_exit(place: Place) -> None:
    waiting = make_stay(place.team, referred_on=TODAY)
    make_consent(place.team, waiting.person_id)
    with pytest.raises(TalkRefused, match="visits before the start"):
        replace(place, stay=waiting).book()
    row = place.book(on_day=TODAY + 10 * DAY)
    change_stay(place.stay, exited_on=TODAY + 5 * DAY, exit_reason="studies")
    with pytest.raises(TalkRefused, match="leaves on"):
        place.book(on_day=TODAY + 6 * DAY)
    place.book(on_day=TODAY + 5 * DAY)
    assert place.do("cancel", row, cancelling=ILL).state == "cancelled"  # what stands ahead is called off


def test_the_next_is_proposed_as_the_last_one_was(place: Place) -> None:
    with acting(place.actor):
        first = likely_next((), place.actor, place.other.pk)
    assert (first["coach_id"], "starts_at" in first) == (place.other.pk, False) and first["on_day"] > TODAY
    row = place.book(
        starts_at=dt.time(13, 30), ends_at=dt.time(14), form="walk", place="Parken", purpose="Intyget"
    )
    place.do("hold", row)
    cancelled = place.book(on_day=TODAY + DAY, starts_at=dt.time(8), ends_at=dt.time(9))
    place.do("cancel", cancelled, cancelling=ILL)
    proposed = likely_next(place.seen(), place.actor, None)
    assert proposed["on_day"].isoweekday() == TODAY.isoweekday() and proposed["on_day"] > TODAY
    assert (proposed["starts_at"], proposed["ends_at"], proposed["form"]) == (
        dt.time(13, 30),
        dt.time(14),
        "walk",
    )
    assert proposed["place"] == "Parken" and "purpose" not in proposed


def test_the_note_is_filled_with_day_form_and_the_colleague(place: Place) -> None:
    booking = place.booking(form="walk", coach_id=place.other.pk, second_coach_id=place.actor.user_id)
    assert prefilled_note(booking, place.actor) == {
        "occurred_on": TODAY,
        "how": "walk",
        "second_coach_id": place.other.pk,
    }
    assert prefilled_note(place.booking(), place.actor)["second_coach_id"] is None


def test_open_ones_are_the_coachs_own_until_they_are_answered(place: Place) -> None:
    row = place.book(starts_at=dt.time(0), ends_at=dt.time(0, 1))
    place.book(on_day=TODAY + DAY)
    theirs = replace(place.actor, user_id=place.other.pk)
    with acting(place.actor):
        (mine,) = open_talks(place.actor, place.team)
        assert (mine.series, mine.is_over) == (row.series, True)
        assert len(open_talks(place.actor, place.team, TODAY + DAY)) == 2
    with acting(theirs):
        assert open_talks(theirs, place.team) == ()
    place.do("miss", row)
    with acting(place.actor):
        assert open_talks(place.actor, place.team) == ()


def test_what_a_colleague_who_left_had_stands_with_the_responsible_coach(place: Place) -> None:
    row = place.book(coach_id=place.other.pk)
    with acting(place.actor):
        assign_coaches(team=place.team, coaches={place.person: place.actor.user_id})
        assert open_talks(place.actor, place.team) == ()
    User.objects.filter(pk=place.other.pk).update(is_active=False)
    with acting(place.actor):
        assert [one.series for one in open_talks(place.actor, place.team)] == [row.series]


def test_the_time_line_tells_it_once(place: Place) -> None:
    def told() -> list[str]:
        with acting(place.actor):
            return sorted(told["state"] for _day, _pk, told in talk_days(place.team, place.person))

    row = place.book()
    place.do("miss", place.book(starts_at=dt.time(8), ends_at=dt.time(9)))
    assert told() == ["booked", "missed"]
    note = place.write(row)
    assert told() == ["missed"]  # the note tells of it
    with acting(place.actor):
        retract_note(
            actor=place.actor, team=place.team, series=note.series, expected_version=1, reason="Fel person"
        )
    assert told() == ["held", "missed"]


def test_the_calendar_names_nobody_to_who_doesnt_see_the_person(place: Place) -> None:
    place.book(second_coach_id=place.other.pk)
    span: dict[str, Any] = {"team": place.team, "first": TODAY, "last": TODAY}
    hidden = make_stay(place.team, enrolled_on=START)  # nobody's, without a consent
    with acting(place.actor):
        (one,) = talks_between(actor=place.actor, **span)
        assert (one.person_id, one.form, one.minutes) == (place.person, "talk", 60)
        assert one.user_ids == (place.actor.user_id, place.other.pk)
        (busy,) = talks_between(actor=place.actor, **span, names=False)
        assert (busy.person_id, busy.title, busy.form) == (None, "", "")
        Talk.objects.update(person_id=hidden.person_id, stay=hidden)
        (other,) = talks_between(actor=place.actor, **span)
        assert (other.person_id, other.title, other.form) == (None, "", "")


def test_a_protected_persons_place_is_kept_nowhere(place: Place) -> None:
    row = place.book(place="Bänken", purpose="Bussen")
    with acting(place.actor):
        NamedStaff.objects.create(
            team=place.team,
            person_id=place.person,
            user_id=place.actor.user_id,
            valid_from=TODAY,
            granted_by=place.other,
        )
        assert count_meeting_places(place.team, place.person) == 1
        set_protection(
            actor=replace(place.actor, roles={place.team.pk: frozenset({Role.TEAM_LEAD.value})}),
            team=place.team,
            person_id=place.person,
            level=ProtectionLevel.MARKED,
        )
        forget_meeting_places(place.team, place.person)
        assert count_meeting_places(place.team, place.person) == 0
        assert talk_of(place.actor, place.team, place.person, row.series).booking.purpose == "Bussen"
        assert open_talks(place.actor, place.team) == ()  # in no list
        with pytest.raises(IntegrityError, match="no place of meeting"), transaction.atomic():
            Talk.objects.filter(pk=row.pk).update(place_cipher=b"x")
    new = place.book(on_day=TODAY + DAY, place="En annan bänk")
    assert new.place_cipher is None
    with acting(place.actor):
        forget_minutes(place.team, place.person)
        assert talk_of(place.actor, place.team, place.person, row.series).booking.purpose == ""


def test_others_neither_see_nor_change_it(place: Place) -> None:
    row = place.book()
    which = Which(row.series, 1)
    stranger = coach(make_team())
    with acting(stranger), pytest.raises((NotVisible, PermissionRefused)):
        services.miss_talk(actor=stranger, team=place.team, which=which)
    outside = representative(place.team)
    with acting(outside), pytest.raises(PermissionRefused):
        services.miss_talk(actor=outside, team=place.team, which=which)
    with acting(outside), pytest.raises(PermissionRefused):
        talks_of(outside, place.team, place.person)
    assert place.states() == ["booked"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": dt.time(9)},
        {"form": "message"},
        {"state": "cancelled"},
        {"state": "moved"},
        {"changed_by": "person"},
        {"state": "cancelled", "changed_by": "person"},
        {"note_series": uuid.UUID(int=1)},
        {"state": "gone"},
    ],
)
def test_the_database_refuses_what_cant_be(place: Place, wrong: dict[str, Any]) -> None:
    row = place.book()
    with acting(place.actor), pytest.raises(IntegrityError), transaction.atomic():
        Talk.objects.filter(pk=row.pk).update(**wrong)


def test_the_questions_dont_grow_with_the_rows(place: Place) -> None:
    def asked() -> int:
        with acting(place.actor), CaptureQueriesContext(connection) as found:
            talks_of(place.actor, place.team, place.person)
            open_talks(place.actor, place.team, TODAY + 30 * DAY)
            talks_between(actor=place.actor, team=place.team, first=TODAY, last=TODAY + 30 * DAY)
        return len(found)

    place.book(place="Parken")
    asked()  # the texts are written
    few = asked()
    for number in range(1, 12):
        place.book(on_day=TODAY + number * DAY, place="Parken", purpose="Bussen")
    assert asked() == few


VERBS = st.lists(st.sampled_from(["move", "hold", "miss", "cancel", "undo", "take_back", "note"]), max_size=8)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(verbs=VERBS)
def test_whatever_happens_one_row_at_most_is_open_and_every_step_has_history(
    place: Place, verbs: list[str]
) -> None:
    with transaction.atomic():
        row = place.book()
        for number, verb in enumerate(verbs, 1):
            try:
                if verb == "note":
                    place.write(row, text=f"Text {number}")
                    with acting(place.actor):
                        row.refresh_from_db()
                elif verb == "move":
                    at = {"starts_at": dt.time(11 + number), "ends_at": dt.time(12 + number)}
                    row = place.do("move", row, by="team", booking=place.booking(**at))
                else:
                    row = place.do(verb, row, **({"cancelling": ILL} if verb == "cancel" else {}))
            except TalkRefused:
                continue
        with acting(place.actor), connection.cursor() as cursor:
            rows = list(Talk.objects.filter(person_id=place.person))
            cursor.execute(
                "SELECT count(*) FROM follow_ups_talkhistoryevent WHERE person_id = %s", [place.person]
            )
            (told,) = cursor.fetchone()
        standing = [one for one in rows if one.state not in (TalkState.MOVED, TalkState.WITHDRAWN)]
        assert len(standing) <= 1
        assert told == sum(one.version for one in rows)
        transaction.set_rollback(True)
