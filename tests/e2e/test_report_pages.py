"""The report in a browser: drafts, figures, paste from Word, two at once, checks; also without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from samsteg.organisation.models import Team
from tests.e2e.conftest import PHONE, CheckAccessibility
from tests.e2e.people import begin_report, log_in, read_in, team_with_lead
from tests.e2e.test_first_pages import check

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FIELD = "#field-text-3-analysis"
PART = "#text-3-analysis"
FROM_WORD = """<html><head><style>p {color: red}</style></head><body>
<!--StartFragment--><h2>Resultat&nbsp;i korthet</h2>
<p class=MsoNormal>Sex gick till <b>arbete</b>,<i> en</i> till studier.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>\
&middot;<span>&nbsp;&nbsp; </span></span><![endif]>Fler studiebes\u00f6k</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>\
&middot;</span>Kortare k\u00f6</p>
<ol><li>F\u00f6rst</li><li>Sedan <em>detta</em></li></ol>
<table><tr><td>Ort</td><td>Antal</td></tr><tr><td>Sn\u00f6torp</td><td>3</td></tr></table>
<script>window.leaked = true</script><img src=x onerror="window.leaked = true">
<!--EndFragment--></body></html>"""
AS_MARKUP = """## Resultat\u00a0i korthet

Sex gick till **arbete**, *en* till studier.

- Fler studiebes\u00f6k
- Kortare k\u00f6

1. F\u00f6rst
2. Sedan *detta*

Ort | Antal
Sn\u00f6torp | 3"""


@pytest.fixture
def team(live_server: LiveServer) -> Team:
    return team_with_lead()


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A telephone whose browser runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url, locale="sv-SE", viewport=PHONE, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def open_report(page: Page, team: Team) -> str:
    """Ends on the third section; returns its address."""
    log_in(page)
    read_in(page, team)
    begin_report(page, team)
    address = page.url + "4/"
    page.goto(address)
    return address


def paste(page: Page, html: str) -> None:
    page.evaluate(
        """([field, html]) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "oformaterat");
            const target = document.querySelector(field);
            target.focus();
            target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        [FIELD, html],
    )


def test_a_text_with_a_figure_is_written_and_saved_by_keyboard(page: Page, team: Team) -> None:
    open_report(page, team)
    page.locator(f"{PART} .s-part-head a[href*=skriv]").click()
    page.wait_for_selector(FIELD)
    expect(page.locator(FIELD)).to_be_focused()
    page.keyboard.type("I år gick ")
    page.select_option(f"{PART} select", "Avslut till arbete")
    page.locator(f"{PART} button[name=insert]").click()
    page.keyboard.type(" till arbete.")
    assert page.input_value(FIELD) == "I år gick [Avslut till arbete] till arbete."
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/4/#text-3-analysis")
    assert page.locator(f"{PART} .s-ed").inner_text() == "I år gick 3 till arbete."
    assert page.locator(f"{PART} [data-figure='work.count']").inner_text() == "3"


def test_what_is_typed_is_kept_while_one_types_and_when_the_window_closes(page: Page, team: Team) -> None:
    address = open_report(page, team)
    page.goto(f"{address}?skriv=3.analysis")
    page.fill(FIELD, "Halvt")
    expect(page.locator(f"{PART} [role=status]")).not_to_be_empty()
    second = page.context.new_page()
    second.goto(f"{address}?skriv=3.analysis")
    assert second.input_value(FIELD) == "Halvt"
    second.on("dialog", lambda dialog: dialog.accept())  # the browser asks before it leaves
    second.locator(FIELD).focus()
    second.keyboard.press("End")
    second.keyboard.type(" skrivet")
    second.goto("/")  # before the draft's turn has come
    second.wait_for_timeout(1000)
    page.goto(f"{address}?skriv=3.analysis")
    assert page.input_value(FIELD) == "Halvt skrivet"


def test_a_draft_that_cannot_be_kept_is_told(page: Page, team: Team) -> None:
    address = open_report(page, team)
    page.goto(f"{address}?skriv=3.analysis")
    page.route("**/utkast/", lambda route: route.abort())
    page.fill(FIELD, "Utan nät")
    expect(page.locator(f"{PART} [role=status]")).not_to_be_empty()
    assert page.input_value(FIELD) == "Utan nät"
    page.unroute("**/utkast/")


def test_text_from_word_keeps_its_shape(page: Page, team: Team) -> None:
    address = open_report(page, team)
    page.goto(f"{address}?skriv=3.analysis")
    paste(page, FROM_WORD)
    assert page.input_value(FIELD) == AS_MARKUP
    assert page.evaluate("window.leaked") is None
    page.locator(f"{PART} .s-btn-1").click()
    page.wait_for_url("**/4/#text-3-analysis")
    shown = page.locator(f"{PART} .s-ed")
    assert shown.locator("h4").inner_text() == "Resultat\u00a0i korthet"
    assert shown.locator("ul li").all_inner_texts() == ["Fler studiebesök", "Kortare kö"]
    assert shown.locator("ol li").count() == 2
    assert shown.locator("strong").inner_text() == "arbete"


def test_fifty_kilobytes_from_word(page: Page, team: Team) -> None:
    address = open_report(page, team)
    page.goto(f"{address}?skriv=3.analysis")
    paste(page, "<p>" + "</p><p>".join(["Ett stycke med <b>fet</b> text och mer."] * 1200) + "</p>")
    assert len(page.input_value(FIELD)) > 45_000
    page.locator(f"{PART} .s-btn-1").click()
    page.wait_for_url("**/4/#text-3-analysis")
    assert page.locator(f"{PART} .s-ed p").count() == 1200


def test_two_who_write_at_once_see_both_texts(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    address = open_report(page, team)
    page.goto(f"{address}?skriv=3.analysis")
    second = page.context.new_page()
    second.goto(f"{address}?skriv=3.analysis")
    page.fill(FIELD, "Den ena.")
    second.fill(FIELD, "Den andra.")
    second.locator(f"{PART} .s-btn-1").click()
    second.wait_for_url("**/4/#text-3-analysis")
    page.locator(f"{PART} .s-btn-1").click()
    page.wait_for_selector(".s-last")
    assert page.input_value(FIELD) == "Den ena."
    assert "Den andra." in page.locator(".s-last").inner_text()
    check(page, assert_no_axe_violations)


def answer_a_check(page: Page) -> None:
    page.locator("aside a[href$='kontroller/'], main a[href$='kontroller/']").first.click()
    page.wait_for_url("**/kontroller/")
    waiting = page.locator(".s-issues textarea").count()
    assert waiting > 0
    page.locator(".s-issues details").first.locator("summary").click()
    page.locator(".s-issues textarea").first.fill("Så står det i beslutet.")
    page.locator(".s-issues form .s-btn-s").first.click()
    page.wait_for_load_state()
    assert page.locator(".s-issues textarea").count() == waiting - 1
    assert "Så står det i beslutet." in page.locator("main").inner_text()


def test_a_check_is_answered(page: Page, team: Team) -> None:
    open_report(page, team)
    answer_a_check(page)


def test_all_of_it_without_scripts_on_a_telephone(plain_page: Page, team: Team) -> None:
    address = open_report(plain_page, team)
    plain_page.locator(f"{PART} .s-part-head a[href*=skriv]").click()
    plain_page.fill(FIELD, "I år gick")
    plain_page.select_option(f"{PART} select", "Avslut till arbete")
    plain_page.locator(f"{PART} button[name=insert]").click()
    plain_page.wait_for_load_state()
    assert plain_page.input_value(FIELD) == "I år gick [Avslut till arbete]"
    plain_page.locator(f"{PART} .s-btn-1").click()
    plain_page.wait_for_load_state()
    assert plain_page.locator(f"{PART} .s-ed").inner_text() == "I år gick 3"
    plain_page.goto(address)
    answer_a_check(plain_page)
    for kind in ("docx", "pdf"):
        with plain_page.expect_download():
            plain_page.locator(f"main a[href*='rapport.{kind}']").first.click()


def test_the_reports_pages_are_accessible(
    page: Page, team: Team, assert_no_axe_violations: CheckAccessibility
) -> None:
    address = open_report(page, team)
    report = address.removesuffix("4/")
    for there in (
        f"/team/{team.slug}/rapport/",
        address,
        f"{address}?skriv=3.analysis",
        f"{report}1/",
        f"{report}kontroller/",
        f"/team/{team.slug}/rapport/rapport.html?from=2021-07-01&to=2022-06-30",
    ):
        page.goto(there)
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true }")
        check(page, assert_no_axe_violations)
