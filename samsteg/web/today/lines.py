"""One line of the day's lists, and the lines that are about the team's referrals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samsteg.follow_ups.talks.records import OpenTalk
from samsteg.organisation.models import Team
from samsteg.participants.enums import NoteForm
from samsteg.participants.referrals.joined import Joined, JoinedUnnamed
from samsteg.participants.referrals.waiting import NewReferrals
from samsteg.participants.visits.enums import VisitKind
from samsteg.participants.visits.untold import UntoldVisit
from samsteg.web.participants.words import word

NOBODY = 0  # a line that is about no participant


@dataclass(frozen=True, slots=True)
class Line:
    """`person_id` 0: about nobody. `when`: a time of day; `act` and `act_address`: one thing to do, its label ending in
    the person for readers.
    """

    person_id: int
    title: str
    address: str
    meta: str = ""
    when: str = ""
    act: str = ""
    act_address: str = ""


def referral_lines(team: Team, found: NewReferrals) -> Iterator[Line]:
    """Numbers and days: who refers and who wants to be called stand on the page of the referrals."""
    address = reverse("referrals", args=[team.slug])
    if found.count:
        said = ngettext("%(n)d new referral", "%(n)d new referrals", found.count)
        oldest = _("The one that has waited longest came %(day)s") % {"day": found.oldest_on}
        yield Line(NOBODY, said % {"n": found.count}, address, oldest)
    if found.calls:
        said = ngettext("%(n)d wants to be called", "%(n)d want to be called", found.calls)
        erased = _("Call before %(day)s. Then the number is erased.") % {"day": found.forgotten_on}
        yield Line(NOBODY, said % {"n": found.calls}, f"{address}#ring", erased)


def joined_lines(team: Team, found: Iterable[Joined]) -> Iterator[Line]:
    """Referrals of those whose stay goes on, which somebody who doesn't see them took care of."""
    for one in found:
        yield Line(
            person_id=one.person_id,
            title=one.title,
            address=reverse("referral", args=[team.slug, one.referral_id]),
            meta=_("A new referral came %(day)s, while the stay goes on. Answer it")
            % {"day": one.received_on},
        )


def unnamed_lines(team: Team, found: JoinedUnnamed) -> Iterator[Line]:
    """As `joined_lines`, of those whose identity is protected: never who."""
    for pk in found.referral_ids:
        yield Line(
            person_id=NOBODY,
            title=_("A new referral of a participant with protected identity"),
            address=reverse("referral", args=[team.slug, pk]),
            meta=_("It came while the stay goes on. Answer it"),
        )
    if found.to_be_named:
        said = ngettext(
            "%(n)d new referral of a participant with protected identity",
            "%(n)d new referrals of participants with protected identity",
            found.to_be_named,
        )
        yield Line(
            person_id=NOBODY,
            title=said % {"n": found.to_be_named},
            address=reverse("protected_participants", args=[team.slug]),
            meta=_("Nobody is named for the person. Ask the controller's officer to name somebody"),
        )


def visit_lines(team: Team, found: Iterable[UntoldVisit]) -> Iterator[Line]:
    """Visits whose day has passed, until somebody says how it was."""
    for one in found:
        yield Line(
            person_id=one.person_id,
            title=one.title,
            address=reverse("visit", args=[team.slug, one.person_id, one.visit_id]),
            meta=_("%(kind)s %(day)s: how was it?") % {"kind": word(VisitKind, one.kind), "day": one.on},
        )


def times_lines(team: Team, *, lacks_times: bool) -> Iterator[Line]:
    """For who decides how often the team follows up, until it is decided."""
    if lacks_times:
        yield Line(
            person_id=NOBODY,
            title=_("Decide how often the team follows up"),
            address=reverse("follow_up_times", args=[team.slug]),
            meta=_("Until then no follow-up is due, only those that are booked."),
        )


def protected_lines(team: Team, count: int, *, leads: bool) -> Iterator[Line]:
    """A number and where to go: who they are stands in no list."""
    if not count:
        return
    said = ngettext(
        "%(n)d with protected identity has no coach in the team",
        "%(n)d with protected identity have no coach in the team",
        count,
    )
    to_do = (
        _("Whoever is named for them chooses a coach. The controller officer names who may.")
        if leads
        else _("You are named. Open the participant and choose a coach.")
    )
    yield Line(NOBODY, said % {"n": count}, reverse("protected_participants", args=[team.slug]), to_do)


def talk_line(team: Team, one: OpenTalk) -> Line:
    """A talk of today."""
    return Line(
        person_id=one.person_id,
        title=one.title,
        address=reverse("talk", args=[team.slug, one.person_id, one.series]),
        meta=word(NoteForm, one.form),
        when=f"{one.at:%H.%M}",
    )


def unanswered_lines(team: Team, found: Iterable[OpenTalk]) -> Iterator[Line]:
    """Talks whose time has passed, and of which nobody has said how they went."""
    for one in found:
        if one.is_over:
            said = _("%(how)s %(day)s at %(time)s: how did it go?")
            note = reverse("note_new", args=[team.slug, one.person_id])
            yield Line(
                person_id=one.person_id,
                title=one.title,
                address=reverse("talk", args=[team.slug, one.person_id, one.series]),
                meta=said % {"how": word(NoteForm, one.form), "day": one.on, "time": f"{one.at:%H.%M}"},
                act=_("Write the note"),
                act_address=f"{note}?samtal={one.series}",
            )
