import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from samsteg.accounts.password_words import WORDS, own_letters, plain


@pytest.mark.parametrize(
    "password",
    [
        "Samverkansteam2026",
        "FÖRSÄKRINGSKASSAN-1",
        "forsakringskassan!!",
        "finsam-finsam-2026",
        "Sommar2026Sommar!",
        "handledare1234567",
    ],
)
def test_a_password_of_the_trade_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as caught:
        validate_password(password)
    assert "password_of_the_trade" in [error.code for error in caught.value.error_list]


@pytest.mark.parametrize(
    "password",
    [
        "tretton granar i rad",
        "handledaren matar grisen Ture",
        "8203 5517 2290 4466",
        "дванадцять ялинок",
        "🐄🐄🐄🐖🐖🐖🐓🐓🐓🐑🐑🐑",
    ],
)
def test_other_passwords_pass(password: str) -> None:
    validate_password(password)


@given(
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=4), st.text(alphabet="0123456789!-_ ", max_size=6)
)
def test_words_of_the_trade_in_any_order_leave_little(words: list[str], signs: str) -> None:
    assert own_letters(signs.join(words)) < 8


@given(st.text(alphabet="bdxz0123456789 ", min_size=12))
def test_where_there_is_no_such_word_nothing_is_taken(password: str) -> None:
    assert own_letters(password) == len(plain(password))
