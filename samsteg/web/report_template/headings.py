"""The step of headings: sections and sub-headings, their texts, their order, on or off, and sections of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samsteg.reports.template_faults import LONGEST_HEADING
from samsteg.web.report_template.items import Post, number, turn
from samsteg.web.report_template.working import Changes, Working

MOST_SECTIONS = 40


@dataclass(frozen=True, slots=True)
class PartRow:
    name: str
    heading: str
    shown: bool


@dataclass(frozen=True, slots=True)
class SectionRow:
    name: str
    number: int
    heading: str
    shown: bool
    parts: tuple[PartRow, ...]


def context(working: Working) -> dict[str, Any]:
    rows = tuple(_row(number, data) for number, data in enumerate(working.whole["sections"]))
    return {"sections": rows, "longest": LONGEST_HEADING}


def _row(place: int, data: Mapping[str, Any]) -> SectionRow:
    name = f"s{place}"
    parts = tuple(
        PartRow(f"{name}p{number}", part["heading"], bool(part.get("shown", True)))
        for number, part in enumerate(data["parts"])
    )
    return SectionRow(name, place + 1, data["heading"], bool(data.get("shown", True)), parts)


def changed(working: Working, post: Post) -> Changes:
    sections = [_section(f"s{place}", data, post) for place, data in enumerate(working.whole["sections"])]
    places = [turn(post.get(f"s{place}.order"), place + 1) for place in range(len(sections))]
    ordered = [sections[at] for at in sorted(range(len(sections)), key=lambda at: places[at])]
    if "add" in post and len(ordered) < MOST_SECTIONS:
        ordered.append(_new_section(ordered))
    _move(ordered, post)
    return {"sections": ordered}


def _section(name: str, data: dict[str, Any], post: Post) -> dict[str, Any]:
    parts = [_edited(f"{name}p{number}", part, post) for number, part in enumerate(data["parts"])]
    return {**_edited(name, data, post), "parts": parts}


def _edited(name: str, data: dict[str, Any], post: Post) -> dict[str, Any]:
    return {
        **data,
        "heading": post.get(f"{name}.heading", data["heading"]).strip(),
        "shown": f"{name}.shown" in post,
    }


def _move(sections: list[dict[str, Any]], post: Post) -> None:
    """Up or down by the button that was pressed; at the end of the list nothing moves."""
    for button, step in (("up", -1), ("down", 1)):
        at = number(post.get(button), 0) - 1
        if 0 <= at < len(sections) and 0 <= at + step < len(sections):
            sections[at], sections[at + step] = sections[at + step], sections[at]


def _new_section(sections: list[dict[str, Any]]) -> dict[str, Any]:
    """Its place, the key of the text, is one that no section has ever had here."""
    used = {part["place"] for section in sections for part in section["parts"]}
    free = next(count for count in range(1, MOST_SECTIONS + 1) if f"own{count}.text" not in used)
    return {
        "heading": _("New section"),
        "shown": True,
        "parts": [{"place": f"own{free}.text", "heading": "", "shown": True}],
    }
