"""The places of a team's pages and of an officer's, in the order of the menu.

A page lies under the place that its package belongs to; an officer's pages, that share a package, under their names.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team

# Icons are paths of a 24 x 24 drawing.
PEOPLE = (
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M3 20c0-4 2.5-6 6-6s6 2 6 6 M16 5a3 3 0 0 1 0 6 "
    "M17 14.3c2.5.5 4 2.4 4 5.7"
)
SUN = "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2v3 M12 19v3 M2 12h3 M19 12h3 M5 5l2 2 M17 17l2 2 M19 5l-2 2 M7 17l-2 2"
QUEUE = "M4 6h10 M4 12h16 M4 18h7"
WEEK = "M4 6h16v14H4z M4 10h16 M8 3v4 M16 3v4 M8 14h3"
STAIR = "M4 20h5v-5h5v-5h5V5"
SHEET = "M6 3h9l4 4v14H6z M9 11h7 M9 15h7"
BELL = "M6 16V11a6 6 0 0 1 12 0v5l2 2H4z M10 21h4"
EYE = "M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7z M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z"
SHIELD = "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z"
TREE = "M12 3l6 8h-3l4 6H5l4-6H6z M12 17v4"
HOUSE = "M4 11l8-7 8 7v9H4z M10 20v-6h4v6"


@dataclass(frozen=True, slots=True)
class Place:
    """`packages` are those of samsteg.web whose pages lie here, `pages` single ones; `act` is what opens it.

    `is_quick`: may stand in the telephone's bar, which has room for the first four.
    """

    name: str
    label: object
    act: str
    icon: str
    packages: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    is_quick: bool = True


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """`current` is the value of aria-current: page, true (a page below the place), or empty."""

    label: str
    address: str
    icon: str
    current: str
    key: str = ""
    is_quick: bool = True


PLACES = (
    Place("today", gettext_lazy("Today"), "today.view", SUN, frozenset({"today"})),
    Place(
        "participants",
        gettext_lazy("Participants"),
        "participants.view",
        PEOPLE,
        frozenset({"participants", "emergency", "protection", "referrals", "visits", "follow_ups", "own"}),
        frozenset({"way", "way_step", "way_part", "way_check", "way_return"}),
    ),
    Place(
        "queue",
        gettext_lazy("Queue"),
        "way.change",
        QUEUE,
        pages=frozenset({"intake_stop", "end_intake_stop", "queue_letter", "flow", "way_settings"}),
        is_quick=False,  # on the telephone one goes to the groups: that is where the roll is called
    ),
    Place("calendar", gettext_lazy("Calendar"), "calendar.view", WEEK, frozenset({"calendar"})),
    Place("groups", gettext_lazy("Groups"), "activities.view", TREE, frozenset({"activities"})),
    Place("statistics", gettext_lazy("Figures"), "figures.view", STAIR, frozenset({"figures", "statistics"})),
    Place("report", gettext_lazy("Report"), "report.view", SHEET, frozenset({"report", "report_template"})),
    Place(
        "the_team",
        gettext_lazy("The team"),
        "team.view",
        HOUSE,
        frozenset({"team", "workbook", "employers", "outreach", "blanks", "meeting", "final"}),
    ),
)
# The letter that goes there after g.
KEYS = {
    "today": "i",
    "participants": "d",
    "queue": "k",
    "groups": "g",
    "calendar": "v",
    "statistics": "s",
    "report": "r",
    "the_team": "t",
}
OFFICER_PLACES = (
    Place(
        "officer_staff",
        gettext_lazy("Roles"),
        "staff.grant",
        PEOPLE,
        pages=frozenset({"emergency_rights"}),
    ),
    Place(
        "officer_rules",
        gettext_lazy("Decisions"),
        "controller.decide",
        SHEET,
        pages=frozenset({"officer_rule", "officer_controller", "officer_consent_text"}),
    ),
    Place("officer_alarms", gettext_lazy("Alarms"), "log.review", BELL),
    Place(
        "officer_log",
        gettext_lazy("The log"),
        "log.review",
        EYE,
        pages=frozenset({"officer_log_month", "officer_log_search", "decide_log_review"}),
    ),
    Place("officer_protected", gettext_lazy("Protected"), "protection.name", SHIELD),
)


def places_for(
    request: HttpRequest, actor: Actor, team: Team, places: tuple[Place, ...] = PLACES
) -> tuple[PlaceLink, ...]:
    """The places that the actor may open, of the team."""
    match = request.resolver_match
    name = match.url_name if match else None
    module = match.func.__module__ if match else ""
    package = module.removeprefix("samsteg.web.").partition(".")[0]
    return tuple(
        PlaceLink(
            label=str(place.label),
            address=reverse(place.name, args=[team.slug]),
            icon=place.icon,
            current="page"
            if name == place.name
            else "true"
            if package in place.packages or name in place.pages
            else "",
            key=KEYS.get(place.name, ""),
            is_quick=place.is_quick,
        )
        for place in places
        if may(actor, place.act, team)
    )
