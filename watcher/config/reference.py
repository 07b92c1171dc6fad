"""The models in, what people and editors read about config.toml out: a Markdown page and a JSON Schema."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from watcher.config.problems import secret_keys
from watcher.config.sections import AlertSection, FileSections, WatchSection
from watcher.config.significance import significance_section
from watcher.config.vocabulary import ChannelModels

SCHEMA_URI = "https://json-schema.org/draft/2020-12/schema"

_INTRODUCTION = """\
# config.toml

One file says what is watched, who hears of it, and when. A file with only a `[[watch]]` is complete: without an
`[[alert]]` everything from minor up goes to all channels; without channels, to standard output and the log.

Texts may hold `${NAME}` or `${NAME:-default}`: variables of the environment, so that no secret need stand in the file.
An empty variable counts as missing; `$${` is `${` itself. Every secret has a twin that ends in `_file`:
`secret_file = "hook.secret"` reads the value of `secret` from a file. Paths are relative to config.toml.

Unknown keys are errors, and all errors are named at once. `watcher config` shows the file as read, secrets masked. For
editors, `watcher config --schema` writes a JSON Schema: name it on the first line, after `#:schema`.

This page is generated from the program (`watcher config --reference`); a test compares them.
"""


def reference(channels: ChannelModels) -> str:
    parts = [_INTRODUCTION]
    for name, field in FileSections.model_fields.items():
        parts.append(_section(f"[{name}]", _model_of(field)))
    parts.append(_section("[significance]", significance_section()))
    parts.append(_section("[[watch]]", WatchSection))
    parts.append(_section("[[alert]]", AlertSection))
    parts.extend(_section(f'[channels.NAME] with kind = "{kind}"', channels[kind]()) for kind in sorted(channels))
    return "\n".join(parts)


def schema(channels: ChannelModels) -> str:
    """For editors. `kind` decides which keys a channel has."""
    named = {name: _object(_model_of(field)) for name, field in FileSections.model_fields.items()}
    kinds = [_channel(kind, channels[kind]()) for kind in sorted(channels)]
    whole = {
        "$schema": SCHEMA_URI,
        "$id": "config-v1.json",
        "title": "config.toml of clinical-trial-watcher",
        "type": "object",
        "additionalProperties": False,
        "required": ["watch"],
        "properties": {
            **named,
            "significance": _object(significance_section()),
            "channels": {"type": "object", "additionalProperties": {"oneOf": kinds}},
            "watch": {"type": "array", "minItems": 1, "items": _object(WatchSection)},
            "alert": {"type": "array", "items": _object(AlertSection)},
        },
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _model_of(field: FieldInfo) -> type[BaseModel]:
    assert isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    return field.annotation


def _section(heading: str, model: type[BaseModel]) -> str:
    doc = inspect.cleandoc(model.__doc__ or "")
    rows = "\n".join(_rows(model))
    table = f"| key | what it takes | when left out | |\n| --- | --- | --- | --- |\n{rows}\n" if rows else ""
    return f"## {heading}\n\n{doc}\n\n{table}"


def _rows(model: type[BaseModel]) -> Iterator[str]:
    """What is needed comes first; `kind` stands in the heading."""
    whole = _object(model)
    for name, field in sorted(model.model_fields.items(), key=lambda item: not item[1].is_required()):
        key = field.alias or name
        if key == "kind":
            continue
        shape = whole["properties"][key]
        takes = _takes(shape)
        default = "(needed)" if field.is_required() else _default(shape)
        yield f"| `{key}` | {takes} | {default} | {_cell(shape.get('description', ''))} |"


def _default(shape: Mapping[str, Any]) -> str:
    value = shape.get("default")
    return "" if value in (None, [], {}) else f"`{_cell(json.dumps(value, ensure_ascii=False))}`"


def _takes(shape: Mapping[str, Any]) -> str:
    if "anyOf" in shape:
        members = [_takes(member) for member in shape["anyOf"] if member.get("type") != "null"]
        return " or ".join(dict.fromkeys(members))
    if "enum" in shape:
        return ", ".join(f'`"{value}"`' for value in shape["enum"])
    if shape.get("type") == "array":
        return f"list: {_takes(shape.get('items', shape.get('prefixItems', [{}])[0]))}"
    return _TYPES.get(shape.get("format", shape.get("type", "")), "text") + _limits(shape)


_TYPES = {
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "a table",
    "date-time": "a day or a moment",
    "path": "path",
    "password": "text (secret)",
}
_LIMITS = {"minimum": "at least {:g}", "exclusiveMinimum": "more than {:g}", "maximum": "at most {:g}"}


def _limits(shape: Mapping[str, Any]) -> str:
    words = [said.format(shape[key]) for key, said in _LIMITS.items() if key in shape]
    return f", {', '.join(words)}" if words else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _object(model: type[BaseModel]) -> dict[str, Any]:
    """A model's schema without references: one file, readable from top to bottom."""
    whole = model.model_json_schema(mode="validation")
    inlined: dict[str, Any] = _inline(whole, whole.pop("$defs", {}))
    texts, fields = _texts_below_fields(model), model.model_fields.items()
    described = {field.alias or name: {"description": texts[name]} for name, field in fields if name in texts}
    inlined["properties"] = {
        key: _one_or_list({**described.get(key, {}), **shape}) for key, shape in inlined.get("properties", {}).items()
    }
    return inlined


def _texts_below_fields(model: type[BaseModel]) -> dict[str, str]:
    """A text that stands below a field in the source describes it. A model made from numbers has no source."""
    found: dict[str, str] = {}
    for cls in model.__mro__[: model.__mro__.index(BaseModel)]:
        try:
            (body,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
        except (OSError, TypeError):
            continue
        assert isinstance(body, ast.ClassDef)
        for field, text in pairwise(body.body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
                found.setdefault(field.target.id, inspect.cleandoc(ast.literal_eval(text.value)))
    return found


def _one_or_list(shape: dict[str, Any]) -> dict[str, Any]:
    """Where a single text stands for a list of one, the description says so; pydantic's schema cannot know it."""
    if shape.get("type") != "array" or "list" not in shape.get("description", ""):
        return shape
    beside = {key: value for key, value in shape.items() if key in ("description", "default")}
    return {"anyOf": [shape["items"], {key: value for key, value in shape.items() if key not in beside}], **beside}


def _inline(value: Any, definitions: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_inline(item, definitions) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        beside = {key: item for key, item in value.items() if key != "$ref"}
        return _inline({**definitions[value["$ref"].rsplit("/", 1)[-1]], **beside}, definitions)
    return {key: _inline(item, definitions) for key, item in value.items() if key != "title" or isinstance(item, dict)}


def _channel(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    whole = _object(model)
    keys = whole["properties"]
    secrets = secret_keys(model)
    needed = whole.get("required", [])
    either = [{"anyOf": [{"required": [key]}, {"required": [f"{key}_file"]}]} for key in needed if key in secrets]
    twins = {f"{key}_file": {"type": "string", "description": f"A file that holds {key}."} for key in secrets}
    return {
        **whole,
        "properties": {**keys, "kind": {"const": kind}, **twins},
        "required": ["kind", *(key for key in needed if key not in secrets)],
        **({"allOf": either} if either else {}),
    }
