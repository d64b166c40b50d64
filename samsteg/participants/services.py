"""Writes about stays. Each takes the actor first, runs in the caller's transaction and is a fact dated twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter

from django.utils.translation import gettext as _

from samsteg.core.actor import Actor
from samsteg.core.bulk import insert_rows, new_ids
from samsteg.core.errors import PermissionRefused, Refused
from samsteg.core.facts import Stamp, among, replace_facts
from samsteg.organisation.models import Team
from samsteg.participants.consent_ends import update_consent_ends
from samsteg.participants.enums import EventKind, ParallelKind
from samsteg.participants.models import ParallelEffort, Stay, StayDetail, StayEvent
from samsteg.participants.projection import COLUMNS as PROJECTED
from samsteg.participants.projection import project
from samsteg.participants.records import StayFacts
from samsteg.participants.relinking import require_unbound
from samsteg.participants.rules import problems

EventValues = tuple[object, ...]
NO_EVENT: EventValues = ("", "", "", None, False)


def _exit_values(facts: StayFacts) -> EventValues:
    return (
        facts.exited_on,
        facts.exit_reason,
        facts.exit_detail,
        facts.exit_detail_text,
        facts.exit_extent_percent,
        facts.early_exit,
    )


# What each kind of event holds: (occurred_on, reason, detail, detail_text, extent_percent, early_exit).
EVENT_VALUES: dict[EventKind, Callable[[StayFacts], EventValues]] = {
    EventKind.REFERRED: lambda facts: (facts.referred_on, *NO_EVENT),
    EventKind.STUDY_VISIT: lambda facts: (facts.study_visit_on, *NO_EVENT),
    EventKind.MISSION_RECEIVED: lambda facts: (facts.mission_received_on, *NO_EVENT),
    EventKind.ENROLLED: lambda facts: (facts.enrolled_on, *NO_EVENT),
    EventKind.EXITED: _exit_values,
    EventKind.NOT_ENROLLED: lambda facts: (facts.not_enrolled_on, facts.not_enrolled_reason, *NO_EVENT[1:]),
}


# The period of förstärkt samarbete that stands with the stay; every other one is written by itself.
FIRST_COOPERATION = (ParallelKind.FORSTARKT_SAMARBETE.value, 1)


# The columns of Stay bear the names of the facts they repeat.
_projected = attrgetter(*PROJECTED)


def save_stays(
    *, actor: Actor, team: Team, stays: Mapping[str, StayFacts], persons: Mapping[str, int], stamp: Stamp
) -> dict[str, int]:
    """Makes the team's stays, named by the team's own id, say what `stays` says; returns the ids of the stays.

    `persons` gives each stay's person. Raises Refused when a stay breaks a rule, StayBound when one can't
    become another person's, PermissionRefused for another team.
    The caller holds the team's lock (`learning_moment`). The same call twice changes nothing.
    """
    if team.pk not in actor.roles:
        raise PermissionRefused(_("Your role in the team does not include this. Ask the team lead."))
    broken = {own_id: found for own_id, facts in stays.items() if (found := problems(facts))}
    if broken:
        own_id, found = next(iter(broken.items()))
        raise Refused(
            _("Stay %(own_id)s can't be stored: %(why)s.") % {"own_id": own_id, "why": ", ".join(found)}
        )
    ids = _ensure_rows(team, stays, persons)
    _save_events(team, stays, ids, stamp)
    _save_details(team, stays, ids, stamp)
    _save_parallel(team, stays, ids, stamp)
    project(team.pk, list(ids.values()))
    update_consent_ends(team.pk)
    return ids


def _ensure_rows(team: Team, stays: Mapping[str, StayFacts], persons: Mapping[str, int]) -> dict[str, int]:
    """Stay rows for all; new ones with their projection at once, so that `project` finds it right already."""
    known = {
        own_id: (pk, person_id)
        for pk, own_id, person_id in among(Stay.objects.in_team(team.pk), "own_id", persons).values_list(
            "pk", "own_id", "person_id"
        )
        if own_id in persons
    }
    moved = {own_id: pk for own_id, (pk, person_id) in known.items() if persons[own_id] != person_id}
    require_unbound(team, moved.values())
    for own_id, pk in moved.items():
        Stay.objects.in_team(team.pk).filter(pk=pk).update(person_id=persons[own_id])
    missing = [own_id for own_id in persons if own_id not in known]
    created = dict(zip(missing, new_ids(Stay, len(missing)), strict=True))
    insert_rows(
        Stay,
        ("id", "own_id", "person_id", *PROJECTED),
        ((pk, own_id, persons[own_id], *_projected(stays[own_id])) for own_id, pk in created.items()),
        same={"team_id": team.pk},
    )
    return {own_id: known[own_id][0] for own_id in known} | created


def move_stays(*, team: Team, persons: Mapping[int, int]) -> None:
    """Makes each stay (by primary key) the person's; a stay of another team is left alone. Raises StayBound."""
    rows = list(among(Stay.objects.in_team(team.pk), "pk", persons).only("pk", "person_id"))
    moved = [row for row in rows if row.pk in persons and row.person_id != persons[row.pk]]
    require_unbound(team, [row.pk for row in moved])
    for row in moved:
        row.person_id = persons[row.pk]
    Stay.objects.bulk_update(moved, ["person_id"], batch_size=1000)


def _save_events(team: Team, stays: Mapping[str, StayFacts], ids: Mapping[str, int], stamp: Stamp) -> None:
    desired: dict[tuple[object, ...], EventValues | None] = {}
    for own_id, facts in stays.items():
        for kind, values_of in EVENT_VALUES.items():
            values = values_of(facts)
            desired[(ids[own_id], kind.value)] = None if values[0] is None else values
    replace_facts(
        among(StayEvent.objects.all(), "stay_id", ids.values()),
        team_id=team.pk,
        key=("stay_id", "kind"),
        values=("occurred_on", "reason", "detail", "detail_text", "extent_percent", "early_exit"),
        desired=desired,
        stamp=stamp,
    )


def _save_details(team: Team, stays: Mapping[str, StayFacts], ids: Mapping[str, int], stamp: Stamp) -> None:
    replace_facts(
        among(StayDetail.objects.all(), "stay_id", ids.values()),
        team_id=team.pk,
        key=("stay_id",),
        values=("referrer", "municipality_code", "income_start", "income_exit", "support_before_months"),
        desired={
            (ids[own_id],): (
                facts.referrer,
                facts.municipality_code,
                list(facts.income_start),
                list(facts.income_exit),
                facts.support_before_months,
            )
            for own_id, facts in stays.items()
        },
        stamp=stamp,
    )


def _save_parallel(team: Team, stays: Mapping[str, StayFacts], ids: Mapping[str, int], stamp: Stamp) -> None:
    replace_facts(
        among(ParallelEffort.objects.all(), "stay_id", ids.values()),
        team_id=team.pk,
        key=("stay_id", "code", "ordinal"),
        values=("started_on", "ended_on"),
        desired={
            (ids[own_id], *FIRST_COOPERATION): (
                (facts.parallel_started_on, facts.parallel_ended_on) if facts.parallel_started_on else None
            )
            for own_id, facts in stays.items()
        },
        stamp=stamp,
    )
