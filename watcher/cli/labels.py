"""Labels as people type them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from watcher.errors import UsageError


def label(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not (key.strip() and sign and value.strip()):
        raise UsageError(f"{text!r} is no label; --label asset=anifrolumab would do")
    return key.strip(), value.strip()


def words(labels: Mapping[str, str]) -> str:
    return " ".join(f"{key}={value}" for key, value in labels.items())


def nobody_bears(wanted: Sequence[tuple[str, str]]) -> UsageError:
    asked = " and ".join(f"{key}={value}" for key, value in wanted)
    what = f"the label {asked}" if len(wanted) == 1 else f"the labels {asked} of one watch"
    return UsageError(f"no watched trial has {what}; `watcher list` shows them")
