"""The watch itself: it finds what it looks for, and nothing else. The numbers are of those that nobody has."""

from __future__ import annotations

import logging

import pytest
from django.core import mail
from django.test import Client

from tests import leak_watch

NUMBERS = ["199005179806", "19900517-9806", "900517-9806"]
INNOCENT = [
    "20250101-20251231",
    "2025-01-01",
    "1234567890",
    "199005399806",  # no such day
    "199013179806",  # no such month
    "a199005179806",
    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
]


def taken() -> list[str]:
    leaks = list(leak_watch.found)
    del leak_watch.found[:]
    return leaks


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_known_in_each_form(number: str) -> None:
    assert leak_watch.numbers_in(f"före {number}, efter") == [number]


@pytest.mark.parametrize("text", INNOCENT)
def test_other_digits_are_left_alone(text: str) -> None:
    assert leak_watch.numbers_in(text) == []


@pytest.mark.django_db
def test_an_address_a_log_line_and_a_mail_are_looked_at() -> None:
    Client().get(f"/finns-inte/?sok={NUMBERS[1]}")
    assert any(leak.startswith("address") for leak in taken())
    logging.getLogger("samsteg.prov").warning("söker %s", NUMBERS[0])
    assert taken() == [f"log samsteg.prov: {NUMBERS[0]}"]
    mail.send_mail("Ämne", f"Om {NUMBERS[2]}", "fran@example.org", ["till@example.org"])
    leak_watch.look("mail", mail.outbox.pop().body)
    assert taken() == [f"mail: {NUMBERS[2]}"]
