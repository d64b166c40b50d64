"""When an agreement was signed: of an employer's own documents, and of a placement whose paper is kept elsewhere."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from samsteg.access.services import assign_coaches
from samsteg.core.facts import Stamp
from samsteg.placements.employers.models import Employer, EmployerDocument
from samsteg.placements.file_parts import Told, save_told
from samsteg.placements.models import SignedAgreement
from tests.factories import make_placement, make_stay, make_team
from tests.placements.makers import png
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_an_employers_agreement_has_a_day_of_signing() -> None:
    team = make_team()
    client = client_of(make_user("kim", team))

    def at(name: str, *more: object) -> str:
        return reverse(name, args=[team.slug, *more])

    client.post(at("employer_new"), {"name": "Skogens trä", "status": "active"})
    with inside(team):
        row = Employer.objects.get()
    address, add = at("employer", row.pk), at("employer_add", row.pk, "document")
    typed = {"dokument-title": "Ramavtal", "dokument-signed_on": str(TODAY - 9 * DAY)}

    def upload(**changed: str) -> Any:
        return client.post(add, {**typed, **changed, "dokument-file": SimpleUploadedFile("a.png", png())})

    for wrong, said in ((TODAY + DAY, "The day has not come."), (dt.date(1925, 1, 1), "Check the year.")):
        refused = upload(**{"dokument-signed_on": str(wrong)})
        assert refused.status_code == 422 and said in refused.content.decode()
    assert upload().status_code == 302
    page = client.get(address).content.decode()
    assert f"Signed {TODAY - 9 * DAY}." in page and f"Added {TODAY} by" in page  # and who said so
    with inside(team):
        document = EmployerDocument.objects.defer("content").get()
    change = at("employer_add", row.pk, "signed")
    given = {"skrivet-id": str(document.pk), "skrivet-signed_on": "i våras"}
    refused = client.post(change, given)
    assert refused.status_code == 422 and "i våras" in refused.content.decode()
    assert client.post(change, {**given, "skrivet-signed_on": "2025-03-04"}).status_code == 302
    assert "Signed 2025-03-04." in client.get(address).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get(at("employers_excel")).content))
    head, cells = book.worksheets[0].iter_rows(values_only=True)
    assert dict(zip(head, cells, strict=True))["Newest agreement signed"] == "2025-03-04"
    client.post(change, {**given, "skrivet-signed_on": ""})
    assert "Signed 2025-03-04." not in client.get(address).content.decode()
    with inside(make_team("Grannteamet", slug="granne")) as other:
        theirs = Employer.objects.create(team_id=next(iter(other.team_ids)), name="X", sort_name="x")
    assert client.post(at("employer_add", theirs.pk, "signed"), given).status_code == 404
    assert client.post(change, {**given, "skrivet-id": "999999", "skrivet-signed_on": ""}).status_code == 404


def test_a_day_from_a_workbook_stands_there_without_a_file() -> None:
    team = make_team()
    user = make_user("kim", team)
    stay = make_stay(team, enrolled_on=TODAY - 90 * DAY)
    row = make_placement(stay, TODAY - 60 * DAY, employer="Skogens trä")
    with inside(team):
        assign_coaches(team=team, coaches={stay.person_id: user.pk})
        told = Told({}, True, TODAY - 61 * DAY, ("person", "employer"))
        stamp = Stamp(moment=timezone.now(), actor_id=user.pk, source_id=None)
        save_told(team=team, told={(stay.pk, row.employer, row.started_on): told}, stamp=stamp)
        kept = SignedAgreement.objects.get()
    client = client_of(user)
    of_it = [team.slug, stay.person_id, row.series]
    page = client.get(reverse("placement", args=of_it)).content.decode()
    assert f"Signed {TODAY - 61 * DAY}" in page and "The paper isn't kept here." in page
    file = reverse("placement_agreement_file", args=[*of_it, kept.pk])
    assert f'href="{file}"' not in page and client.get(file).status_code == 404
    client.post(reverse("placement_agreement_remove", args=[*of_it, kept.pk]))
    assert "The paper isn't kept here." not in client.get(reverse("placement", args=of_it)).content.decode()
