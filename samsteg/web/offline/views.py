"""Roll call without coverage: an empty page that the browser may keep, and what it asks the server (docs/adr/0019).

Of the pages only this one is kept by a browser, and it holds nothing about anybody.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samsteg.accounts.names import names_of
from samsteg.activities.enums import Mark
from samsteg.activities.offline.records import (
    Clash,
    OfflineSession,
    Sent,
    Taken,
    ToldAnswer,
    ToldBase,
    ToldSent,
)
from samsteg.activities.offline.services import is_open, make_package, take_marks, teams_with_offline
from samsteg.activities.offline.telling import take_told
from samsteg.core.errors import NotVisible
from samsteg.web.participants.words import word
from samsteg.web.requests import ActingRequest, signed_in

SHOWN = (Mark.PRESENT, Mark.ABSENT, Mark.EXCUSED, Mark.DIGITAL, Mark.CAME_BY)
LARGEST = 256 * 1024
MOST_TOLD = 40  # sessions of one day
WORDS_OF = {"guest_count": "guests", "day_note": "note"}  # as the device calls them
# What reading a body of another shape than ours ends in: no number, no text, endless, or nested without end.
NOT_OURS = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


@never_cache
@require_safe
def shell(request: ActingRequest) -> HttpResponse:
    """The page without anybody in it: what is in it comes from the device. 404 until some controller turns it on."""
    if not teams_with_offline(signed_in(request)):
        raise NotVisible
    return render(request, "offline/shell.html", {"marks": [(one.value, one.label) for one in SHOWN]})


@login_not_required
@never_cache
@require_safe
def worker(request: ActingRequest) -> HttpResponse:
    """The service worker, in its scope's folder. It names nothing but files that everybody may have."""
    assets = [static(name) for name in ("samsteg.css", "offline.css", "offline.js", "mark.svg")]
    digest = hashlib.sha256("".join(assets).encode()).hexdigest()[:16]
    context = {"assets": json.dumps(assets), "name": f"samsteg-upprop-{digest}"}
    return render(request, "offline/sw.js", context, content_type="text/javascript")


@never_cache
@require_safe
def state(request: ActingRequest) -> JsonResponse:
    """What a device asks at each contact: whether it may go on, and a fresh token to send with."""
    actor = signed_in(request)
    try:
        goes_on = is_open(actor=actor, handle=uuid.UUID(request.GET.get("paket", "")))
    except ValueError:
        goes_on = False
    return JsonResponse({"csrf": get_token(request), "open": goes_on, "now": timezone.now().isoformat()})


@require_POST
def package(request: ActingRequest) -> JsonResponse:
    made = make_package(actor=signed_in(request))
    return JsonResponse(
        {
            "handle": str(made.handle),
            "now": timezone.now().isoformat(),
            "expires": made.expires_at.isoformat(),
            "sessions": [_session(one) for one in made.sessions],
        }
    )


def _session(one: OfflineSession) -> dict[str, Any]:
    return {
        "token": str(one.token or ""),
        "group": one.group,
        "time": f"{one.starts_at:%H.%M}\u2013{one.ends_at:%H.%M}",
        "left_out": one.left_out,
        "people": [{"token": str(each.token), "name": each.name, "mark": each.mark} for each in one.people],
        "guests": one.guest_count,
        "note": one.day_note,
    }


@require_POST
def marks(request: ActingRequest) -> JsonResponse:
    """What the device has marked. Answers what the server now has; a device forgets that, and nothing else."""
    if request.content_type != "application/json":  # a form's body has been read already
        return JsonResponse({"error": "shape"}, status=400)
    try:
        handle, sent, told = _read(request.body[: LARGEST + 1])
    except NOT_OURS:
        return JsonResponse({"error": "shape"}, status=400)
    actor = signed_in(request)
    taken = take_marks(actor=actor, handle=handle, sent=sent)
    return JsonResponse(_answer(taken, take_told(actor=actor, handle=handle, sent=told) if told else []))


def _answer(taken: Taken, told: list[ToldAnswer]) -> dict[str, Any]:
    writers = {one.by_id for one in taken.clashes} | {each.by_id for one in told for each in one.clashes}
    names = names_of({one for one in writers if one})
    return {
        "held": [str(one) for one in taken.held],
        "clashes": [_clash(one, names.get(one.by_id or 0, "")) for one in taken.clashes],
        "refused": {str(key): words for key, words in taken.refused.items()},
        "told": [_told(one, names) for one in told],
    }


def _told(one: ToldAnswer, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": str(one.sent_id),
        "held": one.held,
        "guests": one.guest_count,
        "note": one.day_note,
        "refused": one.refused,
        "clashes": [
            {"field": WORDS_OF[each.field], "now": each.now, "by": names.get(each.by_id or 0, "")}
            for each in one.clashes
        ],
    }


def _clash(one: Clash, by: str) -> dict[str, Any]:
    return {
        "id": str(one.sent_id),
        "token": str(one.token),
        "now_id": one.now_id,
        "now": one.now,
        "label": word(Mark, one.now) if one.now else "",
        "by": by,
        "at": timezone.localtime(one.at).strftime("%H.%M") if one.at else "",
    }


def _read(body: bytes) -> tuple[uuid.UUID, list[Sent], list[ToldSent]]:
    """Raises one of NOT_OURS for what no device of ours sends. A page kept from before sends nothing of sessions."""
    if len(body) > LARGEST:
        raise ValueError
    sent = json.loads(body)
    told = [_told_sent(one) for one in sent.get("told", [])[:MOST_TOLD]]
    return uuid.UUID(sent["handle"]), [_sent(one) for one in sent["marks"]], told


def _told_sent(one: dict[str, Any]) -> ToldSent:
    base, tried = _base(one["base"]), one.get("tried")
    return ToldSent(
        sent_id=uuid.UUID(one["id"]),
        token=uuid.UUID(one["token"]),
        guest_count=int(one["guests"]),
        day_note=str(one["note"]),
        base=base,
        tried=_base(tried) if tried else None,
    )


def _base(one: dict[str, Any]) -> ToldBase:
    return ToldBase(int(one["guests"]), str(one["note"]))


def _sent(one: dict[str, Any]) -> Sent:
    return Sent(
        sent_id=uuid.UUID(one["id"]),
        token=uuid.UUID(one["token"]),
        mark=str(one["mark"]),
        marked_at=_moment(one.get("at")),
        base=uuid.UUID(one["base"]) if one.get("base") else None,
        over=int(one["over"]) if one.get("over") else None,
    )


def _moment(text: Any) -> dt.datetime | None:
    found = parse_datetime(str(text)) if text else None
    return found if found is not None and found.tzinfo is not None else None
