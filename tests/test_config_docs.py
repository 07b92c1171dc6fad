"""What people and editors read about config.toml is what the program reads."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.paths import ROOT
from watcher.channels import KINDS
from watcher.cli.wiring import VOCABULARY
from watcher.config import load, reference

SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "schemas" / "config-v1.json").read_text("utf-8"))
SHIPPED = (ROOT / "config.toml").read_text("utf-8")


def test_the_reference_is_generated_from_the_models() -> None:
    """To write it anew: watcher config --reference > docs/config.md"""
    assert (ROOT / "docs" / "config.md").read_text("utf-8") == reference.reference(KINDS)


def test_the_schema_is_generated_from_the_models() -> None:
    """To write it anew: watcher config --schema > docs/schemas/config-v1.json"""
    assert json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n" == reference.schema(KINDS)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_explained() -> None:
    rows = [line for line in reference.reference(KINDS).splitlines() if line.startswith("| `")]
    assert [row for row in rows if row.rstrip().endswith("|  |")] == []


def test_the_file_that_is_shipped_works_unedited() -> None:
    config = load(ROOT / "config.toml", {}, VOCABULARY)
    assert [trial.id for watch in config.watches for trial in watch.trials] == ["NCT06455449"]
    jsonschema.validate(tomllib.loads(SHIPPED), SCHEMA)


def test_every_example_in_the_file_that_is_shipped_works(tmp_path: Path) -> None:
    """The comments that are settings, taken in."""
    path = tmp_path / "config.toml"
    path.write_text(re.sub(r"^# (?=\[|[a-z_]+ = )", "", SHIPPED, flags=re.MULTILINE), "utf-8")
    environ = {"SMTP_PASSWORD": "x", "WEBHOOK_SECRET": "whsec_" + "A" * 44}
    config = load(path, environ, VOCABULARY)
    assert set(config.channels) == {"me", "hook"}
    assert len(config.alerts) == 1
    jsonschema.validate(tomllib.loads(path.read_text("utf-8")), SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        '[[watch]]\ntrials = "NCT06455449"',
        '[[watch]]\ntrials = []\n[channels.me]\nkind = "carrier pigeon"',
        '[[watch]]\ntrials = []\n[channels.me]\nkind = "email"\nto = "a@example.org"',
        "[[watch]]\ntrials = []\n[registry]\npase = 1",
        "[registry]\npace = 1",
    ],
)
def test_the_schema_refuses_what_the_program_refuses(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), SCHEMA)


def test_the_schema_takes_a_secret_from_a_file_and_one_address_or_many() -> None:
    for to in ('"a@example.org"', '["a@example.org", "b@example.org"]'):
        text = f'[[watch]]\ntrials = []\n[channels.me]\nkind = "email"\nto = {to}\nurl_file = "url.secret"'
        jsonschema.validate(tomllib.loads(text), SCHEMA)
