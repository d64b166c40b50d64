"""A template's data: shipped as TOML, alone or on top of another, and a team's changes on top of one of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from samsteg.reports.template_errors import UnknownTemplate

TEMPLATE_FOLDER: Final = Path(__file__).with_name("templates")

# Of these a change names what differs; everything else is replaced whole.
_TOGETHER: Final = frozenset({"noun", "formats", "appendices", "cover", "sentences", "tables"})


def template_names() -> tuple[str, ...]:
    """`grund` first, the others by name."""
    names = sorted(path.stem for path in TEMPLATE_FOLDER.glob("*.toml"))
    return tuple(sorted(names, key=lambda name: name != "grund"))


@cache
def shipped_data(name: str) -> Mapping[str, Any]:
    """The data of a shipped template, on top of the one it `extends`. Raises UnknownTemplate."""
    if name not in template_names():
        raise UnknownTemplate(
            _("There is no report template called “%(name)s”. Choose one of: %(names)s.")
            % {"name": name, "names": ", ".join(template_names())}
        )
    with (TEMPLATE_FOLDER / f"{name}.toml").open("rb") as file:
        own = tomllib.load(file)
    base = own.pop("extends", "")
    return merged(shipped_data(base), own) if base else own


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`changes` on top of `base`; a table of the same kind keeps what its change doesn't name."""
    result = dict(base)
    for name, value in changes.items():
        if name == "tables":
            result[name] = _merged_tables(base.get(name, {}), value)
        elif name in _TOGETHER and isinstance(value, Mapping):
            result[name] = {**base.get(name, {}), **value}
        else:
            result[name] = value
    return result


def _merged_tables(base: Mapping[str, Any], changes: Any) -> Any:
    """What isn't tables at all is left for the reader to find."""
    if not isinstance(changes, Mapping):
        return changes
    tables = dict(base)
    for key, change in changes.items():
        before = base.get(key, {})
        same = isinstance(change, Mapping) and change.get("kind", before.get("kind")) == before.get("kind")
        tables[key] = {**before, **change} if same else change
    return tables
