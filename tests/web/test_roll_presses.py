"""The roll call press by press: each is saved at once, and the answer is what the whole page would show."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from samsteg.activities.models import Attendance
from samsteg.audit.models import ReadEntry
from tests.activities.makers import make_session
from tests.web.test_groups import Place, place
from tests.web.users import client_of, inside, make_user

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db


def press(client: Client, where: Place, person: int, mark: str, **more: Any) -> Any:
    sent = {"person": person, f"p{person}": mark, f"seen{person}": 0, "sent": str(uuid.uuid4())} | more
    return client.post(where.roll, sent, headers={"HX-Request": "true"})


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()


def parts_of(html: str, person: int) -> list[str]:
    """The line and the count."""
    found = (
        re.search(rf'<li id="p{person}".*?</li>', html, re.S),
        re.search(r'<p [^>]*id="klara".*?</p>', html, re.S),
    )
    return [plain(one[0]) for one in found if one]


def mark_ids(where: Place) -> dict[int, int]:
    with inside(where.team):
        return dict(Attendance.objects.current().values_list("person_id", "pk"))


def test_a_press_is_saved_and_its_answer_equals_the_page(place: Place) -> None:
    alva, bo, _cilla = place.people
    answer = press(place.coach, place, alva, "present")
    assert answer.status_code == 200 and place.marks() == {alva: "present"}
    line, count = parts_of(answer.content.decode(), alva)
    assert plain(answer.content.decode()).replace("> <", "><") == (line + count).replace("> <", "><")
    assert parts_of(place.coach.get(place.roll).content.decode(), alva) == [line, count]
    assert "checked" in line and "<strong>1 " in count and "saved" in line
    assert f'id="p{bo}"' not in line


def test_the_same_press_twice_is_one_row_and_a_second_press_corrects_the_first(place: Place) -> None:
    alva = place.people[0]
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    for _time in range(2):
        assert press(place.coach, place, alva, "present", sent=first).status_code == 200
    with inside(place.team):
        assert Attendance.objects.count() == 1
    # The answer to the first was never heard: the page still believes that nothing stands.
    assert press(place.coach, place, alva, "absent", sent=second, base=first).status_code == 200
    assert place.marks() == {alva: "absent"}
    assert (
        press(place.coach, place, alva, "none", **{f"seen{alva}": mark_ids(place)[alva]}).status_code == 200
    )
    assert place.marks() == {}


def test_two_leaders_press_at_once_and_the_second_is_told(place: Place) -> None:
    alva = place.people[0]
    other = client_of(make_user("kollega", place.team))
    assert press(place.coach, place, alva, "present").status_code == 200
    answer = press(other, place, alva, "absent")
    line, _count = parts_of(answer.content.decode(), alva)
    assert answer.status_code == 422 and "Handledare Prov" in line
    assert place.marks() == {alva: "present"}
    stands = mark_ids(place)[alva]
    assert f'name="seen{alva}" value="{stands}"' in line
    answer = press(other, place, alva, "absent", **{f"seen{alva}": stands})  # once more, knowing
    assert answer.status_code == 200 and place.marks() == {alva: "absent"}
    assert "Kollega" in place.coach.get(place.roll).content.decode()  # the first leader sees by whom


def test_a_press_on_somebody_elses_participant_is_not_found(place: Place) -> None:
    assert press(place.coach, place, max(place.people) + 1000, "present").status_code == 404
    answer = press(place.coach, place, place.people[0], "perhaps")
    assert answer.status_code == 409 and "Choose" in answer.content.decode()
    assert place.marks() == {}


def test_ten_presses_leave_one_line_each_in_the_log(place: Place) -> None:
    alva = place.people[0]
    press(place.coach, place, alva, "present")
    with inside(place.team):
        logged = ReadEntry.objects.filter(team_id=place.team.pk, place="page:roll-call")
        assert list(logged.values_list("person_id", flat=True)) == [alva]


def test_two_in_one_sending_share_no_id(place: Place) -> None:
    """What no page of ours sends: two persons with the id of one press."""
    alva, bo, _cilla = place.people
    sent = {"person": [alva, bo], f"p{alva}": "present", f"p{bo}": "present", "sent": str(uuid.uuid4())}
    assert place.coach.post(place.roll, sent, headers={"HX-Request": "true"}).status_code == 200
    assert place.marks() == {alva: "present", bo: "present"}


def test_before_the_day_only_who_has_said_so_is_asked(place: Place) -> None:
    alva = place.people[0]
    with inside(place.team) as actor:
        coming = make_session(actor, place.team, place.group, timezone.localdate() + dt.timedelta(days=1))
    address = place.address("roll_call", coming.series)
    page = place.coach.get(address).content.decode()
    assert f'id="p{alva}-excused"' in page and f'id="p{alva}-present"' not in page
    assert "Somebody else came" not in page
    sent = {"person": alva, f"p{alva}": "present", "sent": str(uuid.uuid4())}
    answer = place.coach.post(address, sent, headers={"HX-Request": "true"})
    assert answer.status_code == 409 and "The day has not come" in answer.content.decode()
    assert place.marks() == {}
