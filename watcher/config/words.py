"""A word of a filter in, what is wrong with it out, None when a trial may bear it.

One that no trial bears would silence the alert for ever, and that would look like no news.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from watcher import DOCS
from watcher.config.problems import did_you_mean
from watcher.meaning.kinds import KINDS
from watcher.meaning.telling.countries import COUNTRIES, country
from watcher.meaning.telling.filters import phase_key, status_key
from watcher.meaning.words import STATUS_WORDS

_PHASES = (
    "Early Phase 1", "Phase 1", "Phase 1/2", "Phase 2", "Phase 2/3", "Phase 3", "Phase 4", "not applicable",
)  # fmt: skip


def unknown_kind(pattern: str) -> str | None:
    if any(fnmatchcase(kind, pattern) for kind in KINDS):
        return None
    if any(kind.startswith(f"{pattern}.") for kind in KINDS):
        return f"no kind of change is called {pattern!r}; {f'{pattern}.*'!r} would do: {DOCS}/kinds.md"
    wildcards = {f"{kind.partition('.')[0]}.*" for kind in KINDS if "." in kind}
    near = did_you_mean(pattern, wildcards if "*" in pattern else KINDS).split(" known: ")[0]
    return f"no kind of change is called {pattern!r}{near} {DOCS}/kinds.md lists them"


def unknown_status(text: str) -> str | None:
    key = status_key(text)
    return None if key in STATUS_WORDS else f"no trial has the status {text!r}{did_you_mean(key, STATUS_WORDS)}"


def unknown_phase(text: str) -> str | None:
    if phase_key(text) in set(map(phase_key, _PHASES)):
        return None
    return f"no trial is of phase {text!r}; known: {', '.join(_PHASES)}"


def unknown_country(text: str) -> str | None:
    """There are some 240: only the nearest is named."""
    if country(text):
        return None
    near = did_you_mean(text, COUNTRIES).split(" known: ")[0]
    known = near if near.startswith("; did") else '; English names would do, as "United Kingdom" or "South Korea"'
    return f"no country is called {text!r}{known}"
