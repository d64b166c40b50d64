"""The way into the pages of one person: who it is, in as few words as a page needs, and the tabs between the pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from samsteg.access.enums import DataCategory
from samsteg.access.opened import Opened
from samsteg.access.policies import may
from samsteg.access.protection import note_protected_reads
from samsteg.audit.enums import ReadKind
from samsteg.audit.services import log_reads
from samsteg.core.actor import Actor
from samsteg.core.errors import NotVisible
from samsteg.organisation.models import Team
from samsteg.participants.own_ids import find_in_part
from samsteg.people.vault import SealedKey, Vault, vault_of
from samsteg.today.next_meeting import ahead_columns
from samsteg.web.participants.head import HeadView, head_view
from samsteg.web.requests import ActingRequest
from samsteg.web.teams import enter_team

LARGEST_ID = 2**63 - 1
# The page's name, what it is called, the act that opens it, and the category of the team's record that it is about, if
# it is about one: others than staff are led there if a consent opens it. A new page of a person adds itself here.
TABS: tuple[tuple[str, object, str, str], ...] = (
    ("participant", gettext_lazy("Overview"), "participants.view", ""),
    ("plan", gettext_lazy("Plan"), "participants.view", ""),
    ("notes", gettext_lazy("Notes"), "participants.view", ""),
    ("follow_ups", gettext_lazy("Follow-ups"), "follow_ups.view", ""),
    ("person_groups", gettext_lazy("Groups"), "participants.view", DataCategory.ATTENDANCE),
    ("placements", gettext_lazy("Work training"), "participants.view", DataCategory.WORK),
    ("consents", gettext_lazy("Consents"), "consents.view", ""),
    ("who_knows", gettext_lazy("Who knows what"), "who_knows.view", ""),
)


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads whose record, and what of it: no more than questions about a person are made of."""

    actor: Actor
    team: Team
    person_id: int
    opened: Opened

    @property
    def is_staff(self) -> bool:
        """Sees the team's own record whole; a representative sees what consents open."""
        return None in self.opened.whole


@dataclass(frozen=True, slots=True)
class Entered:
    """A person whom the actor sees, for any page about the person.

    `title` is how a page calls the person; `opened` says what of the record may be read; `reason` why it is open in an
    emergency, empty when it isn't; `head` what stands on top of every page.
    """

    actor: Actor
    team: Team
    person_id: int
    own_id: str
    title: str
    opened: Opened
    head: HeadView
    is_protected: bool = False
    reason: str = ""
    sealed_key: SealedKey = (None, None)

    @property
    def is_staff(self) -> bool:
        """Sees the team's own record whole; a representative sees what consents open."""
        return None in self.opened.whole

    def vault(self) -> Vault | None:
        """What the person's texts open with; None where nothing was ever sealed."""
        return vault_of(self.person_id, self.sealed_key)

    def tabs(self, current: str) -> tuple[Tab, ...]:
        return tabs_of(
            self.actor, self.team, self.person_id, current, opened=None if self.is_staff else self.opened
        )


def tabs_of(
    actor: Actor, team: Team, person_id: int, current: str, *, opened: Opened | None = None
) -> tuple[Tab, ...]:
    """The pages of the person that the actor's role opens. `opened`: what is read by who isn't staff of the person."""
    return tuple(
        Tab(str(label), reverse(name, args=[team.slug, person_id]), name == current)
        for name, label, act, category in TABS
        if may(actor, act, team)
        and (
            opened is None or (act == "participants.view" and (not category or opened.reads(None, category)))
        )
    )


def log_of_person(entered: Entered, kind: ReadKind, place: str) -> None:
    """Writes the read to the log, with why where it was opened in an emergency, and tells of a protected person."""
    actor, team_id, person_id = entered.actor, entered.team.pk, entered.person_id
    why = entered.reason if entered.is_staff else ""
    log_reads(actor=actor, team_id=team_id, person_ids=[person_id], kind=kind, place=place, reason=why)
    if entered.is_staff and entered.is_protected:  # nobody else is ever let in to a protected person
        note_protected_reads(actor=actor, team_id=team_id, person_ids=[person_id], place=place)


def require_id(number: int) -> None:
    """Raises NotVisible for what no id of the database can be."""
    if number > LARGEST_ID:
        raise NotVisible


def enter_person(
    request: ActingRequest, slug: str, person_id: int, act: str = "participants.view"
) -> Entered:
    """Raises NotVisible for a team or a person that isn't the actor's to see, PermissionRefused beyond the role."""
    actor, team = enter_team(request, slug, act)
    require_id(person_id)
    found = find_in_part(actor, team, person_id, ahead_columns)
    person = found.person
    return Entered(
        actor=actor,
        team=team,
        person_id=person_id,
        own_id=person.own_id,
        title=person.title,
        opened=found.opened,
        head=head_view(found, timezone.localdate()),
        is_protected=person.is_protected,
        reason=person.reason,
        sealed_key=person.sealed_key,
    )
