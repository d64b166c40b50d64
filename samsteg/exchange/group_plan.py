"""Plans the sheet Grupper: which stored group a row is about, who leads it, and what can't be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from samsteg.exchange.columns import SHEETS, SheetName
from samsteg.exchange.issues import Issue, Level
from samsteg.exchange.merging import Merged, merge
from samsteg.exchange.plan import Plan, RowState
from samsteg.exchange.rows import ParsedRow
from samsteg.exchange.stored_groups import listed
from samsteg.exchange.stored_sheet import StoredSheet
from samsteg.exchange.text import by_fold, nearest, one_line

SHEET = SHEETS[SheetName.GROUPS]
LONGEST_NAME = 80
BETWEEN = ";"


def same(name: object) -> str:
    """Names that differ in case or blanks alone are one group."""
    return one_line(str(name or "")).casefold()


def plan_groups(
    plan: Plan,
    rows: Iterable[ParsedRow],
    stored: StoredSheet,
    staff: Mapping[str, int],
    ends: Callable[[Merged], Iterator[Issue]],
) -> dict[str, str]:
    """Adds a planned row for each; returns every group that there will be, as it is named, by `same`. `ends`: what a
    last day does with the sessions.
    """
    known = {same(key[0]): str(key[0]) for key in stored.records}
    merged = [merge(_named(row, known, staff), stored) for row in rows]
    every = known | {same(one.key[0]): str(one.key[0]) for one in merged if one.key[0]}
    for one in merged:
        found = (
            *_group_issues(one),
            *_next_issue(one, every),
            *_leader_issues(one, stored, staff),
            *ends(one),
        )
        plan.rows.append(one.planned(SheetName.GROUPS, issues=found))
    wrong = {same(row.key[0]) for row in plan.rows if row.sheet is SheetName.GROUPS and _is_lost(row, known)}
    return {name: shown for name, shown in every.items() if name not in wrong}


def _is_lost(row: object, known: Mapping[str, str]) -> bool:
    """A new group whose row is wrong: it may be left out, and then there is no such group."""
    return getattr(row, "state", None) is RowState.WRONG and same(getattr(row, "key", ("",))[0]) not in known


def _named(row: ParsedRow, known: Mapping[str, str], staff: Mapping[str, int]) -> ParsedRow:
    """Under the stored group's own name, leaders in order and user names in small letters."""
    name = row.values.get("group")
    canonical = known.get(same(name), one_line(str(name))) if name else name
    words = [one_line(word) for word in str(row.values.get("leaders") or "").split(BETWEEN)]
    leaders = listed([word.lower() if word.lower() in staff else word for word in words if word])
    after = row.values.get("follows_into")
    after = known.get(same(after), one_line(str(after))) if after else after
    values = {**row.values, "group": canonical, "leaders": leaders, "follows_into": after}
    return replace(row, key=(canonical,), values=values)


def _group_issues(one: Merged) -> Iterator[Issue]:
    name = str(one.key[0] or "")
    if one.is_new and len(name) > LONGEST_NAME:
        text = _("The name has more than %(most)d characters. Shorten it.") % {"most": LONGEST_NAME}
        yield _issue(one, "Grupp", "name_too_long", text)
    own_name = one.record.get("own_name")
    if own_name and own_name != name and one.record.get("ended_on") is None:
        text = _("A group of that name is held now. Keep the day in Till, or end the other one first.")
        yield _issue(one, "Till", "group_held_now", text)


def _next_issue(one: Merged, every: Mapping[str, str]) -> Iterator[Issue]:
    after = one.record.get("follows_into")
    if not after or not (one.is_new or one.changes):
        return
    if same(after) == same(one.key[0]):
        text = _("A group can't be followed by itself. Write another, or empty the cell.")
        yield _issue(one, "Följs av", "follows_itself", text, str(after))
    elif same(after) not in every:
        yield _issue(one, "Följs av", "group_unknown", unknown_text(), str(after), every)


def unknown_text() -> str:
    return _("There is no group of this name here or in the sheet Grupper. Check the name, or add the group.")


def _leader_issues(one: Merged, stored: StoredSheet, staff: Mapping[str, int]) -> Iterator[Issue]:
    """Who isn't one of the team leads without access: told where it may be a user name with a slip."""
    before = str(stored.records.get(one.key, {}).get("leaders") or "").split("; ")
    for word in str(one.record.get("leaders") or "").split("; "):
        if not word or word in staff or word in before:
            continue
        if len(word.partition(" (")[0]) > 120:
            text = _("The name has more than %(most)d characters. Shorten it.") % {"most": 120}
            yield _issue(one, "Ledare", "name_too_long", text)
            continue
        near = nearest(word, by_fold(staff), 0.8)
        if near is None and " " in word:  # a name in full
            continue
        text = _("Nobody in the team has this user name. It is kept as the name of a leader without access.")
        yield replace(_issue(one, "Ledare", "leader_outside", text, word), level=Level.WARNING, nearest=near)


def _issue(
    one: Merged, column: str, code: str, text: str, read: str = "", every: Mapping[str, str] | None = None
) -> Issue:
    return Issue(
        Level.ERROR,
        code,
        text,
        sheet=SHEET.title,
        row=one.row.row_number,
        column=column,
        read=read[:80],
        expected=", ".join(sorted((every or {}).values())[:20]),
        nearest=nearest(read, by_fold((every or {}).values())),
    )
