"""The four steps by the names in their addresses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from samsteg.core.actor import Actor
from samsteg.web.report_template import cover, headings, tables, words
from samsteg.web.report_template.items import Post
from samsteg.web.report_template.working import Changes, Working

NAMES = {
    "rubriker": gettext_lazy("Headings"),
    "tabeller": gettext_lazy("Tables"),
    "ord": gettext_lazy("Words and formats"),
    "titelsida": gettext_lazy("Title page and pictures"),
}
TEMPLATES = {
    "rubriker": "headings.html",
    "tabeller": "tables.html",
    "ord": "words.html",
    "titelsida": "cover.html",
}


@dataclass(frozen=True, slots=True)
class StepLink:
    label: str
    address: str
    is_here: bool


def links(slug: str, here: str) -> tuple[StepLink, ...]:
    return tuple(
        StepLink(str(label), reverse("report_template_step", args=[slug, name]), name == here)
        for name, label in NAMES.items()
    )


def context(name: str, working: Working, asked: str) -> dict[str, Any]:
    if name == "tabeller":
        return tables.context(working, asked)
    return {"rubriker": headings.context, "ord": words.context, "titelsida": cover.context}[name](working)


def changed(name: str, working: Working, post: Post, files: Mapping[str, Any], actor: Actor) -> Changes:
    """What the step's form changes. An unknown step changes nothing. Raises ImageRefused."""
    if name == "titelsida":
        return cover.changed(working, post, files, actor)
    readers = {"rubriker": headings.changed, "tabeller": tables.changed, "ord": words.changed}
    return readers[name](working, post) if name in readers else {}


def version_of(post: Post) -> int:
    text = post.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
