"""docs/security/data-inventory.md holds every table and every field, and the program lives up to the levels in it."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model

from tests.architecture.papers import SECURITY, missing_proofs, rows

HEAD = ("model", "fields", "kind", "level", "whose", "law", "kept")
PAPER = (SECURITY / "data-inventory.md").read_text()
ROWS = rows(PAPER, *HEAD)
EVERYWHERE = {row[0].strip("`"): row[2] for row in rows(PAPER, "field", "what", "level")}
LEVELS = {"none", "staff", "participant", "sensitive", "identity", "secret"}
ALL = "all"
HELP = "Add a row for the table, or the field to its row, in docs/security/data-inventory.md (levels stand on top)."


def tables() -> Iterator[type[Model]]:
    """All but the histories, which follow their tables."""
    for model in apps.get_models(include_auto_created=True):
        if not is_history(model):
            yield model


def is_history(model: type[Model]) -> bool:
    return getattr(model, "pgh_tracked_model", None) is not None


def concrete(model: type[Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def listed(label: str) -> list[str]:
    return [name.strip() for row in ROWS if row[0] == label for name in row[1].split(",")]


def level_of(label: str, field: str) -> str:
    own = [
        row[3] for row in ROWS if row[0] == label and field in [name.strip() for name in row[1].split(",")]
    ]
    return own[0] if own else EVERYWHERE[field]


@pytest.mark.parametrize("model", list(tables()), ids=lambda model: model._meta.label)
def test_every_field_of_a_table_has_its_row(model: type[Model]) -> None:
    label, fields = model._meta.label, concrete(model)
    names = listed(label)
    assert names, f"{label} is missing. {HELP}"
    if names == [ALL]:
        assert [row[3] for row in ROWS if row[0] == label] == ["none"]
        return
    assert fields - set(names) - set(EVERYWHERE) == set(), HELP
    assert set(names) - fields == set(), "These fields are no more."
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_row_is_whole_and_about_a_table() -> None:
    labels = {model._meta.label for model in tables()}
    assert len(ROWS) > 60
    assert [row for row in ROWS if len(row) != len(HEAD) or not all(row) or row[3] not in LEVELS] == []
    assert {row[0] for row in ROWS} - labels == set()
    assert set(EVERYWHERE.values()) <= LEVELS
    assert missing_proofs(PAPER) == []


def test_a_history_keeps_no_field_that_its_table_has_not() -> None:
    histories = [model for model in apps.get_models() if is_history(model)]
    assert histories
    for model in histories:
        tracked = model.pgh_tracked_model  # type: ignore[attr-defined]
        own = {name for name in concrete(model) if not name.startswith("pgh_")}
        assert own - concrete(tracked) == set()
        assert listed(tracked._meta.label)


def test_what_is_encrypted_is_of_level_identity_and_the_other_way_round() -> None:
    """A new cipher isn't called harmless, and nothing of that level lies in clear."""
    sealed = ("_cipher", "_index")
    ciphers = {
        (model._meta.label, field)
        for model in tables()
        for field in concrete(model)
        if field.endswith(sealed)
    }
    of_level = {
        (row[0], name.strip()) for row in ROWS if row[3] == "identity" for name in row[1].split(",")
    } - {("exchange.AppliedImport", "sealed")}  # under a master key, named otherwise
    assert ciphers == of_level


def test_what_disposal_forgets_has_no_history() -> None:
    """Of levels identity and secret nothing may lie on in a history, but digests that open nothing by themselves."""
    digests = {("accounts.Invitation", "digest"), ("accounts.ElectronicId", "subject_digest")}
    kept = {
        (model.pgh_tracked_model._meta.label, name)
        for model in apps.get_models()
        if is_history(model)
        for name in concrete(model)
        if not name.startswith("pgh_")
        and level_of(model.pgh_tracked_model._meta.label, name) in ("identity", "secret")
    }
    assert kept == digests
