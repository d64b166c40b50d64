"""The accessibility check itself: that it works under our content policy, and that it finds faults."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import CheckAccessibility

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
PAGE = """<!doctype html><html lang="sv"><head><title>Prov</title></head>
<body><main><h1>Prov</h1>{}</main></body></html>"""
pytestmark = pytest.mark.slow


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """A page without a server: each test says what it gets."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def show(page: Page, content: str) -> None:
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    page.route("**/*", lambda route: route.fulfill(status=200, headers=headers, body=PAGE.format(content)))
    page.goto("http://samsteg.test/")


def test_axe_runs_under_a_strict_content_policy(
    blank: Page, assert_no_axe_violations: CheckAccessibility
) -> None:
    show(blank, "<p>Hej</p><script>document.title = 'inline'</script>")
    assert blank.title() == "Prov", "the content policy must hold while axe runs"
    assert_no_axe_violations(blank)


def test_axe_names_what_is_wrong(blank: Page, assert_no_axe_violations: CheckAccessibility) -> None:
    show(blank, '<input><img src="/x.png">')
    with pytest.raises(AssertionError, match=r"(?s)image-alt.*label"):
        assert_no_axe_violations(blank)
