"""One table that stands in no file yet in, what is wrong with it out: for answers that are to become a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ValidationError

from watcher.config.interpolate import Outside, named_variables
from watcher.config.problems import Problems

_STAND_IN = "not/set"  # fits a password, and any other part of an address


def refusals(table: Mapping[str, str], model: type[BaseModel], environ: Mapping[str, str]) -> list[str]:
    """A variable that is not set yet counts against nothing; what stands around it is looked at."""
    parts = [name for name in named_variables(dict(table)) if f"${{{name}}}" not in table.values()]
    problems = Problems("", {})
    outside = Outside({**dict.fromkeys(parts, _STAND_IN), **environ}, Path())
    try:
        model.model_validate(outside.fill(dict(table), (), problems))
    except ValidationError as error:
        problems.add_invalid(error, model, ())
    return [problem.text for problem in problems.found]
