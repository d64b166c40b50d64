"""Closing days in a browser: what is booked then is told, and folded away once they are closed; in reach of all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.services import assign_coaches
from samsteg.accounts.models import User
from samsteg.core.context import acting
from samsteg.core.free_days import is_workday
from samsteg.follow_ups.models import Talk
from samsteg.participants.visits.records import Booking
from samsteg.participants.visits.services import book_visit
from tests.e2e.conftest import CheckAccessibility
from tests.e2e.people import log_in, team_with_lead
from tests.e2e.test_participants import check
from tests.factories import lead, make_consent, make_stay

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TODAY = timezone.localdate()
FIRST = next(day for day in (TODAY + dt.timedelta(days=n) for n in range(14, 60)) if is_workday(day))


def test_who_closes_days_is_told_who_is_booked_then(
    live_server: LiveServer, page: Page, assert_no_axe_violations: CheckAccessibility
) -> None:
    team = team_with_lead("Team Provdalen")
    waits, here = make_stay(team, referred_on=TODAY), make_stay(team, enrolled_on=TODAY)
    make_consent(team, here.person_id)
    head = User.objects.order_by("pk").first()
    assert head is not None
    with acting(lead(team)) as actor:
        assign_coaches(team=team, coaches={here.person_id: head.pk})
        booking = Booking(kind="study_visit", form="place", on_day=FIRST, starts_at=dt.time(13))
        book_visit(actor=actor, team=team, person_id=waits.person_id, booking=booking)
        Talk.objects.create(
            team=team, person_id=here.person_id, stay=here, on_day=FIRST, starts_at=dt.time(9),
            ends_at=dt.time(10), coach_id=head.pk, recorded_by_id=head.pk,
        )  # fmt: skip
    log_in(page)
    page.goto(f"/team/{team.slug}/grupper/stangda-dagar/")
    for name, text in (("first_on", str(FIRST)), ("last_on", str(FIRST)), ("why", "Planering")):
        page.fill(f"#id_{name}", text)
    press = page.locator("main .s-btn-1")
    press.click()
    expect(page.locator("main .s-list a")).to_have_count(2)
    check(page, assert_no_axe_violations)
    page.check("#id_anyway")
    press.click()
    folded = page.locator("main details")
    expect(folded.locator("a").first).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.locator("a")).to_have_count(2)
    check(page, assert_no_axe_violations)
