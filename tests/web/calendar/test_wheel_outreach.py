"""The year wheel tells what the team does outwards: the year's own, not what is cancelled or another team's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from samsteg.access.enums import Role
from samsteg.governance.outreach.records import OutreachValues
from samsteg.governance.outreach.services import add_outreach
from tests.factories import make_team
from tests.web.users import client_of, inside, make_user, queries_of

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


def test_the_years_outreach_stands_in_the_wheel_and_asks_no_more_for_more_of_it() -> None:
    team, other = make_team(), make_team()
    coach = client_of(make_user("handledare", team, Role.COACH))

    def did(what: str, day: dt.date, state: str = "held", of: object = team) -> None:
        with inside(of) as actor:  # type: ignore[arg-type]  # a team
            values = OutreachValues(kind="breakfast", state=state, on_day=day, what=what)
            add_outreach(actor=actor, team=of, values=values)  # type: ignore[arg-type]

    did("Frukost i januari", dt.date(YEAR, 1, 2))
    did("Frukost i fjol", dt.date(YEAR - 1, 12, 31))
    did("Det inställda", dt.date(YEAR, 1, 3), state="cancelled")
    did("Grannens frukost", dt.date(YEAR, 1, 4), of=other)
    address = reverse("year_wheel", args=[team.slug])
    page = coach.get(address).content.decode()
    assert "Frukost i januari" in page and f"{YEAR}-01-02" in page and "Breakfast for employers" in page
    assert not [one for one in ("Frukost i fjol", "Det inställda", "Grannens frukost") if one in page]
    assert "Frukost i fjol" in coach.get(f"{address}?ar={YEAR - 1}").content.decode()
    before = queries_of(coach, address)
    for number in range(5):
        did(f"Frukost {number}", dt.date(YEAR, 1, 5))
    assert queries_of(coach, address) == before
