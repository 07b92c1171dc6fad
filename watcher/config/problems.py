"""Everything that is wrong with a file, said so that a person can mend it: where, what was found, what would do."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field
from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from watcher.config.lines import KeyPath, line_of
from watcher.errors import ConfigError

HIDDEN = "(hidden)"
SHORTEST_SECRET = 4  # characters; masking shorter ones would blank half of what is said

# Templates: pydantic's context is filled in.
_WOULD_DO = {
    "string_type": 'text in quotes, "…"',
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": 'a list, ["…"]',
    "tuple_type": 'a list, ["…"]',
    "dict_type": 'a table, {{ key = "…" }}',
    "model_type": "a table",
    "model_attributes_type": "a table",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "string_too_short": "something not empty",
    "too_short": "something not empty",
    "datetime_from_date_parsing": "a date, 2027-01-31",
    "date_from_datetime_parsing": "a date, 2027-01-31",
}


class _Problem(NamedTuple):
    line: int
    where: str
    text: str


class Problems(Struct):
    """A collector: reading goes on after a problem, so that one run names them all."""

    file: str
    lines: Mapping[KeyPath, int]
    secrets: dict[KeyPath, str] = field(default_factory=dict)  # what came from outside; never shown
    broken: set[KeyPath] = field(default_factory=set)  # said already; what follows from it is not said again
    found: list[_Problem] = field(default_factory=list)
    absent: list[tuple[KeyPath, _Problem]] = field(default_factory=list)  # whether it matters, the reader knows

    def add(self, path: KeyPath, text: str) -> None:
        if not any(path[: len(part)] == part for part in self.broken):
            self.found.append(self._problem(path, text))

    def give_up(self, path: KeyPath, text: str) -> None:
        """A value that cannot be read: whatever else would be said of it follows from that."""
        self.found.append(self._problem(path, text))
        self.broken.add(path)

    def miss(self, path: KeyPath, text: str) -> None:
        """A value that comes from outside and is not here: a problem only for those who need it."""
        self.absent.append((path, self._problem(path, text)))
        self.broken.add(path)

    def is_broken(self, path: KeyPath) -> bool:
        """Also what lies around a broken value: a rule over several keys, one of which cannot be read."""
        return any(path[: len(part)] == part[: len(path)] for part in self.broken)

    def add_invalid(self, error: ValidationError, model: type[BaseModel], prefix: KeyPath) -> None:
        for path, items in _by_path(error, model, prefix).items():
            if not self.is_broken(path):
                self.add(path, self._say(items, model, path))

    def missing(self, *tables: KeyPath) -> list[str]:
        """What is not here of these tables."""
        found = {problem for path, problem in self.absent if _in(path, tables)}
        return [self._line(problem) for problem in sorted(found)]

    def raise_if_any(self, *spared: KeyPath) -> None:
        """What is not here of the tables that are spared is no problem now."""
        absent = (problem for path, problem in self.absent if not _in(path, spared))
        found = sorted({*self.found, *absent})
        if found:
            raise ConfigError([self._line(problem) for problem in found], self.file)

    def _problem(self, path: KeyPath, text: str) -> _Problem:
        return _Problem(line_of(self.lines, path) or 0, dotted(path), self._mask(text))

    def _line(self, problem: _Problem) -> str:
        place = f"{self.file}:{problem.line}" if problem.line else self.file
        return f"{place}: {problem.where}: {problem.text}" if problem.where else f"{place}: {problem.text}"

    def _say(self, items: list[ErrorDetails], model: type[BaseModel], path: KeyPath) -> str:
        item = items[0]
        kind, context = item["type"], item.get("ctx", {})
        if kind == "extra_forbidden":
            return f"unknown key{did_you_mean(str(path[-1]), keys_of(model))}"
        if kind == "missing":
            return "is missing"
        if kind == "value_error":
            return str(context["error"])
        found = self._found(item["input"], model, path)
        if kind in ("enum", "literal_error"):
            choices = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            return f"found {found}{did_you_mean(str(item['input']), choices, 'one of')}"
        would_do = [_WOULD_DO[other["type"]].format(**context) for other in items if other["type"] in _WOULD_DO]
        if would_do:
            return f"found {found}; {' or '.join(dict.fromkeys(would_do))} would do"
        return f"found {found}: {item['msg'][:1].lower()}{item['msg'][1:]}"

    def _found(self, value: Any, model: type[BaseModel], path: KeyPath) -> str:
        secret_field = any("Secret" in str(_annotation(model, key)) for key in path if isinstance(key, str))
        return HIDDEN if secret_field or isinstance(value, SecretStr) or path in self.secrets else _short(value)

    def _mask(self, text: str) -> str:
        """A validator's own words may quote what it refused."""
        for secret in self.secrets.values():
            if len(secret) >= SHORTEST_SECRET:
                text = text.replace(secret, HIDDEN)
        return text


def _in(path: KeyPath, tables: Collection[KeyPath]) -> bool:
    return any(path[: len(table)] == table for table in tables)


def did_you_mean(word: str, known: Iterable[str], introduction: str = "known") -> str:
    """ "; did you mean 'slack'? known: email, slack". Empty when nothing is known."""
    names = sorted(set(known))
    if not names:
        return ""
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    question = f"; did you mean {near[0]!r}?" if near else ";"
    shown = ", ".join(names[:20]) + (" …" if len(names) > 20 else "")
    return f"{question} {introduction}: {shown}"


def why_unreadable(error: OSError | UnicodeDecodeError) -> str:
    return "it is not UTF-8; save it as that" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)


def keys_of(model: type[BaseModel]) -> list[str]:
    return [item.alias or name for name, item in model.model_fields.items()]


def secret_keys(model: type[BaseModel]) -> list[str]:
    """Those that hold a secret, and may come from a file of their own instead."""
    return [item.alias or name for name, item in model.model_fields.items() if "Secret" in str(item.annotation)]


def dotted(path: KeyPath) -> str:
    """("watch", 0, "trials", 2) → "watch[0].trials[2]"."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _by_path(error: ValidationError, model: type[BaseModel], prefix: KeyPath) -> dict[KeyPath, list[ErrorDetails]]:
    """A value that fits no member of a union is one problem, though pydantic reports it for each member."""
    grouped: dict[KeyPath, list[ErrorDetails]] = {}
    for item in error.errors(include_url=False):
        grouped.setdefault((*prefix, *_without_member(item["loc"], model)), []).append(item)
    return grouped


def _without_member(location: KeyPath, model: type[BaseModel]) -> KeyPath:
    """pydantic's location names the member of the union that it tried, which is no key of the file."""
    union = bool(location) and "|" in str(_annotation(model, str(location[0]))).replace("| None", "")
    return (location[0], *location[2:]) if union and len(location) > 1 else location


def _annotation(model: type[BaseModel], key: str) -> Any:
    for name, item in model.model_fields.items():
        if key in (name, item.alias):
            return item.annotation
    return None


def _short(value: Any) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    text = {"True": "true", "False": "false"}.get(text, text)
    return text if len(text) <= 60 else f"{text[:57]}…"
