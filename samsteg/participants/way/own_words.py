"""What the person said at the exit, and the situation at start and exit, read for whoever already sees the record."""

from __future__ import annotations

from collections.abc import Mapping

from samsteg.organisation.models import Team
from samsteg.participants.models import Stay
from samsteg.participants.way.enums import Moment
from samsteg.participants.way.models import CURRENT, OwnWords, Situation
from samsteg.people.vault import vaults_of


def own_words_of(team: Team, stay: Stay) -> str:
    """Empty where nothing was said, or where it is destroyed for good."""
    row = OwnWords.objects.filter(CURRENT, team=team, stay=stay).first()
    vault = vaults_of(team.pk, [stay.person_id]).get(stay.person_id) if row else None
    return (vault.open_if_kept(row.words_cipher, f"own_words:{stay.pk}") or "") if row and vault else ""


def situations_of(team: Team, stay: Stay) -> Mapping[Moment, Situation]:
    return {Moment(one.moment): one for one in Situation.objects.filter(CURRENT, team=team, stay=stay)}
