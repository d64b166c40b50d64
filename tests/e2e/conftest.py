"""A real browser against a live server. A missing browser is a failure, never a skip."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
CheckAccessibility = Callable[[Page], None]


@pytest.fixture(scope="session", autouse=True)
def click_waits_for_the_page() -> Iterator[None]:
    """A click that leads to another page ends when that page and its scripts are there, as for a person who looks.

    Playwright waits only until the next page has begun: what a test did then (typed, measured) fell between two pages.
    """
    click = Locator.click

    def click_and_wait(self: Locator, **options: Any) -> None:
        click(self, **options)
        self.page.wait_for_load_state()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", click_and_wait)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one per worker."""
    path = shutil.which("chromium")
    assert path, "The browser chromium is missing: `make test` installs it or says how."
    # Playwright's sync API keeps an event loop in this thread, in which Django refuses queries by default.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser_context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A fresh profile on the live server. Fails when a page asks another machine for anything."""
    context = browser.new_context(base_url=live_server.url, locale="sv-SE", viewport=DESKTOP)
    home = urlsplit(live_server.url).netloc
    outside: list[str] = []

    def note(request: Any) -> None:
        if urlsplit(request.url).scheme in {"http", "https"} and urlsplit(request.url).netloc != home:
            outside.append(request.url)

    context.on("request", note)
    yield context
    context.close()
    assert outside == [], "The page asked outside the server."


@pytest.fixture
def page(browser_context: BrowserContext) -> Iterator[Page]:
    """A page that nobody is logged in on. Fails when a script raises or the content policy blocks something."""
    page = browser_context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda message: faults.append(message.text) if "Content Security" in message.text else None
    )
    yield page
    page.close()
    assert faults == []


@pytest.fixture(scope="session")
def assert_no_axe_violations() -> CheckAccessibility:
    """assert_no_axe_violations(page): fails with each rule broken, and where."""
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        page.evaluate(f"() => {{ {source}\n }}")
        result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        assert result["passes"], "axe looked at nothing"
        found = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {node['html']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
        assert found == [], "\n".join(found)

    return check
