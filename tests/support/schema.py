"""Random studies of the shape that the registry's OpenAPI file promises."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from tests.support.paths import REGISTRY

_DATE = st.dates().map(str)
_PARTIAL = st.one_of(_DATE, _DATE.map(lambda day: day[:7]), _DATE.map(lambda day: day[:4]))
_WORDS = st.text(st.sampled_from("abc AB 123 .,:;()/-*\\<>[]\n\t\u00a0é≥"), max_size=30)


@cache
def _schemas() -> dict[str, Any]:
    return yaml.safe_load((REGISTRY / "ctg-oas-v2.yaml").read_text())["components"]["schemas"]


def studies() -> st.SearchStrategy[dict[str, Any]]:
    return _of({"$ref": "#/components/schemas/Study"})


def _of(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if "$ref" in schema:
        return _named(schema["$ref"].rpartition("/")[2])
    kind = schema.get("type")
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if kind == "object":
        fields = {name: _of(inner) for name, inner in schema.get("properties", {}).items()}
        return st.fixed_dictionaries({}, optional=fields)
    if kind == "array":
        return st.lists(_of(schema["items"]), max_size=3)
    if kind == "string":
        return _DATE if schema.get("format") == "date" else _WORDS
    return {"boolean": st.booleans(), "integer": st.integers(0, 10**9), "number": st.floats(-180, 180)}[str(kind)]


@cache
def _named(name: str) -> st.SearchStrategy[Any]:
    return _PARTIAL if name == "PartialDate" else st.deferred(lambda: _of(_schemas()[name]))
