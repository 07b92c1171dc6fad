"""Edits of the contacts of sites in, changes out: what is the same at many sites is one change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from watcher.meaning.draft import Draft
from watcher.meaning.sites.view import CONTACTS, Touched, View
from watcher.meaning.sites.words import called, handle, inputs
from watcher.meaning.words import constant, count, worded, words_of_key
from watcher.model import At, Edit, Json

_KINDS = {"added": "contact.added", "removed": "contact.removed", "edited": "contact.edited"}
_SHOWN = 20  # sites named in the details; the rest is counted


def contact_line(contact: Json) -> str:
    """Name, telephone and e-mail in one line."""
    if not isinstance(contact, dict):
        return str(contact)
    phone = contact.get("phone")
    extension = f" ext. {contact['phoneExt']}" if phone and contact.get("phoneExt") else ""
    parts = (contact.get("name"), f"{phone}{extension}" if phone else None, contact.get("email"))
    return ", ".join(str(part) for part in parts if part) or constant(contact.get("role"))


def fold_contacts(view: View, edits: Sequence[Edit]) -> list[Draft]:
    alike: dict[str, list[tuple[Touched, tuple[Edit, ...]]]] = defaultdict(list)
    for site in view.touched([edit for edit in edits if edit.path.startswith(CONTACTS)]):
        for one in _by_contact(site.edits):
            alike[repr([(edit.path, edit.before, edit.after) for edit in one])].append((site, one))
    return [_draft(found) for found in alike.values()]


def _by_contact(edits: Sequence[Edit]) -> list[tuple[Edit, ...]]:
    groups: dict[At, list[Edit]] = defaultdict(list)
    for edit in edits:
        groups[edit.at[1]].append(edit)
    return [tuple(group) for group in groups.values()]


def _draft(found: Sequence[tuple[Touched, tuple[Edit, ...]]]) -> Draft:
    """`found`: sites with the same edits of a contact."""
    (site, edits), sites = found[0], [touched.site for touched, _ in found]
    verb = "edited" if edits[0].path != CONTACTS else "added" if edits[0].before is None else "removed"
    where = called(site.site) if len(found) == 1 else count(len(found), "site")
    is_leaf = len(edits) == 1
    return Draft(
        kind=_KINDS[verb],
        path=edits[0].path if is_leaf else CONTACTS,
        label="Site contact",
        section="people",
        summary=f"Contact {verb} at {where}: {_words(edits)}",
        details=_places(sites) if len(found) > 1 else (),
        edits=tuple(edit for _, group in found for edit in group),
        item=f"{edits[0].item} ({handle(site.site)})" if len(found) == 1 else edits[0].item,
        before=edits[0].before if is_leaf else {edit.path.rpartition(".")[2]: edit.before for edit in edits},
        after=edits[0].after if is_leaf else {edit.path.rpartition(".")[2]: edit.after for edit in edits},
        inputs={**(inputs(site.site) if len(found) == 1 else {}), "sites": len(found), "contact": edits[0].item},
    )


def _places(sites: Sequence[Json]) -> tuple[str, ...]:
    more = len(sites) - _SHOWN
    rest = (f"and at {count(more, 'more site', 'more sites')}",) if more > 0 else ()
    return (*map(called, sites[:_SHOWN]), *rest)


def _words(edits: Sequence[Edit]) -> str:
    first = edits[0]
    if first.path == CONTACTS:
        return contact_line(first.after if first.before is None else first.before)
    return "; ".join(_told(edit, first.item if edit is first else None) for edit in edits)


def _told(edit: Edit, item: str | None) -> str:
    """`item`: whose it is; a name that changes says itself whose."""
    field = edit.path.rpartition(".")[2]
    who = f" of {item}," if item and field != "name" else ""
    return f"{words_of_key(field)}{who} {worded(field, edit.before)} → {worded(field, edit.after)}"
