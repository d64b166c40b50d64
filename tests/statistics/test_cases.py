"""Every figure of the two published cases, value by value."""

from __future__ import annotations

import pytest

from tests.statistics.cases import KRAFTEN, SATER, load_case

pytestmark = pytest.mark.django_db
TOLERANCE = 0.005


@pytest.mark.parametrize("name", [KRAFTEN, SATER])
def test_every_expected_value_comes_out(name: str) -> None:
    case = load_case(name)
    found = {code: value.as_json()["value"] for code, value in case.figures().items()}
    expected = case.expected["figures"]
    assert expected
    wrong = {
        code: (found.get(code, "no such figure"), value)
        for code, value in expected.items()
        if found.get(code) is None or found[code] != pytest.approx(value, abs=TOLERANCE)
    }
    assert wrong == {}
