"""The step of tables: one at a time, where it stands, what it is called, its columns and rows in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from samsteg.reports.template_data import shipped_data, template_names
from samsteg.web.report_template.figures import common_figures
from samsteg.web.report_template.items import Item, Post, edited, items_of
from samsteg.web.report_template.working import Changes, Working

TEXTS = ("caption", "note")
FEW = 5  # persons in a group, where the report hides what is about fewer
ROW_TEXT = {"rows": "label", "lines": "text"}


@dataclass(frozen=True, slots=True)
class TableLink:
    key: str
    caption: str
    where: str


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    place: str
    label: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """What the form of one table shows. `rows_name` is "rows", "lines" or empty."""

    key: str
    caption: str
    note: str
    place: str
    columns: tuple[Item, ...]
    rows: tuple[Item, ...]
    rows_name: str
    zeros: bool | None
    as_list: bool | None
    hides_few: bool | None


def context(working: Working, asked: str) -> dict[str, Any]:
    links = tuple(_links(working.whole))
    key = asked if asked in working.whole["tables"] else next((one.key for one in links if one.where), "flow")
    return {
        "links": links,
        "table": _table(working.whole, key),
        "places": tuple(_places(working.whole)),
        "figures": common_figures(),
    }


def changed(working: Working, post: Post) -> Changes:
    whole = working.whole
    key = post.get("table", "")
    if key not in whole["tables"]:
        return {}
    row, data = _table(whole, key), dict(whole["tables"][key])
    for name in TEXTS:
        data[name] = post.get(name, data.get(name, "")).strip()
    if row.columns:
        data["columns"] = edited(row.columns, "header", post)
    if row.rows_name:
        text = ROW_TEXT[row.rows_name]
        data[row.rows_name] = edited(row.rows, text, post)
        if row.rows_name == "lines" and post.get("new_line", "").strip():
            data["lines"].append({"text": post["new_line"].strip()})
    data |= _ticked(row, post)
    tables = {**working.changes.get("tables", {}), key: data}
    return {"tables": tables, "sections": _placed(whole["sections"], key, post.get("place", row.place))}


def _ticked(row: TableRow, post: Post) -> dict[str, Any]:
    """What the boxes say that the form has for this kind of table."""
    ticked: dict[str, Any] = {}
    if row.zeros is not None:
        ticked["zeros"] = "zeros" in post
    if row.as_list is not None:
        ticked["as_list"] = "as_list" in post
    if row.hides_few is not None:
        ticked["fewest"] = FEW if "hides_few" in post else 0
    return ticked


def _links(whole: Mapping[str, Any]) -> Iterator[TableLink]:
    """Those that stand in the report first, in its order."""
    standing = [key for _section, part in _parts(whole) for key in _tables_in(part)]
    others = [key for key in whole["tables"] if key not in standing]
    for key in (*standing, *others):
        where = _where(whole, key)
        yield TableLink(key, whole["tables"][key].get("caption", key), where)


def _parts(whole: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for section in whole["sections"]:
        for part in section["parts"]:
            yield section, part


def _tables_in(part: Mapping[str, Any]) -> list[str]:
    return [one.removeprefix("table:") for one in part.get("content", []) if one.startswith("table:")]


def _where(whole: Mapping[str, Any], key: str) -> str:
    return next((_label(section, part) for section, part in _parts(whole) if key in _tables_in(part)), "")


def _label(section: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    return " \u203a ".join(filter(None, (section["heading"][:60], part["heading"][:40])))


def _places(whole: Mapping[str, Any]) -> Iterator[PlaceChoice]:
    yield PlaceChoice("", _("Not in the report"))
    for section, part in _parts(whole):
        yield PlaceChoice(part["place"], _label(section, part))


def _table(whole: Mapping[str, Any], key: str) -> TableRow:
    data = whole["tables"][key]
    place = next((part["place"] for _section, part in _parts(whole) if key in _tables_in(part)), "")
    rows_name = next((name for name in ROW_TEXT if name in data), "")
    others = [
        table
        for name in template_names()
        if (table := shipped_data(name)["tables"].get(key)) and table.get("kind") == data.get("kind")
    ]
    return TableRow(
        key=key,
        caption=data.get("caption", ""),
        note=data.get("note", ""),
        place=place,
        columns=items_of(
            "c",
            "header",
            data.get("columns", ()),
            [one for table in others for one in table.get("columns", ())],
        ),
        rows=_rows(data, others, rows_name),
        rows_name=rows_name,
        zeros=data.get("zeros", True) if data.get("kind") == "breakdown" else None,
        as_list=data.get("as_list", False) if data.get("kind") == "staff" else None,
        hides_few=data.get("fewest", 0) > 0 if data.get("kind") == "groups" else None,
    )


def _rows(data: Mapping[str, Any], others: list[Mapping[str, Any]], name: str) -> tuple[Item, ...]:
    if not name:
        return ()
    more = [one for table in others for one in table.get(name, ())]
    return items_of("r", ROW_TEXT[name], data[name], more)


def _placed(sections: list[dict[str, Any]], key: str, place: str) -> list[dict[str, Any]]:
    """The table stands at the place and nowhere else; where it stood already it keeps its turn."""
    mark = f"table:{key}"
    for section in sections:
        for part in section["parts"]:
            content = list(part.get("content", []))
            if part["place"] == place and mark not in content:
                content.append(mark)
            elif part["place"] != place and mark in content:
                content.remove(mark)
            if content or "content" in part:
                part["content"] = content
    return sections
