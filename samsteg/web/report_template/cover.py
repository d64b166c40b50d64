"""The step of title page and pictures: the supported-by line, the logo, and a picture at each sub-heading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from samsteg.core.actor import Actor
from samsteg.organisation.models import Team
from samsteg.reports.images import require_size
from samsteg.reports.template import Appendices, CoverSpec
from samsteg.reports.template_services import LARGEST_IMAGE, save_image
from samsteg.web.report_template.items import Post
from samsteg.web.report_template.working import Changes, Working

Files = Mapping[str, Any]  # uploaded files by field; django-stubs and Django disagree on their type
TEXTS = ("supported_by", "team_label", "logo_alt")
APPENDICES = ("definitions", "checks")


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A sub-heading and its picture, if it has one."""

    name: str
    label: str
    image: str
    alt: str
    caption: str


def context(working: Working) -> dict[str, Any]:
    rows = tuple(_rows(working.whole))
    return {
        "cover": {**asdict(CoverSpec()), **working.whole.get("cover", {})},
        "appendices": {**asdict(Appendices()), **working.whole.get("appendices", {})},
        "pictures": tuple(row for row in rows if row.image),
        "free": tuple(row for row in rows if not row.image),
    }


def changed(working: Working, post: Post, files: Files, actor: Actor) -> Changes:
    """Stores new pictures. Raises ImageRefused for one that won't do."""
    cover = dict(working.whole.get("cover", {}))
    cover.update({name: post.get(name, cover.get(name, "")).strip() for name in TEXTS})
    if "remove_logo" in post:
        cover["logo"] = cover["logo_alt"] = ""
    if file := files.get("logo"):
        cover["logo"] = _stored(actor, working.team, file)
    appendices = {
        name: post.get(name, working.whole.get("appendices", {}).get(name, "")).strip() for name in APPENDICES
    }
    sections = _pictured(working, post)
    if file := files.get("picture"):
        digest = _stored(actor, working.team, file)
        new = {
            "image": digest,
            "alt": post.get("alt", "").strip(),
            "caption": post.get("caption", "").strip(),
        }
        for part in (part for section in sections for part in section["parts"]):
            if part["place"] == post.get("place"):
                part["picture"] = new
    return {"cover": cover, "appendices": appendices, "sections": sections}


def _stored(actor: Actor, team: Team, file: Any) -> str:
    require_size(file.size or 0, LARGEST_IMAGE)
    return save_image(actor=actor, team=team, content=file.read()).digest


def _rows(whole: Mapping[str, Any]) -> Iterator[PictureRow]:
    for section in whole["sections"]:
        for part in section["parts"]:
            label = " \u203a ".join(filter(None, (section["heading"][:60], part["heading"][:40])))
            picture = part.get("picture") or {}
            yield PictureRow(
                part["place"],
                label,
                picture.get("image", ""),
                picture.get("alt", ""),
                picture.get("caption", ""),
            )


def _pictured(working: Working, post: Post) -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = working.whole["sections"]
    for part in (part for section in sections for part in section["parts"]):
        picture, place = part.get("picture"), part["place"]
        if not picture:
            continue
        if f"remove:{place}" in post:
            del part["picture"]
            continue
        for name in ("alt", "caption"):
            picture[name] = post.get(f"{name}:{place}", picture.get(name, "")).strip()
    return sections
