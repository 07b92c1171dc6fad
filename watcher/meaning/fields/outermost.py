"""An edit inside a list of a list in, the name of the outermost item out: the arm of a link, the paper of a notice."""

from __future__ import annotations

from watcher.meaning.canonical import canonical, fingerprint
from watcher.meaning.draft import Pair
from watcher.meaning.matching import handle
from watcher.meaning.record import items
from watcher.model import Edit, Json


def outermost(pair: Pair, path: str, edit: Edit) -> Json:
    """The item of the list at `path` that the edit is in, canonical and as it is now; None where there is none."""
    at = edit.at[0]
    content, digest = (pair.old, at.before) if at.after is None else (pair.new, at.after)
    forms = (canonical(item, f"{path}[]") for item in items(content, path))
    return next((form for form in forms if form is not None and fingerprint(form) == digest), None)


def outer_name(pair: Pair, path: str, edit: Edit) -> str | None:
    """What the outermost item is called; an edit itself bears the name of the innermost."""
    found = outermost(pair, path, edit) if len(edit.at) > 1 else None
    return edit.item if found is None else handle(path, found)
