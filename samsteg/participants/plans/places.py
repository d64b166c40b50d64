"""Where each text of a plan is sealed: it opens in its own row alone."""

from __future__ import annotations


def text_of_text(pk: int) -> str:
    return f"plan_text:{pk}"


def text_of_step(pk: int) -> str:
    return f"plan_step:{pk}"


def words_of_step(pk: int) -> str:
    return f"plan_step_words:{pk}"


def words_of_scale(pk: int) -> str:
    return f"scale_words:{pk}"
