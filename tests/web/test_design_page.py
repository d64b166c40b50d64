"""The living page of the design system: only in development, and drawn by the templates that the pages use."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as django_settings
from django.test import Client, override_settings
from django.urls import reverse

from config.settings import base

pytestmark = pytest.mark.django_db
PARTS = django_settings.BASE_DIR / "templates" / "parts"
# Parts of the frame and of single pages; every other template in parts/ must be shown.
ELSEWHERE = {"icon", "mark", "period", "period_error", "places", "search_icon"}


def page() -> str:
    answer = Client().get(reverse("design"))
    assert answer.status_code == 200
    return answer.content.decode()


@override_settings(SAMSTEG_DESIGN_PAGE=False)
def test_it_is_off_unless_asked_for() -> None:
    assert base.SAMSTEG_DESIGN_PAGE is False
    assert Client().get(reverse("design")).status_code == 404


def included(template: str) -> set[str]:
    names = set(re.findall(r'include "parts/(\w+)\.html"', template))
    return names.union(*(included((PARTS / f"{name}.html").read_text()) for name in names))


def test_every_shared_part_is_shown() -> None:
    template = (django_settings.BASE_DIR / "templates" / "design" / "page.html").read_text()
    assert {path.stem for path in PARTS.glob("*.html")} - ELSEWHERE == included(template)


def test_a_field_names_its_hint_and_its_error() -> None:
    html = page()
    assert re.search(
        r'<input[^>]*id="empty_start"[^>]*aria-describedby="empty_start_helptext"', html
    ) or re.search(r'<input[^>]*aria-describedby="empty_start_helptext"[^>]*id="empty_start"', html)
    wrong = re.search(r'<input[^>]*id="wrong_start"[^>]*>', html)
    assert wrong
    assert 'aria-invalid="true"' in wrong[0]
    assert "wrong_start_helptext wrong_start_error" in wrong[0]
    assert html.count('id="wrong_start_error"') == 1


def test_the_summary_leads_to_each_wrong_field() -> None:
    html = page()
    links = re.findall(r'<li><a href="#(wrong_\w+)">', html)
    assert links == ["wrong_start", "wrong_coach", "wrong_hours", "wrong_way_0", "wrong_told", "wrong_note"]
    assert all(f'id="{link}"' in html for link in links)
    assert "6 things need another look" in html


def test_one_filled_button_and_no_inline_style() -> None:
    html = page()
    assert len(re.findall(r'class="s-btn s-btn-1[ "]', html)) == 1
    assert "style=" not in html
    assert '<html lang="en">' in html
