"""The design system in a browser: on a desk, a phone and the narrowest screen, in forced colours and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.e2e.conftest import DESKTOP, PHONE, CheckAccessibility

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 700}
SIZES = {"desk": DESKTOP, "phone": PHONE, "narrow": NARROW}
NOT_PRINTED = (".s-btn", ".s-chips", ".s-foot", ".s-skip", ".s-link", ".s-hint")


@pytest.fixture
def design(page: Page, live_server: LiveServer) -> Page:
    page.goto("/design/")
    for details in page.locator("details").all():
        details.evaluate("element => { element.open = true }")
    return page


def sideways(page: Page) -> int:
    width: int = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return width


@pytest.mark.parametrize("size", SIZES)
def test_accessible_and_never_too_wide(
    design: Page, size: str, assert_no_axe_violations: CheckAccessibility
) -> None:
    design.set_viewport_size(SIZES[size])  # type: ignore[arg-type]  # a plain dict will do
    assert sideways(design) <= 0
    assert_no_axe_violations(design)


def test_forced_colours_keep_what_colour_said(
    design: Page, assert_no_axe_violations: CheckAccessibility
) -> None:
    """The chosen chip, the current tab, the state tags and the bars are told apart without our colours."""
    design.emulate_media(forced_colors="active")
    assert_no_axe_violations(design)

    def style(selector: str, name: str) -> str:
        found: str = design.locator(selector).first.evaluate(
            "(element, name) => getComputedStyle(element).getPropertyValue(name)", name
        )
        return found

    assert style(".s-chips a[aria-current]", "outline-style") == "solid"
    assert style(".s-chips a:not([aria-current])", "outline-style") == "none"
    assert int(style(".s-tabs a[aria-current]", "font-weight")) > int(
        style(".s-tabs a:not([aria-current])", "font-weight")
    )
    assert style("main .s-tag", "border-top-style") == "solid"
    paper = style("body", "background-color")
    assert style(".s-bar", "fill") != paper
    assert style(".s-field.s-bad", "border-left-style") == "solid"


def test_focus_is_seen_on_each_kind_of_control(design: Page) -> None:
    for selector in (
        "main a.s-btn",
        "main button.s-btn",
        ".s-chips a",
        ".s-tabs a",
        "#empty_start",
        "summary",
    ):
        control = design.locator(selector).first
        control.focus()
        design.keyboard.press("Shift+Tab")
        design.keyboard.press("Tab")
        outline = control.evaluate(
            "element => getComputedStyle(element).outlineStyle + document.activeElement.id"
        )
        assert outline.startswith("solid"), selector


def test_paper_has_the_content_and_none_of_the_controls(design: Page) -> None:
    design.emulate_media(media="print")
    design.set_viewport_size({"width": 680, "height": 960})  # A4 between its margins
    for selector in NOT_PRINTED:
        for one in design.locator(selector).all():
            assert one.is_hidden(), selector
    for selector in ("h1", ".s-pile th[scope=row]", ".s-bars", ".s-kpis", ".s-err"):
        assert design.locator(selector).first.is_visible(), selector
    assert design.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert sideways(design) <= 0


def test_controls_are_large_enough_to_touch(design: Page) -> None:
    """44 px for buttons and fields, 36 px for chips, tabs and text buttons (design, section 3)."""
    design.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict will do
    least = {
        ".s-btn:not(.s-btn-s)": 44,
        "main input[type=text], main select": 44,
        ".s-chips a": 36,
        ".s-link": 36,
    }
    for selector, height in least.items():
        for one in design.locator(f"main >> {selector}" if " " not in selector else selector).all():
            box = one.bounding_box()
            assert box is not None
            assert box["height"] >= height, selector
