"""Rules over one row, and over all rows of a file."""

import datetime as dt

import pytest

from samsteg.exchange.issues import Level
from samsteg.exchange.text import MASK
from tests.exchange.builders import STAYS, codes, exited, personnummer, read, read_stays, save, stay, table

BORN = dt.date(1990, 5, 17)
NUMBER = personnummer(BORN, 982)
DAY = dt.date


OF_AN_EXIT = (
    "Uppdrag mottaget",
    "Avslutad",
    "Avslutsorsak",
    "Ej inskriven",
    "Skäl ej inskriven",
    "Förstärkt samarbete från",
)


def errors_of(row):
    return [(issue.code, issue.column) for issue in row.issues if issue.level is Level.ERROR]


def test_a_sound_row_has_no_issue_and_every_value(tmp_path):
    (row,) = read_stays(
        tmp_path / "a.xlsx", exited(Försörjning_vid_inskrivning="lön; a-kassa", Tidigt_avhopp="ja")
    )
    assert row.issues == ()
    assert (row.key, row.row_number) == (("P-1",), 2)
    assert row.values["born_on"] == BORN
    assert row.values["birth_year"] == 1990
    assert row.values["sex"] == "women"
    assert row.values["exit_reason"] == "studies"
    assert row.values["income_start"] == ("salary", "unemployment_benefit")
    assert row.values["income_exit"] == ()
    assert row.values["early_exit"] is True
    assert "income_start" in row.present
    assert "income_exit" not in row.present
    assert {"born_on", "birth_year"} <= row.present


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"Ärende": None}, ("value_missing", "Ärende")),
        ({"Kön": None}, ("value_missing", "Kön")),
        ({"Född": None}, ("birth_missing", "Född")),
        ({"Remitterad": None, "Inskriven": None}, ("start_missing", "Inskriven")),
        ({"Född": "1990-02-30"}, ("date_impossible", "Född")),
        ({"Född": 2026}, ("birth_after_event", "Född")),
        ({"Född": DAY(2025, 1, 11)}, ("birth_after_event", "Född")),
        ({"Avslutad": DAY(2025, 1, 31), "Avslutsorsak": "arbete"}, ("exit_before_enrolment", "Avslutad")),
        ({"Avslutad": DAY(2025, 6, 1)}, ("exit_without_reason", "Avslutsorsak")),
        ({"Avslutsorsak": "arbete"}, ("exit_missing", "Avslutsorsak")),
        ({"Avslut preciserat": "flyttat"}, ("exit_missing", "Avslut preciserat")),
        ({"Avslut preciserat": "fri text"}, ("exit_missing", "Avslut preciserat")),
        ({"Försörjning vid avslut": "lön"}, ("exit_missing", "Försörjning vid avslut")),
        ({"Tidigt avhopp": "ja"}, ("exit_missing", "Tidigt avhopp")),
        ({"Skäl ej inskriven": "fel_tid"}, ("not_enrolled_date_missing", "Skäl ej inskriven")),
        (
            {"Ej inskriven": DAY(2025, 3, 1), "Skäl ej inskriven": "fel_tid"},
            ("both_enrolled_and_not", "Ej inskriven"),
        ),
        (
            {"Inskriven": None, "Ej inskriven": DAY(2025, 3, 1)},
            ("not_enrolled_reason_missing", "Skäl ej inskriven"),
        ),
        (
            {"Inskriven": None, "Avslutad": DAY(2025, 3, 1), "Avslutsorsak": "annat"},
            ("exit_without_enrolment", "Avslutad"),
        ),
        (
            {"Förstärkt samarbete från": DAY(2025, 5, 2), "Förstärkt samarbete till": DAY(2025, 5, 1)},
            ("parallel_order", "Förstärkt samarbete till"),
        ),
        (
            {"Förstärkt samarbete till": DAY(2025, 5, 1)},
            ("parallel_start_missing", "Förstärkt samarbete till"),
        ),
    ],
)
def test_what_is_wrong_in_a_row(tmp_path, changes, found):
    columns = dict.fromkeys([*OF_AN_EXIT, *changes])
    (row,) = read_stays(tmp_path / "a.xlsx", {**columns, **stay(), **changes})
    assert errors_of(row) == [found]
    assert row.is_wrong
    assert (row.issues[0].sheet, row.issues[0].row) == (STAYS, 2)
    assert row.issues[0].message
    assert row.issues[0].expected


def test_an_exit_without_a_start_points_to_the_right_column(tmp_path):
    (row,) = read_stays(tmp_path / "a.xlsx", exited(Inskriven=None))
    assert "Ej inskriven" in row.issues[0].message


def test_a_wrong_cell_gives_one_issue_and_no_echoes(tmp_path):
    """The other columns of the exit don't complain that the date is missing."""
    (row,) = read_stays(
        tmp_path / "a.xlsx", exited(Avslutad="2025-02-30", Tidigt_avhopp="ja", Inskriven="i våras")
    )
    assert errors_of(row) == [("date_unknown", "Inskriven"), ("date_impossible", "Avslutad")]
    assert row.issues[1].read == "2025-02-30"


def test_a_row_can_be_wrong_in_several_ways_and_tells_all(tmp_path):
    (row,) = read_stays(
        tmp_path / "a.xlsx", stay(Kön="x!", Remittent="Socialtjänten", Omfattning_vid_avslut=400)
    )
    assert [column for _code, column in errors_of(row)] == ["Kön", "Remittent", "Omfattning vid avslut"]


def test_referral_dates_in_an_odd_order_are_a_warning(tmp_path):
    (row,) = read_stays(
        tmp_path / "a.xlsx",
        stay(Remitterad=DAY(2025, 2, 2), Studiebesök=DAY(2025, 3, 1), Uppdrag_mottaget=DAY(2025, 2, 1)),
    )
    assert [(issue.code, issue.column) for issue in row.issues] == [
        ("odd_order", "Remitterad"),
        ("odd_order", "Studiebesök"),
    ]
    assert not row.is_wrong


def test_visit_before_referral_is_no_oddity(tmp_path):
    (row,) = read_stays(tmp_path / "a.xlsx", stay(Studiebesök=DAY(2024, 12, 1)))
    assert row.issues == ()


def test_a_date_far_ahead_is_a_warning(tmp_path):
    (row,) = read_stays(tmp_path / "a.xlsx", stay(Inskriven=DAY(2052, 2, 1)))
    assert codes(row.issues) == ["date_far_ahead"]


def test_early_exit_is_no_only_when_there_is_an_exit(tmp_path):
    first, second = read_stays(
        tmp_path / "a.xlsx", exited(Tidigt_avhopp=None), stay(Ärende="P-2", Tidigt_avhopp="nej")
    )
    assert first.values["early_exit"] is False
    assert second.values["early_exit"] is None
    assert second.issues == ()


def test_a_referral_that_became_nothing(tmp_path):
    row = stay(Inskriven=None, Ej_inskriven=DAY(2025, 2, 1), Skäl_ej_inskriven="Tackade nej")
    (parsed,) = read_stays(tmp_path / "a.xlsx", row)
    assert parsed.issues == ()
    assert parsed.values["not_enrolled_reason"] == "declined"


def test_birth_and_sex_follow_from_a_personnummer(tmp_path):
    row = {key: cell for key, cell in stay(Personnummer=NUMBER[2:], Kön=None).items() if key != "Född"}
    (parsed,) = read_stays(tmp_path / "a.xlsx", row)
    assert parsed.issues == ()
    assert parsed.values["personnummer"] == NUMBER
    assert (parsed.values["born_on"], parsed.values["birth_year"]) == (BORN, 1990)
    assert parsed.values["sex"] == "women"
    assert {"born_on", "birth_year"} <= parsed.present


def test_rows_without_personnummer_dont_claim_a_birth(tmp_path):
    """An absent column leaves stored values alone; only rows whose personnummer told the birth have it."""
    told = {**stay(Personnummer=NUMBER), "Född": None}
    path = save(tmp_path / "a.xlsx", {STAYS: [[h for h in table([told])[0] if h != "Född"]]})
    headers = [header for header in table([told])[0] if header != "Född"]
    other = {**stay(Ärende="P-2"), "Personnummer": None}
    save(path, {STAYS: [headers, [told[h] for h in headers], [other[h] for h in headers]]})
    first, second = read(path).rows("stays")
    assert "born_on" in first.present
    assert "born_on" not in second.present


def test_a_year_of_birth_is_made_exact_by_a_personnummer(tmp_path):
    (row,) = read_stays(tmp_path / "a.xlsx", stay(Född=1990, Personnummer=NUMBER))
    assert (row.issues, row.values["born_on"]) == ((), BORN)


@pytest.mark.parametrize("born", [DAY(1990, 5, 18), 1991])
def test_birth_against_personnummer(tmp_path, born):
    (row,) = read_stays(tmp_path / "a.xlsx", stay(Född=born, Personnummer=NUMBER))
    assert errors_of(row) == [("birth_conflict", "Född")]


def test_no_issue_ever_holds_the_personnummer(tmp_path):
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 3) % 10)
    rows = [
        stay(Personnummer=f"{wrong[:8]}-{wrong[8:]}"),
        stay(Ärende=NUMBER, Personnummer=NUMBER, Person="A"),
        stay(Ärende="P-3", Personnummer=NUMBER, Person="B", Född=1971),
        stay(Ärende="P-4", Född=f"{NUMBER[:8]}-{NUMBER[8:]}", Kön=NUMBER, Remittent=NUMBER[2:]),
    ]
    told = [issue for row in read_stays(tmp_path / "a.xlsx", *rows) for issue in row.issues]
    assert len(told) >= 6
    assert any(issue.read == MASK for issue in told)
    everything = " ".join(f"{issue.message} {issue.read} {issue.expected} {issue.nearest}" for issue in told)
    assert NUMBER[-4:] not in everything
    assert wrong[-4:] not in everything


def test_whatever_stands_under_personnummer_is_masked(tmp_path):
    (row,) = read_stays(tmp_path / "a.xlsx", stay(Personnummer="19 90 05-17 98x2"))
    assert [(issue.code, issue.read) for issue in row.issues] == [("personnummer_form", MASK)]


@pytest.mark.parametrize("first_is_number", [True, False])
def test_what_one_row_holds_is_not_taken_for_anothers(tmp_path, first_is_number):
    """1 equals TRUE in Python, but not in a workbook."""
    header = "Månader i offentlig försörjning före"
    number, truth = stay(Ärende="P-1", **{header: 1}), stay(Ärende="P-2", **{header: True})
    rows = read_stays(tmp_path / "a.xlsx", *((number, truth) if first_is_number else (truth, number)))
    assert {row.key[0]: codes(row.issues) for row in rows} == {"P-1": [], "P-2": ["number_unknown"]}


def test_the_same_id_twice_names_both_rows(tmp_path):
    first, second = read_stays(tmp_path / "a.xlsx", stay(), stay())
    assert errors_of(first) == errors_of(second) == [("key_repeated", "Ärende")]
    assert "2" in second.issues[0].message
    assert "3" in first.issues[0].message


LATER = {"Inskriven": DAY(2025, 10, 1), "Remitterad": None, "Ärende": "P-2"}


@pytest.mark.parametrize("link", [{"Person": "A"}, {"Personnummer": NUMBER}])
def test_stays_of_one_person_may_not_overlap(tmp_path, link):
    first, second = read_stays(
        tmp_path / "a.xlsx", exited(Avslutad=DAY(2025, 10, 2), **link), stay(**LATER, **link)
    )
    assert errors_of(first) == [("stays_overlap", "Avslutad")]
    assert errors_of(second) == [("stays_overlap", "Inskriven")]
    assert "2" in second.issues[0].message
    assert "3" in second.issues[0].message


def test_what_absent_columns_would_tell_is_left_to_what_is_stored(tmp_path):
    """A file of exits only: that the person was enrolled, and since when, is stored already."""
    row = {**exited(Tidigt_avhopp="ja", Person="A"), "Ej inskriven": None}
    for absent in ("Inskriven", "Avslutad", "Avslutsorsak"):
        rows = [{**row, "Ärende": own_id} for own_id in ("P-1", "P-2")]
        parsed = read_stays(tmp_path / "a.xlsx", *({k: v for k, v in r.items() if k != absent} for r in rows))
        found = {code for parsed_row in parsed for code, _column in errors_of(parsed_row)}
        assert found == ({"stays_overlap"} if absent == "Avslutsorsak" else set()), absent
        assert parsed[0].values["early_exit"] is True


def test_exit_and_new_start_may_be_the_same_day(tmp_path):
    rows = read_stays(
        tmp_path / "a.xlsx", exited(Avslutad=DAY(2025, 10, 1), Person="A"), stay(**LATER, Person="A")
    )
    assert [row.issues for row in rows] == [(), ()]


def test_an_open_stay_overlaps_all_that_follows_whatever_the_order_of_rows(tmp_path):
    third = exited(
        Ärende="P-3", Remitterad=None, Inskriven=DAY(2025, 4, 1), Avslutad=DAY(2025, 4, 1), Person="A"
    )
    rows = read_stays(tmp_path / "a.xlsx", stay(**LATER, Person="A"), third, stay(Person="A"))
    assert [[code for code, _column in errors_of(row)] for row in rows] == [
        ["stays_overlap"],
        ["stays_overlap"],
        ["stays_overlap"] * 2,
    ]


def test_persons_are_linked_over_both_ids(tmp_path):
    """Row 2 and 3 share a personnummer, row 3 and 4 a Person: 2 and 4 are the same."""
    rows = read_stays(
        tmp_path / "a.xlsx",
        exited(Personnummer=NUMBER),
        stay(Ärende="P-2", Personnummer=NUMBER, Person="A", Inskriven=None),
        stay(Ärende="P-3", Person="A", Inskriven=DAY(2025, 3, 1)),
    )
    assert [row.is_wrong for row in rows] == [True, False, True]


def test_unlinked_rows_may_overlap(tmp_path):
    rows = read_stays(tmp_path / "a.xlsx", stay(), stay(Ärende="P-2"))
    assert [row.issues for row in rows] == [(), ()]


def test_conflicting_links_are_errors(tmp_path):
    other = personnummer(BORN, 984)
    rows = read_stays(
        tmp_path / "a.xlsx",
        exited(Person="A", Personnummer=NUMBER),
        stay(**LATER, Person="A", Personnummer=other),
    )
    assert [errors_of(row) for row in rows] == [[("person_has_two_numbers", "Personnummer")]] * 2
    rows = read_stays(
        tmp_path / "b.xlsx",
        exited(Person="A", Personnummer=NUMBER),
        stay(**LATER, Person="B", Personnummer=NUMBER),
    )
    assert [errors_of(row) for row in rows] == [[("number_has_two_persons", "Person")]] * 2


def test_rows_of_one_person_agree_on_birth_and_sex(tmp_path):
    rows = read_stays(
        tmp_path / "a.xlsx", exited(Person="A"), stay(**LATER, Person="A", Kön="M", Född=DAY(1990, 5, 18))
    )
    assert [errors_of(row) for row in rows] == [[("person_differs", "Kön"), ("person_differs", "Född")]] * 2
    rows = read_stays(tmp_path / "b.xlsx", exited(Person="A"), stay(**LATER, Person="A", Född=1990))
    assert [row.issues for row in rows] == [(), ()]


def test_budget_keys_are_year_period_and_row(tmp_path):
    rows = [
        {"År": 2025, "Period": None, "Rad": "Personal", "Beviljat": "1 000 kr"},
        {"År": 2025, "Period": "jan-jun", "Rad": "Personal", "Beviljat": 500},
        {"År": "2025", "Period": "helår", "Rad": "personal", "Beviljat": 1},
    ]
    parsed = read(save(tmp_path / "a.xlsx", {"Budget": table(rows)})).rows("budget")
    assert [row.values["period"] for row in parsed] == ["full_year", "first_half", "full_year"]
    assert [row.is_wrong for row in parsed] == [True, False, True]
    assert codes(parsed[2].issues) == ["key_repeated"]
    assert parsed[0].values["granted_sek"] == 1000


def test_equal_positions_and_contradicting_reports_are_all_kept(tmp_path):
    position = {"Roll": "coach", "Organisation": None, "Procent": 80, "Från": DAY(2025, 1, 1)}
    reported = {
        "Mått": "Antal",
        "Period från": DAY(2025, 1, 1),
        "Period till": DAY(2025, 12, 31),
        "Värde": "31,5",
    }
    path = save(
        tmp_path / "a.xlsx",
        {"Personal": table([position, position]), "Redovisat": table([reported, {**reported, "Värde": 32}])},
    )
    parsed = read(path)
    assert [row.key[-1] for row in parsed.rows("positions")] == [1, 2]
    assert [row.values["ordinal"] for row in parsed.rows("reported")] == [1, 2]
    assert [str(row.values["value"]) for row in parsed.rows("reported")] == ["31.5", "32"]
    assert not parsed.has_errors


def test_spans_that_run_backwards(tmp_path):
    path = save(
        tmp_path / "a.xlsx",
        {
            "Arbetsträning": table(
                [
                    {
                        "Ärende": "P-1",
                        "Arbetsgivare": "Påhitt AB",
                        "Form": "Undersökande praktik",
                        "Från": DAY(2025, 2, 1),
                        "Till": DAY(2025, 1, 1),
                    }
                ]
            ),
            "Redovisat": table(
                [{"Mått": "x", "Period från": DAY(2025, 2, 1), "Period till": DAY(2025, 1, 1), "Värde": 1}]
            ),
        },
    )
    parsed = read(path)
    assert codes(parsed.rows("placements")[0].issues) == ["end_before_start"]
    assert parsed.rows("placements")[0].values["form"] == "exploratory_placement"
    assert codes(parsed.rows("reported")[0].issues) == ["period_backwards"]


def team_sheet(**fields):
    return [["Fält", "Värde"], *([name.replace("_", " "), value] for name, value in fields.items())]


def test_the_team_sheet_is_one_row_whose_issues_point_at_their_fields(tmp_path):
    sheet = team_sheet(Namn="Påhittsteamet", Kommun="Hedemra", Period_från=DAY(2025, 1, 1), Farg="blå")
    parsed = read(save(tmp_path / "a.xlsx", {"Team": sheet}))
    (row,) = parsed.rows("team")
    assert row.values["name"] == "Påhittsteamet"
    assert row.present == {"name", "municipality_code", "period_from"}
    assert [(issue.code, issue.row, issue.nearest) for issue in row.issues] == [
        ("municipality_unknown", 3, "Hedemora")
    ]
    assert [(issue.code, issue.row) for issue in parsed.issues] == [("column_unknown", 5)]


def test_a_samordningsforbund_cannot_be_controller(tmp_path):
    sheet = team_sheet(
        Namn="Påhittsteamet", Förbund="Låtsas", Personuppgiftsansvarig="Låtsas samordningsförbund"
    )
    (row,) = read(save(tmp_path / "a.xlsx", {"Team": sheet})).rows("team")
    assert codes(row.issues) == ["controller_is_association"]
    sheet[-1][1] = "Ej beslutad"
    (row,) = read(save(tmp_path / "b.xlsx", {"Team": sheet})).rows("team")
    assert (row.issues, row.values["controller"]) == ((), None)


def test_corrections_stand_in_for_cells(tmp_path):
    path = save(
        tmp_path / "a.xlsx", {STAYS: table([stay(Inskriven="2025-02-30")]), "Team": team_sheet(Namn=None)}
    )
    parsed = read(path)
    assert parsed.has_errors
    corrections = {
        (issue.sheet, issue.row, issue.column): "2025-02-28" if issue.column == "Inskriven" else "Påhitt"
        for issue in parsed.all_issues()
    }
    mended = read(path, corrections=corrections)
    assert not mended.has_errors
    assert mended.rows("stays")[0].values["enrolled_on"] == DAY(2025, 2, 28)
    assert mended.rows("team")[0].values["name"] == "Påhitt"
