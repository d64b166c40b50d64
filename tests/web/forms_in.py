"""The forms of a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

CHOSEN = ("checkbox", "radio")
UNSENT = ("file", "submit", "button", "reset", "image")


@dataclass(slots=True)
class Form:
    """`kept`: hidden fields, choices and the first button; `texts`: what is typed."""

    action: str
    kept: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    has_button: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({*self.kept, *self.texts}))

    def filled(self, text: str) -> dict[str, object]:
        return {**self.kept, **dict.fromkeys(self.texts, text)}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(told.get("action", ""))
            if told.get("method", "").lower() == "post":
                self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, told)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""

    def _field(self, form: Form, tag: str, told: dict[str, str]) -> None:
        name, kind, value = told.get("name", ""), told.get("type", "text"), told.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in told or (value and self._select not in form.kept):
                form.kept[self._select] = [value]
        elif tag == "button" and name and not form.has_button:
            form.has_button, form.kept[name] = True, [value]
        elif tag == "textarea":
            form.texts.append(name)
        elif tag == "input" and name not in ("", "csrfmiddlewaretoken") and kind not in UNSENT:
            self._input(form, name, kind, told)

    def _input(self, form: Form, name: str, kind: str, told: dict[str, str]) -> None:
        value = told.get("value", "on" if kind in CHOSEN else "")
        if kind == "hidden":
            form.kept.setdefault(name, []).append(value)
        elif kind not in CHOSEN:
            form.texts.append(name)
        elif name not in form.kept or (kind == "radio" and "checked" in told):
            form.kept[name] = [value]


def forms_in(html: str) -> list[Form]:
    """Those that change something."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
