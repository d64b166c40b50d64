"""An administrator cares for accounts in a browser: one by its link, one closed; and the pages are for everybody."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.access.enums import Office
from samsteg.access.models import Appointment
from samsteg.accounts.models import User
from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility
from tests.web.users import PASSWORD, make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}


def check(page: Page, no_violations: CheckAccessibility) -> None:
    for size in (DESKTOP, PHONE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        wide = page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, (page.url, size)
        no_violations(page)
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]  # as above


def test_accounts_are_cared_for(
    page: Page, live_server: LiveServer, assert_no_axe_violations: CheckAccessibility
) -> None:
    boss = make_user("chef")
    kim = make_user("kim")
    Appointment.objects.create(user=boss, office=Office.SYSTEM_ADMIN, valid_from=timezone.localdate())
    page.goto("/")
    page.fill("#id_login", boss.username)
    page.fill("#id_password", PASSWORD)
    page.locator("main .s-btn-1").click()
    page.locator("main a[href='/konton/']").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    check(page, assert_no_axe_violations)
    page.locator(".s-head .s-btn-1").click()
    page.fill("#id_password", PASSWORD)  # who is it, before anything that changes an account
    page.locator("main .s-btn-1").click()
    page.locator("main form.s-stack .s-btn-1").click()
    expect(page.locator("main [role=alert]")).to_be_visible()
    check(page, assert_no_axe_violations)
    for name, value in (("first_name", "Robin"), ("last_name", "Ek"), ("username", "robin.ek")):
        page.fill(f"#id_{name}", value)
    page.locator("main form.s-stack .s-btn-1").click()
    expect(page.locator("main code")).to_contain_text("/konto/inbjudan/")
    check(page, assert_no_axe_violations)
    page.goto(f"/konton/{kim.pk}/")
    for summary in page.locator("main summary").all():
        summary.click()
    check(page, assert_no_axe_violations)
    page.locator("main .s-btn-bad").click()
    expect(page.locator("main .s-tag-bad")).to_be_visible()
    assert not User.objects.get(pk=kim.pk).is_active
    check(page, assert_no_axe_violations)
