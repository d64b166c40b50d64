"""What the team looks after, and where: the links of the team's page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samsteg.access.policies import may
from samsteg.core.actor import Actor
from samsteg.organisation.models import Team

# The act of the policy, the page's name, what it is called, what one does there.
LINKS = (
    (
        "employers.view",
        "employers",
        _("Employers"),
        _("Whom to ask for a place, what was said, and when to ask again."),
    ),
    (
        "outreach.view",
        "outreach",
        _("Outreach"),
        _("Visits, breakfasts, committees and boards, and enquiries counted without names."),
    ),
    (
        "team.view",
        "blanks",
        _("Blanks"),
        _("Every form to print: referral, start, plan, follow-up, exit, consent."),
    ),
    (
        "meetings.view",
        "meetings",
        _("Team meetings"),
        _("Who is in the room decides what is shown. What was decided stays."),
    ),
    (
        "workbook.import",
        "upload",
        _("Read in a workbook"),
        _("You see what would change before anything is stored."),
    ),
    (
        "workbook.import",
        "import_history",
        _("Earlier imports"),
        _("What was read in, by whom, and undoing the last one."),
    ),
    (
        "workbook.export",
        "workbook",
        _("Get the team's workbook"),
        _(
            "Everything the team has stored, in the file's own columns. "
            "Everybody in it is written in the access log."
        ),
    ),
    (
        "workbook.export",
        "workbook_with_numbers",
        _("Get it with identity numbers"),
        _("Needs a reason, and that you show once more who you are. The controller officer is told."),
    ),
    (
        "protection.open",
        "protected_participants",
        _("Protected identity"),
        _("What the team does, whom you are named for, and the count of those who aren't registered."),
    ),
    (
        "follow_ups.times",
        "follow_up_times",
        _("How often the team follows up"),
        _("When the first follow-up is held, and how often after that."),
    ),
    (
        "figures.publish",
        "published",
        _("Earlier reports"),
        _("Figures printed before, so that the history tables are whole."),
    ),
    (
        "team.settings",
        "report_template",
        _("The report's template"),
        _("Headings, tables, words and title page, with the report beside."),
    ),
    (
        "way.change",
        "final_template",
        _("The final documentation's template"),
        _("Which parts it holds, in which order, and the team's own words."),
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str
    about: str


def links_for(actor: Actor, team: Team) -> tuple[Link, ...]:
    """Those that the actor may follow."""
    return tuple(
        Link(str(label), reverse(name, args=[team.slug]), str(about))
        for act, name, label, about in LINKS
        if may(actor, act, team)
    )
