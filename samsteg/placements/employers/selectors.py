"""Reading the register of employers: the list, one employer with its twins, and the names that nobody has claimed.

Counts are over placements whatever the reader sees of persons, without protected ones; persons are told of only to
who sees them.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.db.models.functions import Greatest, Least, Lower, Trim
from django.utils import timezone

from samsteg.access.querysets import unprotected_persons
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.core.kept_questions import asked_together
from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.people.keys import key_ring
from samsteg.people.names import called, name_beside, names_beside
from samsteg.placements.employers.models import (
    Employer,
    EmployerContact,
    EmployerDocument,
    EmployerName,
    EmployerNote,
)
from samsteg.placements.employers.questions import (
    ask_now_question,
    contacts_question,
    documents_question,
    names_question,
    notes_question,
)
from samsteg.placements.employers.records import (
    ListedEmployer,
    PersonThere,
    Requests,
    Unlisted,
    later_than_today,
)
from samsteg.placements.employers.rules import Span, full_from, most_at_once, requests_within
from samsteg.placements.models import HIDDEN_EMPLOYER, Placement
from samsteg.placements.rules import last_day

STALE_CONTACT = dt.timedelta(days=2 * 365)  # unconfirmed so long, a contact is asked about
UNTIL = Least("ended_on", "stay__exited_on")  # the one that is known, where one is
LATELY = dt.timedelta(days=60)
NAMES = names_beside("stay__")


@dataclass(frozen=True, slots=True)
class OneEmployer:
    """An employer with all that its twins had. `keys`: every name it is known by."""

    row: Employer
    twins: tuple[Employer, ...]
    keys: frozenset[str]
    contacts: tuple[EmployerContact, ...]
    notes: tuple[EmployerNote, ...]
    documents: tuple[EmployerDocument, ...]
    here_now: int
    here_before: int
    coming: int
    most_ahead: int
    full_from: dt.date | None
    requests: Requests | None

    @property
    def is_full(self) -> bool:
        return self.row.at_once_most is not None and self.most_ahead >= self.row.at_once_most

    @property
    def full_later(self) -> dt.date | None:
        """From when, where there is room until then."""
        return later_than_today(self.full_from)


@dataclass(frozen=True, slots=True)
class _Tally:
    now: int = 0
    before: int = 0
    last_on: dt.date | None = None
    spans: tuple[Span, ...] = ()

    def coming(self, today: dt.date) -> int:
        return sum(first > today for first, _last in self.spans)


def employers_of(team: Team) -> list[ListedEmployer]:
    """By name. A twin is counted with the one that it is merged into."""
    rows = list(Employer.objects.filter(team=team).order_by("sort_name", "pk"))
    roots = _roots(rows)
    tallies = _tallies(team, _owners(team, roots))
    touched = _touched(team, roots)
    return [
        _listed(row, tallies.get(row.pk, _Tally()), touched.get(row.pk))
        for row in rows
        if row.merged_into_id is None
    ]


def unlisted_names(team: Team) -> list[Unlisted]:
    """Names of workplaces in placements that are no employer's in the register, the most used first."""
    known = EmployerName.objects.filter(team_id=OuterRef("team_id"), folded=OuterRef("key"))
    rows = (
        _counted(team)
        .filter(~Exists(known))
        .values("key")
        .annotate(name=Max("employer"), number=Count("pk"))
        .order_by("-number", "key")
    )
    return [Unlisted(row["name"], row["number"]) for row in rows]


def employer_of(team: Team, employer_id: int) -> OneEmployer:
    """Raises NotVisible; also for a twin, which is read as the one that it is merged into (`root_of`)."""
    rows = _by_id(team)
    row = rows.get(employer_id)
    if row is None or row.merged_into_id is not None:
        raise NotVisible
    return _one(team, row, rows)


def employer_or_twin(team: Team, employer_id: int) -> OneEmployer:
    """The employer; for a twin the one that it is read as. Raises NotVisible."""
    rows = _by_id(team)
    if employer_id not in rows:
        raise NotVisible
    return _one(team, rows[_roots(rows.values())[employer_id]], rows)


def _by_id(team: Team) -> dict[int, Employer]:
    return {row.pk: row for row in Employer.objects.filter(team=team).order_by("sort_name")}


def _one(team: Team, row: Employer, rows: Mapping[int, Employer]) -> OneEmployer:
    employer_id, today = row.pk, timezone.localdate()
    roots = _roots(rows.values())
    ids = [pk for pk, root in roots.items() if root == employer_id]
    asked = (
        one.ahead_of_each(ids, team)
        for one in (names_question, contacts_question, notes_question, documents_question)
    )
    with asked_together(*chain.from_iterable(asked)):
        owners = _owners(team, dict.fromkeys(ids, employer_id))
        contacts, notes = contacts_question.of_each(ids, team), notes_question.of_each(ids, team)
        documents = documents_question.of_each(ids, team)
    tally = _tallies(team, owners).get(employer_id, _Tally())
    return OneEmployer(
        row=row,
        twins=tuple(rows[pk] for pk in ids if pk != employer_id),
        keys=frozenset(owners),
        contacts=tuple(contacts),
        notes=tuple(notes),
        documents=tuple(documents),
        here_now=tally.now,
        here_before=tally.before,
        coming=tally.coming(today),
        most_ahead=most_at_once(tally.spans, today),
        full_from=full_from(tally.spans, row.at_once_most, today),
        requests=_requests(team, row, ids, today),
    )


def requests_of(team: Team, employer_id: int, on: dt.date) -> Requests | None:
    """How often the employer, or a twin, had been asked by the day; None where it has not said how often it may be.
    Raises NotVisible.
    """
    row = Employer.objects.filter(team=team, pk=employer_id).first()
    if row is None:
        raise NotVisible
    return _requests(team, row, _with_twins(team, employer_id), on)


def _requests(team: Team, row: Employer, ids: Collection[int], on: dt.date) -> Requests | None:
    if row.requests_most is None:
        return None
    since = on - dt.timedelta(days=row.requests_days)
    notes = EmployerNote.objects.filter(team=team, employer_id__in=list(ids), is_request=True)
    asked = notes.filter(happened_on__gt=since, happened_on__lte=on).values_list("happened_on", flat=True)
    return requests_within(asked, row.requests_most, row.requests_days, on)


def root_of(team: Team, employer_id: int) -> int:
    """The employer that a twin is merged into; itself for one that isn't. Raises NotVisible."""
    roots = _roots(Employer.objects.filter(team=team).only("pk", "merged_into_id"))
    if employer_id not in roots:
        raise NotVisible
    return roots[employer_id]


def document_of(team: Team, document_id: int) -> EmployerDocument:
    """Raises NotVisible."""
    row = EmployerDocument.objects.filter(team=team, pk=document_id).first()
    if row is None:
        raise NotVisible
    return row


def persons_there(actor: Actor, team: Team, keys: Collection[str]) -> list[PersonThere]:
    """Those of the employer's placements whose person the actor sees, newest first. The caller logs the read."""
    seen = Stay.objects.in_team(team.pk).visible_to(actor)
    rows = list(
        _counted(team)
        .filter(key__in=list(keys), stay__in=seen)
        .select_related("stay")
        .annotate(**NAMES)
        .order_by("-started_on", "-pk")
    )
    ring = key_ring()
    return [
        PersonThere(
            row.stay.person_id,
            called(
                name_beside(row, row.stay.person_id, ring),
                row.stay.own_id,
            ),
            row.form,
            row.started_on,
            last_day(row.started_on, row.ended_on, row.stay.exited_on),
            row.outcome,
        )
        for row in rows
    ]


def persons_lately(team: Team, employer_id: int) -> set[int]:
    """Who is at the employer or one of its twins, is to come there, or was there less than two months ago. Seen by
    nobody in particular: never to be shown.
    """
    keys = keys_of(team, employer_id)
    since = timezone.localdate() - LATELY
    rows = _counted(team).filter(Q(ended_on__isnull=True) | Q(ended_on__gte=since), key__in=keys)
    return set(rows.values_list("stay__person_id", flat=True))


def contact_names(team: Team, employer_id: int) -> list[str]:
    """Whom to ask for at the employer or one of its twins."""
    rows = EmployerContact.objects.filter(team=team, employer_id__in=_with_twins(team, employer_id))
    return list(rows.values_list("name", flat=True))


def keys_of(team: Team, employer_id: int) -> list[str]:
    """Every name that the employer or one of its twins is known by."""
    rows = EmployerName.objects.filter(team=team, employer_id__in=_with_twins(team, employer_id))
    return list(rows.values_list("folded", flat=True))


def _with_twins(team: Team, employer_id: int) -> list[int]:
    roots = _roots(Employer.objects.filter(team=team).only("pk", "merged_into_id"))
    return [pk for pk, root in roots.items() if root == employer_id]


def employer_named(team: Team, name: str) -> OneEmployer | None:
    """The employer in the register that a placement's text means."""
    row = EmployerName.objects.filter(team=team, folded=" ".join(name.split()).lower()).first()
    return employer_of(team, root_of(team, row.employer_id)) if row else None


def register_row(team: Team, name: str) -> Employer | None:
    """As `employer_named`, without what the employer has been through: its own row alone."""
    rows = Employer.objects.filter(team=team).select_related("merged_into")
    row = rows.filter(names__folded=" ".join(name.split()).lower()).first()
    if row is None or row.merged_into is None:
        return row
    return row.merged_into if row.merged_into.merged_into_id is None else _by_id(team)[root_of(team, row.pk)]


def ask_now(team: Team, today: dt.date) -> list[Employer]:
    """The employers to ask again by today, the longest waiting first."""
    return ask_now_question(team, today)


def _counted(team: Team) -> Any:
    """Placements with a workplace that may be told of, and `key`, what the register finds it by."""
    rows = Placement.objects.filter(team=team, superseded_at__isnull=True)
    return (
        rows.exclude(employer__startswith=HIDDEN_EMPLOYER)
        .filter(unprotected_persons(person_field="stay__person_id"))
        .annotate(key=Lower(Trim("employer")))
    )


def _owners(team: Team, roots: Mapping[int, int]) -> dict[str, int]:
    """By name, the employer that it means."""
    return {key: roots[pk] for key, pk in names_question.of_each(roots, team)}


def _tallies(team: Team, owners: Mapping[str, int]) -> dict[int, _Tally]:
    today = timezone.localdate()
    is_now = Q(started_on__lte=today, ended_how="") & (Q(ended_on__isnull=True) | Q(ended_on__gte=today))
    exited = Q(stay__exited_on__lt=today)
    is_open = Q(ended_how="") & (Q(ended_on__isnull=True) | Q(ended_on__gte=today)) & ~exited
    found: dict[int, _Tally] = {}
    for row in (
        _counted(team)
        .values("key")
        .annotate(
            now=Count("pk", filter=is_now & ~exited),
            every=Count("pk", filter=Q(started_on__lte=today)),
            last=Max(Greatest("started_on", "ended_on"), filter=Q(started_on__lte=today)),
            begins=ArrayAgg("started_on", filter=is_open, order_by="pk"),
            ends=ArrayAgg(UNTIL, filter=is_open, order_by="pk"),
        )
    ):
        if row["key"] not in owners:
            continue
        pk, last = owners[row["key"]], row["last"]
        before = found.get(pk, _Tally())
        found[pk] = _Tally(
            before.now + row["now"],
            before.before + row["every"] - row["now"],
            _latest(before.last_on, min(last, today) if last else None),
            (*before.spans, *zip(row["begins"] or (), row["ends"] or (), strict=True)),
        )
    return found


def spans_at(team: Team, keys: Collection[str], *, but: uuid.UUID | None = None) -> list[Span]:
    """First and last day of the placements that go on or are to come, `but` one; None where no last day is known."""
    rows = _counted(team).filter(key__in=list(keys), ended_how="").annotate(until=UNTIL)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gte=timezone.localdate()))
    return list((rows.exclude(series=but) if but else rows).values_list("started_on", "until"))


def _touched(team: Team, roots: Mapping[int, int]) -> dict[int, dt.date]:
    """When somebody was last in touch with each."""
    found: dict[int, dt.date] = {}
    rows = EmployerNote.objects.filter(team=team).values("employer_id").annotate(last=Max(F("happened_on")))
    for row in rows:
        pk = roots[row["employer_id"]]
        found[pk] = max(found.get(pk, row["last"]), row["last"])
    return found


def _latest(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return max((day for day in (one, other) if day), default=None)


def _listed(row: Employer, tally: _Tally, touched: dt.date | None) -> ListedEmployer:
    today = timezone.localdate()
    return ListedEmployer(
        employer_id=row.pk,
        name=row.name,
        sort_name=row.sort_name,
        sector=row.sector,
        municipality_code=row.municipality_code,
        status=row.status,
        tasks=row.tasks,
        at_once_most=row.at_once_most,
        ask_again_on=row.ask_again_on,
        ask_again_why=row.ask_again_why,
        here_now=tally.now,
        here_before=tally.before,
        coming=tally.coming(today),
        most_ahead=most_at_once(tally.spans, today),
        full_from=full_from(tally.spans, row.at_once_most, today),
        last_on=_latest(tally.last_on, touched),
    )


def _roots(rows: Iterable[Employer]) -> dict[int, int]:
    """By employer, the one that it is read as."""
    parents = {row.pk: row.merged_into_id for row in rows}

    def root(pk: int) -> int:
        seen: set[int] = set()
        while (parent := parents.get(pk)) is not None and pk not in seen:
            seen.add(pk)
            pk = parent
        return pk

    return {pk: root(pk) for pk in parents}
