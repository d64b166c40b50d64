"""A check-in by telephone: whom to ask for stands where the coach writes, and the paper has room for a pen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.enums import ProtectionLevel
from samsteg.access.models import NamedStaff
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.placements.employers.records import ContactValues, EmployerValues
from samsteg.placements.employers.services import add_contact, add_employer, merge_employers
from tests.factories import make_placement, make_stay, make_team
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def test_whom_to_call_stands_beside_the_form_also_of_a_twin_and_never_of_a_protected_persons_place() -> None:
    team = make_team()
    user = make_user("kim", team)
    stay = make_stay(team, enrolled_on=TODAY - dt.timedelta(days=90))
    row = make_placement(stay, TODAY - dt.timedelta(days=30), employer="Skogens  TRÄ", form="work_training")
    with inside(team) as actor:
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
        said: dict[str, Any] = {"actor": actor, "team": team}
        into = add_employer(**said, values=EmployerValues(name="Trä i Provdalen"))
        twin = add_employer(**said, values=EmployerValues(name="Skogens trä"))
        other = add_employer(**said, values=EmployerValues(name="Ett annat"))
        for employer, name, phone in (
            (into, "Lo Prov", "0225-123 45"),
            (twin, "Bo Prov", "+46 (0)225 99"),
            (other, "Annan Prov", "0225-000 00"),
        ):
            values = ContactValues(name=name, phone=phone)
            add_contact(**said, employer_id=employer.pk, values=values)
        merge_employers(**said, employer_id=twin.pk, into_id=into.pk)
    client = client_of(user)
    address = reverse("placement_check_in", args=[team.slug, stay.person_id, row.series])
    with translation.override("en"):
        page = client.get(address).content.decode()
    assert 'href="tel:022512345"' in page and 'href="tel:+4622599"' in page
    assert "Lo Prov" in page and "Annan Prov" not in page
    alex = make_user("alex")
    with inside(team) as actor:
        set_protection(actor=actor, team=team, person_id=stay.person_id, level=ProtectionLevel.MARKED)
        named = {"team": team, "person_id": stay.person_id, "user_id": user.pk, "granted_by": alex}
        NamedStaff.objects.create(**named, valid_from=TODAY - dt.timedelta(days=1))
    answer = client.get(address)
    assert answer.status_code == 200 and "tel:" not in answer.content.decode()
