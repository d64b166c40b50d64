"""The places of a team's pages, in the order of the menu. A page lies under the place that its package belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from samsteg.organisation.models import Team

# Icons are paths of a 24 x 24 drawing.
PEOPLE = (
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z M3 20c0-4 2.5-6 6-6s6 2 6 6 M16 5a3 3 0 0 1 0 6 "
    "M17 14.3c2.5.5 4 2.4 4 5.7"
)
STAIR = "M4 20h5v-5h5v-5h5V5"
SHEET = "M6 3h9l4 4v14H6z M9 11h7 M9 15h7"
HOUSE = "M4 11l8-7 8 7v9H4z M10 20v-6h4v6"


@dataclass(frozen=True, slots=True)
class Place:
    """`packages` are those of samsteg.web whose pages lie here."""

    name: str
    label: object
    packages: frozenset[str]
    icon: str


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """`current` is the value of aria-current: page, true (a page below the place), or empty."""

    label: str
    address: str
    icon: str
    current: str


PLACES = (
    Place("participants", gettext_lazy("Participants"), frozenset({"participants"}), PEOPLE),
    Place("statistics", gettext_lazy("Figures"), frozenset({"figures", "statistics"}), STAIR),
    Place("report", gettext_lazy("Report"), frozenset({"report", "report_template"}), SHEET),
    Place("the_team", gettext_lazy("The team"), frozenset({"team", "workbook"}), HOUSE),
)


def places_for(request: HttpRequest, team: Team) -> tuple[PlaceLink, ...]:
    match = request.resolver_match
    name = match.url_name if match else None
    module = match.func.__module__ if match else ""
    package = module.removeprefix("samsteg.web.").partition(".")[0]
    return tuple(
        PlaceLink(
            label=str(place.label),
            address=reverse(place.name, args=[team.slug]),
            icon=place.icon,
            current="page" if name == place.name else "true" if package in place.packages else "",
        )
        for place in PLACES
    )
