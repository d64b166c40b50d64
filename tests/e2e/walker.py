"""Somebody in a browser of their own, who fills in forms by what the fields are called and presses the main button."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

from tests.e2e.conftest import CheckAccessibility
from tests.web.users import PASSWORD

OPEN = "e => { for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
MAIN = "main form .s-btn-1"


SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)


def checked_as_copy(context: BrowserContext, no_violations: CheckAccessibility) -> CheckAccessibility:
    """For pages without scripts, in which the rules can't be run: they are run in a copy of what the page holds."""
    copy = context.new_page()

    def check(page: Page) -> None:
        address, held = page.url, SCRIPTS.sub("", page.content())
        copy.route(
            lambda asked: asked == address,
            lambda route: route.fulfill(body=held, content_type="text/html; charset=utf-8"),
            times=1,
        )
        copy.goto(address)
        no_violations(copy)

    return check


class Walker:
    """`look` is called once for each kind of page; `no_violations` None: the page is only measured."""

    def __init__(
        self, context: BrowserContext, username: str, no_violations: CheckAccessibility | None
    ) -> None:
        self.page: Page = context.new_page()
        self.username, self.no_violations = username, no_violations
        self.seen: set[str] = set()
        self.page.goto("/")
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", PASSWORD)
        self.page.locator("main .s-btn-1").click()

    def go(self, address: str, kind: str = "") -> str:
        """The page's text. `kind` names it, so that it is looked at once."""
        answer = self.page.goto(address)
        assert answer is not None and answer.status == 200, (address, answer and answer.status)
        self.look(kind)
        return self.text

    def is_shut(self, address: str) -> bool:
        answer = self.page.goto(address)
        return answer is not None and answer.status == 404

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def look(self, kind: str) -> None:
        """Nothing sticks out, nothing breaks a rule; a picture where SAMSTEG_PICTURES names a folder."""
        if not kind or kind in self.seen:
            return
        self.seen.add(kind)
        assert self.page.evaluate(SIDEWAYS) <= 0, (kind, self.page.url)
        if self.no_violations is not None:
            self.no_violations(self.page)
        if folder := os.environ.get("SAMSTEG_PICTURES"):
            width = (self.page.viewport_size or {"width": 0})["width"]
            path = Path(folder) / f"hela-vagen-{kind}-{width}.png"
            self.page.screenshot(path=path, full_page=True)

    def fill(self, typed: Mapping[str, Any]) -> None:
        for name, value in typed.items():
            for one in value if isinstance(value, list) else [value]:
                self._fill(name, str(one))

    def _fill(self, name: str, value: str) -> None:
        fields = self.page.locator(f"main [name='{name}']:not([type=hidden])")
        kind = fields.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind in ("radio", "checkbox"):
            one = (
                self.page.locator(f"main [name='{name}'][value='{value}']") if value != "on" else fields.first
            )
            self._opened(one).check(force=True)
        elif kind == "select":
            self._opened(fields.first).select_option(value)
        else:
            self._opened(fields.first).fill(value)

    @staticmethod
    def _opened(field: Locator) -> Locator:
        field.evaluate(OPEN)
        return field

    def send(self, button: str = MAIN) -> str:
        """Presses and waits; nothing is wrong on the page that comes. Returns its text."""
        with self.page.expect_navigation() as there:
            self.page.locator(button).first.click()
        answer = there.value
        faults = self.page.locator("main [role=alert]").all_inner_texts()
        assert answer is not None and answer.status == 200 and not faults, (self.page.url, faults)
        return self.text

    def do(self, address: str, typed: Mapping[str, Any], kind: str = "", button: str = MAIN) -> str:
        self.go(address, kind)
        self.fill(typed)
        return self.send(button)
