"""The signed agreement of a placement: sealed, read by the team alone, gone when it is to be gone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.enums import ProtectionLevel, ProtectionRule, Role
from samsteg.access.protection import set_protection
from samsteg.access.services import assign_coaches
from samsteg.access.team_consents import record_team_consents
from samsteg.accounts.models import User
from samsteg.audit.models import ReadEntry
from samsteg.core.actor import Actor
from samsteg.core.context import acting
from samsteg.core.errors import NotVisible, Refused
from samsteg.exchange.protecting import protect, what_goes
from samsteg.organisation.models import Team
from samsteg.people.models import Identity
from samsteg.placements.agreements import (
    MOST,
    add_agreement,
    agreements_of,
    read_agreement,
    withdraw_agreement,
)
from samsteg.placements.models import Placement, SignedAgreement
from samsteg.placements.records import PlacementValues
from samsteg.placements.services import plan_placement, take_back_placement
from samsteg.placements.workflow import PlacementRefused
from tests.activities.makers import whole
from tests.factories import lead, make_stay, make_team
from tests.reports.pictures import png
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
START = TODAY - 30 * DAY
PDF = b"%PDF-1.7\nOverenskommelse med Alva\n%%EOF\n"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team() -> Team:
    return make_team()


class Signing:
    """One placement, and signing its agreement."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.stay = make_stay(team, enrolled_on=START - 30 * DAY)
        self.person_id = self.stay.person_id
        user = make_user("kim", team)
        with inside(team):
            assign_coaches(team=team, coaches={self.person_id: user.pk})
            record_team_consents(team=team, consents={self.person_id: START})
        self.actor = whole(team, user_id=user.pk)
        with self.acting() as actor:
            values = PlacementValues(employer="Skogens trä", form="work_training", started_on=START)
            self.series = plan_placement(**self.who(actor), values=values).series

    @contextmanager
    def acting(self) -> Iterator[Actor]:
        with inside(self.team):
            pass  # leaves the context of a request before it
        with acting(self.actor) as actor:
            yield actor

    def who(self, actor: Actor) -> dict[str, Any]:
        return {"actor": actor, "team": self.team, "person_id": self.person_id}

    def sign(self, actor: Actor, **changed: Any) -> SignedAgreement:
        said: dict[str, Any] = {"signed_on": START, "signed_by": ["employer", "person"], "content": PDF}
        return add_agreement(**self.who(actor), series=self.series, **(said | changed))

    def read(self, actor: Actor, pk: int) -> bytes:
        return read_agreement(**self.who(actor), series=self.series, agreement_id=pk)[1].content

    def at(self, name: str, *more: object) -> str:
        return reverse(name, args=[self.team.slug, self.person_id, self.series, *more])


@pytest.fixture
def signing(team: Team) -> Signing:
    return Signing(team)


@pytest.fixture
def client(signing: Signing) -> Client:
    return client_of(User.objects.get(username="kim"))


def test_the_file_is_sealed_for_the_person_and_several_stand_newest_first(signing: Signing) -> None:
    with signing.acting() as actor:
        first = signing.sign(actor)
        second = signing.sign(actor, signed_on=TODAY, signed_by=["team", "person", "employer"], content=png())
        assert [row.pk for row in agreements_of(signing.team, signing.person_id, signing.series)] == [
            second.pk,
            first.pk,
        ]
        assert (first.signed_by, second.signed_by) == (["person", "employer"], ["person", "employer", "team"])
        stored = bytes(SignedAgreement.objects.get(pk=first.pk).file_cipher or b"")
        assert b"Overenskommelse" not in stored
        assert (signing.read(actor, first.pk), signing.read(actor, second.pk)) == (PDF, png())
        # a file that was moved to another row opens there no more
        SignedAgreement.objects.filter(pk=second.pk).update(file_cipher=stored)
        with pytest.raises(Refused, match="can't be read any more"):
            signing.read(actor, second.pk)
        Identity.objects.filter(person_id=signing.person_id).delete()
        with pytest.raises(Refused, match="key has been destroyed"):
            signing.read(actor, first.pk)


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"content": b"MZ\x90 a program"}, "file", "neither PDF"),
        ({"content": PDF[:20]}, "file", "cut off"),
        ({"content": b""}, "file", "empty"),
        ({"signed_on": TODAY + DAY}, "signed_on", "not come"),
        ({"signed_on": START - 400 * DAY}, "signed_on", "Check the year"),
        ({"signed_by": []}, "signed_by", "who has signed"),
        ({"signed_by": ["person", "somebody"]}, "signed_by", "who has signed"),
    ],
)
def test_what_is_no_agreement_is_refused(
    signing: Signing, changed: dict[str, Any], field: str, says: str
) -> None:
    with signing.acting() as actor:
        with pytest.raises(PlacementRefused, match=says) as refused:
            signing.sign(actor, **changed)
        assert refused.value.field == field
        assert not SignedAgreement.objects.exists()


def test_the_same_form_twice_is_one_and_there_is_an_end_to_them(signing: Signing) -> None:
    once = uuid.uuid4()
    with signing.acting() as actor:
        assert signing.sign(actor, once=once).pk == signing.sign(actor, once=once).pk
        for _one in range(MOST - 1):
            signing.sign(actor)
        with pytest.raises(PlacementRefused, match="20 agreements already"):
            signing.sign(actor)


def test_taken_away_the_file_is_gone_and_that_it_was_there_is_not(signing: Signing) -> None:
    with signing.acting() as actor:
        row, kept = signing.sign(actor), signing.sign(actor)
        for _time in range(2):
            withdraw_agreement(**signing.who(actor), series=signing.series, agreement_id=row.pk)
        with pytest.raises(NotVisible):
            signing.read(actor, row.pk)
        gone = SignedAgreement.objects.get(pk=row.pk)
        assert (gone.file_cipher, gone.superseded_at is not None) == (None, True)
        assert signing.read(actor, kept.pk) == PDF
        with pytest.raises(IntegrityError), transaction.atomic():  # nothing stands without its file
            SignedAgreement.objects.filter(pk=kept.pk).update(file_cipher=None)


def test_a_placement_taken_back_takes_its_agreements_along(signing: Signing) -> None:
    with signing.acting() as actor:
        signing.sign(actor)
        take_back_placement(**signing.who(actor), series=signing.series, expected_version=1)
        assert SignedAgreement.objects.get().file_cipher is None


def head_of(team: Team) -> Actor:
    return replace(lead(team), user_id=make_user("ida", team, Role.TEAM_LEAD).pk)


def test_of_a_protected_person_nothing_is_kept_nor_can_be(signing: Signing) -> None:
    with signing.acting() as actor:
        signing.sign(actor)
    with acting(head_of(signing.team)) as actor:
        lines = what_goes(signing.team, signing.person_id, ProtectionRule.NAMED_STAFF)
        assert any("Signed agreements" in line for line in lines)
        protect(**signing.who(actor), level=ProtectionLevel.MARKED, forget=True)
        assert SignedAgreement.objects.get().file_cipher is None


def test_the_database_itself_refuses_one_of_a_protected_person(signing: Signing) -> None:
    with signing.acting() as actor:
        kept = signing.sign(actor)
    with acting(head_of(signing.team)) as head:
        set_protection(**signing.who(head), level=ProtectionLevel.MARKED)
        kept.pk, kept.once = None, uuid.uuid4()
        with pytest.raises(IntegrityError, match="no workplace here"), transaction.atomic():
            kept.save(force_insert=True)


def test_put_in_shown_fetched_and_taken_away_on_the_pages(signing: Signing, client: Client) -> None:
    page = client.get(signing.at("placement")).content.decode()
    assert "Add the signed agreement" in page and "Agreement signed" not in page
    bad = client.post(signing.at("placement_agreement_add"), {"avtal-signed_on": "i går"})
    told = bad.content.decode()
    assert bad.status_code == 422 and "Choose who has signed." in told and "i går" in told
    typed = {
        "avtal-file": SimpleUploadedFile("Alva.png", png()),
        "avtal-signed_on": str(START),
        "avtal-signed_by": ["person", "employer"],
    }
    assert client.post(signing.at("placement_agreement_add"), typed).status_code == 302
    with inside(signing.team):
        pk = SignedAgreement.objects.get().pk
    page = client.get(signing.at("placement")).content.decode()
    assert f"Signed {START}" in page and "Signed by the participant and the employer." in page
    assert "Alva.png" not in page and "Add a changed agreement" in page
    listed = client.get(reverse("placements", args=[signing.team.slug, signing.person_id])).content.decode()
    person = client.get(reverse("participant", args=[signing.team.slug, signing.person_id])).content.decode()
    assert f"Agreement signed {START}" in listed and f"Agreement signed {START}" in person
    fetched = client.get(signing.at("placement_agreement_file", pk))
    assert fetched.content == png() and fetched["Cache-Control"] == "no-store"
    assert fetched["Content-Disposition"] == f'attachment; filename="overenskommelse-{START}.png"'
    with inside(signing.team):
        logged = ReadEntry.objects.filter(person_id=signing.person_id, kind="file")
        assert [row.place for row in logged] == ["page:placement-agreement"]
    assert client.post(signing.at("placement_agreement_remove", pk)).status_code == 302
    assert client.get(signing.at("placement_agreement_file", pk)).status_code == 404
    assert "Agreement signed" not in client.get(signing.at("placement")).content.decode()


def test_nobody_outside_the_team_reads_it_and_no_other_placement_gives_it(
    signing: Signing, team: Team, client: Client
) -> None:
    with signing.acting() as actor:
        pk = signing.sign(actor).pk
        values = PlacementValues(employer="Annat", form="work_training", started_on=START)
        other = plan_placement(**signing.who(actor), values=values).series
        with pytest.raises(NotVisible):
            read_agreement(**signing.who(actor), series=other, agreement_id=pk)
    elsewhere = client_of(make_user("bo", make_team()))
    assert elsewhere.get(signing.at("placement_agreement_file", pk)).status_code == 404
    assert elsewhere.post(signing.at("placement_agreement_remove", pk)).status_code == 404
    with inside(team):
        assert Placement.objects.filter(series=other).exists()
        assert SignedAgreement.objects.get().superseded_at is None
