"""What the address says of the list: filter, order, how many. Never what was searched for, which may be a name.

The text of a search is kept in the session; the address holds a key to it, so that going back, another tab and a reload
all find it, and nothing of it reaches a log or a history.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.contrib.sessions.backends.base import SessionBase

from samsteg.participants.listing import Sort
from samsteg.participants.selectors import Filter, ListQuery
from samsteg.web.list_address import PAGE, number_in, one_of, question, search_in

LARGEST_COUNT = 5000
SEARCHES = "participant_searches"
MOST_SEARCHES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    filter: Filter = Filter.ALL
    sort: Sort = Sort.ACT
    descending: bool = False
    count: int = PAGE
    key: str = ""

    def query(self, **changes: object) -> str:
        """The address's question, `?` included, without what is as usual; empty for the usual list."""
        state = replace(self, **changes)  # type: ignore[arg-type]  # names of fields, by the callers below
        said = {
            "visa": "" if state.filter is Filter.ALL else state.filter.value,
            "ordna": "" if state.sort is Sort.ACT else state.sort.value,
            "fallande": "1" if state.descending else "",
            "antal": "" if state.count == PAGE else str(state.count),
            "sok": state.key,
        }
        return question(said, usual="")


def state_of(data: Mapping[str, str]) -> ListState:
    """What can't be understood is as usual."""
    return ListState(
        filter=one_of(Filter, data.get("visa"), Filter.ALL),
        sort=one_of(Sort, data.get("ordna"), Sort.ACT),
        descending=data.get("fallande") == "1",
        count=number_in(data.get("antal"), highest=LARGEST_COUNT),
        key=data.get("sok", "")[:20],
    )


def list_query(state: ListState, search: str, *, limited: bool = True) -> ListQuery:
    return ListQuery(
        search=search,
        filter=state.filter,
        sort=state.sort,
        descending=state.descending,
        limit=state.count if limited else None,
    )


def keep_search(session: SessionBase, text: str) -> str:
    """Keeps the text of a search and returns its key; empty for an empty text. The oldest are forgotten."""
    text = search_in(text)
    if not text:
        return ""
    kept: dict[str, str] = session.get(SEARCHES, {})
    key = secrets.token_urlsafe(6)
    newest = [*kept.items(), (key, text)][-MOST_SEARCHES:]
    session[SEARCHES] = dict(newest)
    return key


def kept_search(session: SessionBase, key: str) -> str | None:
    """The text; None when the key is unknown here (another's address, or one from before a log-in)."""
    if not key:
        return ""
    found: str | None = session.get(SEARCHES, {}).get(key)
    return found
