"""docs/security/asvs.md has a row for every requirement that we have taken on, and every proof in it exists."""

import re

import pytest

from tests.architecture.papers import SECURITY, has_proof, missing_proofs, rows

HEAD = ("item", "state", "how", "proof")
STATES = {"met", "partly", "not met", "installation", "none here"}
# OWASP ASVS 5.0.0, levels 1 and 2: how many requirements each section has. Within a section those of level 3 come
# last, so that the numbers run without gaps. Chapter 17 (WebRTC) is left out whole.
COUNTS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1, 0),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7, 0),
    16: (1, 5, 4, 3, 3),
}
OF_LEVEL_3 = {"2.3.5", "7.5.3", "8.3.2", "14.2.6", "14.2.7", "16.5.4"}  # taken on besides
PAPER = (SECURITY / "asvs.md").read_text()
ROWS = rows(PAPER, *HEAD)


def expected() -> set[str]:
    of_levels_1_and_2 = {
        f"{chapter}.{section}.{item}"
        for chapter, counts in COUNTS.items()
        for section, count in enumerate(counts, 1)
        for item in range(1, count + 1)
    }
    assert len(of_levels_1_and_2) == 246  # 70 + 183, less the seven of chapter 17
    return of_levels_1_and_2 | OF_LEVEL_3


def test_every_requirement_has_one_row_and_nothing_else_has() -> None:
    items = [row[0] for row in ROWS]
    assert sorted(items) == sorted(set(items))
    assert set(items) == expected()


def test_they_stand_in_order_under_their_chapter() -> None:
    parts = re.split(r"^## V(\d+)\b", PAPER, flags=re.MULTILINE)[1:]
    for chapter, text in zip(parts[::2], parts[1::2], strict=True):
        numbers = [tuple(int(part) for part in row[0].split(".")) for row in rows(text, *HEAD)]
        assert numbers == sorted(numbers)
        assert {number[0] for number in numbers} == {int(chapter)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_is_whole_and_its_proof_exists(row: list[str]) -> None:
    _item, state, how, proof = row
    assert how and proof
    assert state in STATES
    if state in ("met", "installation"):
        assert has_proof(proof)
    if state == "none here":
        assert proof.startswith("not applicable, because ")
    assert missing_proofs(f"{how} {proof}") == []


def test_what_is_not_met_is_a_known_gap() -> None:
    gaps = (SECURITY / "README.md").read_text().split("\n## Known gaps\n")[1].split("\n## ")[0]
    named = set(re.findall(r"\b\d+\.\d+\.\d+\b", gaps))
    assert named == {row[0] for row in ROWS if row[1] in ("partly", "not met")}


def test_the_counts_in_the_head_are_those_of_the_table() -> None:
    for state in sorted(STATES):
        count = sum(row[1] == state for row in ROWS)
        assert f"| {state} | {count} |" in PAPER


def test_a_proof_that_is_not_there_is_found() -> None:
    assert missing_proofs("`tests/architecture/test_asvs.py::test_never_written`")
    assert missing_proofs("`tests/architecture/test_gone.py`")
    assert missing_proofs("`config/env.py`: `no such words`")
    assert missing_proofs("[a paper](gone.md)")
    assert missing_proofs("[a heading](asvs.md#gone)")
    assert not missing_proofs("`tests/architecture/test_asvs.py::test_a_proof_that_is_not_there_is_found`")
    assert not has_proof("because we say so")
