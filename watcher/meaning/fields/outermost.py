"""An edit inside a list of a list in, the name of the outermost item out: the arm of a link, the paper of a notice."""

from __future__ import annotations

from watcher.meaning.draft import Pair
from watcher.meaning.matching import handle
from watcher.model import Edit, Json


def outermost(pair: Pair, edit: Edit) -> Json:
    """The object that the edit is in, canonical and as it is now; None where the list holds no objects."""
    at = edit.at[0]
    found = pair.item(at.before if at.after is None else at.after)
    return found if isinstance(found, dict) else None


def outer_name(pair: Pair, path: str, edit: Edit) -> str | None:
    """What the outermost item is called; an edit itself bears the name of the innermost."""
    found = outermost(pair, edit) if len(edit.at) > 1 else None
    return edit.item if found is None else handle(path, found)
