"""Pictures on the page of a section: put in, described, moved, taken out; a wrong file loses nothing that was typed."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsteg.access.enums import Role
from samsteg.organisation.models import Team
from samsteg.reports.models import ReportPicture
from tests.factories import make_stay
from tests.reports.pictures import JPEG, camera_jpeg, png
from tests.web.report_pages import PLACE, QUERY, YEAR, begin, section_address
from tests.web.users import client_of, inside, make_user

pytestmark = pytest.mark.django_db
ALT = "Fyra grupper i rad"


@pytest.fixture(autouse=True)
def _begun(team: Team) -> None:
    make_stay(team, enrolled_on=dt.date(2025, 2, 1))
    begin(team)


def file(content: bytes, name: str = "bild.png") -> io.BytesIO:
    made = io.BytesIO(content)
    made.name = name
    return made


def put(client: Client, team: Team, alt: str = ALT, content: bytes = png(), **more: Any) -> Any:
    fields = {"new-file": file(content), "new-alt": alt, "new-size": "full", "save": "1", **more}
    return client.post(reverse("report_pictures", args=[team.slug, YEAR, PLACE]), typed(team) | fields)


def typed(team: Team, **changes: str) -> dict[str, str]:
    """The fields of the pictures that are there, as the page shows them; `changes` by field for all of them."""
    made: dict[str, str] = {"new-size": "full"}
    for row in stored(team):
        words = {"alt": row.alt, "caption": row.caption, "size": row.size, "version": str(row.version)}
        made |= {f"p{row.pk}-{name}": value for name, value in (words | changes).items()}
    return made


def stored(team: Team) -> list[ReportPicture]:
    with inside(team):
        rows = ReportPicture.objects.filter(team=team, taken_away_at=None).order_by("order")
        return list(rows.select_related("image"))


def alts(team: Team) -> list[str]:
    return [row.alt for row in stored(team)]


def desk(answer: Any) -> Any:
    (found,) = [part.desk for part in answer.context["parts"] if part.desk]
    return found


def opened(client: Client, team: Team) -> Any:
    return client.get(f"{section_address(team)}?bild={PLACE}")


def post(client: Client, team: Team, fields: dict[str, Any]) -> Any:
    return client.post(reverse("report_pictures", args=[team.slug, YEAR, PLACE]), fields)


def test_a_picture_is_put_in_and_stands_on_the_page_and_in_the_report(
    coach_client: Client, team: Team
) -> None:
    answer = put(coach_client, team, **{"new-caption": "Grupperna", "new-size": "half"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{section_address(team)}#text-1-analysis"
    (row,) = stored(team)
    address = reverse("report_image", args=[team.slug, row.image.digest])
    for page in (section_address(team), reverse("report_file", args=[team.slug, "html"]) + QUERY):
        shown = coach_client.get(page).content.decode()
        assert (
            f'<figure class="s-picture s-picture-half"><img src="{address}" alt="{ALT}" width="40" height="30">'
            "<figcaption>Grupperna</figcaption></figure>"
        ) in shown
    assert coach_client.get(address).content == png()


def test_word_and_pdf_hold_the_picture(coach_client: Client, team: Team) -> None:
    address = reverse("report_file", args=[team.slug, "pdf"]) + QUERY
    before = len(coach_client.get(address).content)
    put(coach_client, team, content=png(600, 400))
    assert len(coach_client.get(address).content) > before
    docx = coach_client.get(reverse("report_file", args=[team.slug, "docx"]) + QUERY)
    assert b"word/media/" in docx.content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (bytes(40_000_000), "40 MB"),
        (b"", "neither a PNG nor a JPEG"),
        (b"GIF89a" + bytes(100), "neither a PNG nor a JPEG"),
        (png()[:50], "damaged"),
        (camera_jpeg(orientation=6), "side"),
        (png(9000, 2), "9000"),
    ],
    ids=["40 MB", "empty", "gif", "cut short", "on its side", "wide"],
)
def test_a_file_that_wont_do_is_told_beside_its_field_and_nothing_typed_is_lost(
    coach_client: Client, team: Team, content: bytes, words: str
) -> None:
    put(coach_client, team, "Den första")
    fields = typed(team, caption="Ny bildtext") | {
        "new-file": file(content),
        "new-alt": "Ovanligt ord: kluddfri",
        "new-caption": "Figur 7",
        "new-size": "third",
    }
    answer = post(coach_client, team, fields)
    form = desk(answer).new
    assert answer.status_code == 422
    assert words in form.errors["file"][0]
    page = answer.content.decode()
    assert 'id="id_new-file_error"' in page
    for kept in ("Ovanligt ord: kluddfri", "Figur 7", "Ny bildtext", '<option value="third" selected'):
        assert kept in page
    assert [row.caption for row in stored(team)] == [""]  # all or nothing


def test_a_picture_without_words_is_kept_until_they_are_written(coach_client: Client, team: Team) -> None:
    answer = put(coach_client, team, alt=" ", content=JPEG)
    form = desk(answer).new
    assert answer.status_code == 422
    assert list(form.errors) == ["alt"]
    assert alts(team) == []
    digest = form["image"].value()
    assert reverse("report_image", args=[team.slug, digest]) in answer.content.decode()
    assert (
        post(coach_client, team, {"new-image": digest, "new-alt": ALT, "new-size": "full"}).status_code == 303
    )
    assert alts(team) == [ALT]


def test_words_without_a_picture_ask_for_one(coach_client: Client, team: Team) -> None:
    answer = post(coach_client, team, {"new-alt": ALT, "new-size": "full"})
    assert list(desk(answer).new.errors) == ["file"]
    assert ALT in answer.content.decode()


def test_a_digest_that_isnt_the_teams_is_no_picture(coach_client: Client, team: Team) -> None:
    answer = post(coach_client, team, {"new-image": "0" * 64, "new-alt": ALT, "new-size": "full"})
    assert answer.status_code == 422
    assert alts(team) == []


def test_nothing_sent_changes_nothing(coach_client: Client, team: Team) -> None:
    put(coach_client, team)
    answer = post(coach_client, team, typed(team))
    assert answer.status_code == 303
    assert "Nothing had been changed" in coach_client.get(section_address(team)).content.decode()


def test_words_are_changed(coach_client: Client, team: Team) -> None:
    put(coach_client, team)
    post(coach_client, team, typed(team, alt="  Tre\r\ngrupper ", size="third"))
    (row,) = stored(team)
    assert (row.alt, row.size) == ("Tre grupper", "third")


def test_a_button_saves_what_is_typed_as_well(coach_client: Client, team: Team) -> None:
    for alt in ("ett", "två"):
        put(coach_client, team, alt)
    first, second = stored(team)
    post(coach_client, team, typed(team, caption="Typed") | {"up": str(second.pk)})
    assert [(row.alt, row.caption) for row in stored(team)] == [("två", "Typed"), ("ett", "Typed")]
    post(coach_client, team, typed(team, caption="Again") | {"down": str(second.pk)})
    assert [(row.alt, row.caption) for row in stored(team)] == [("ett", "Again"), ("två", "Again")]
    post(coach_client, team, typed(team, caption="Third") | {"take_away": str(first.pk)})
    assert [(row.alt, row.caption) for row in stored(team)] == [("två", "Third")]


def test_what_is_taken_out_is_brought_back_from_the_page(coach_client: Client, team: Team) -> None:
    put(coach_client, team)
    (row,) = stored(team)
    answer = post(coach_client, team, typed(team) | {"take_away": str(row.pk)})
    assert alts(team) == []
    page = coach_client.get(answer.headers["Location"])
    assert desk(page).taken_away == row.pk
    assert ALT not in coach_client.get(section_address(team)).content.decode()
    post(coach_client, team, {"bring_back": str(row.pk)})
    assert alts(team) == [ALT]


def test_taking_out_with_something_wrong_beside_tells_both(coach_client: Client, team: Team) -> None:
    put(coach_client, team)
    (row,) = stored(team)
    answer = post(coach_client, team, typed(team) | {"take_away": str(row.pk), "new-alt": "Utan bild"})
    assert answer.status_code == 422
    assert desk(answer).taken_away == row.pk
    assert "Utan bild" in answer.content.decode()
    assert alts(team) == []


def test_two_who_change_one_picture_see_both_texts(
    coach_client: Client, lead_client: Client, team: Team
) -> None:
    put(coach_client, team)
    mine = typed(team, alt="Min text")
    post(lead_client, team, typed(team, alt="Ledarens text"))
    answer = post(coach_client, team, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("Min text", "Ledarens text", "Ledare Prov"):
        assert text in page
    assert alts(team) == ["Ledarens text"]
    (row,) = desk(answer).rows
    again = mine | {f"p{row.picture.pk}-version": row.form["version"].value()}
    post(coach_client, team, again)
    assert alts(team) == ["Min text"]


def test_what_is_typed_is_shown_as_text(coach_client: Client, team: Team) -> None:
    put(coach_client, team, '"><script>1</script>', **{"new-caption": "<b>fet</b>"})
    for address in (section_address(team), f"{section_address(team)}?bild={PLACE}"):
        page = coach_client.get(address).content.decode()
        assert "<script>1" not in page
        assert "<b>fet" not in page


def test_odd_numbers_and_places(coach_client: Client, team: Team) -> None:
    put(coach_client, team)
    for fields in ({"take_away": "4000000000"}, {"bring_back": "x"}):
        assert post(coach_client, team, fields).status_code == 404
    address = reverse("report_pictures", args=[team.slug, YEAR, "99.x"])
    assert coach_client.post(address, {}).status_code == 404
    assert coach_client.get(f"{section_address(team)}?bild=99.x&borttagen=x").status_code == 200


def test_a_stranger_meets_nothing(coach_client: Client, team: Team) -> None:
    put(coach_client, team)
    (row,) = stored(team)
    stranger = client_of(make_user("granne", None, Role.COACH))
    assert post(stranger, team, {"take_away": str(row.pk)}).status_code == 404
    assert alts(team) == [ALT]


def test_queries_of_the_page_do_not_grow_with_pictures(coach_client: Client, team: Team) -> None:
    def counted(address: str) -> int:
        coach_client.get(address)  # takes the message
        with CaptureQueriesContext(connection) as captured:
            assert coach_client.get(address).status_code == 200
        assert not any('"reports_reportimage"."content"' in one["sql"] for one in captured)
        return len([one for one in captured if "SAVEPOINT" not in one["sql"]])

    put(coach_client, team)
    addresses = (section_address(team), f"{section_address(team)}?bild={PLACE}")
    before = [counted(address) for address in addresses]
    for number in range(4):
        put(coach_client, team, f"bild {number}", png(41 + number))
    assert [counted(address) for address in addresses] == before
