"""Statuses and contacts of sites hidden or shown at once: the registry does it by the trial's status (fact 5).

At once means: at more sites than keep a status, or had one. A stray one does not make the others the sponsor's work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from watcher.meaning.draft import Draft
from watcher.meaning.record import CENTRAL_CONTACTS, items, status
from watcher.meaning.sites.view import CENTRAL, CONTACTS, STATUS_OF_SITE, Touched, View
from watcher.meaning.sites.words import site_words, status_table, status_word, table_lines
from watcher.meaning.words import constant, count
from watcher.model import Actor, At, Edit, Json

# The trial's statuses for which the registry serves the contacts; for all others it serves none.
_CONTACTS_SHOWN = frozenset({"RECRUITING", "NOT_YET_RECRUITING", "UNKNOWN"})
_STATUSES_SHOWN = frozenset({"RECRUITING", "UNKNOWN"})
_HIDDEN = "The contacts are hidden by the registry; this does not say that anybody removed them."


def fold_withheld(view: View, edits: Sequence[Edit]) -> list[Draft]:
    """Sites that are removed at the same time are told as removed, and not counted here."""
    gone = [edit for edit in edits if edit.path == STATUS_OF_SITE and edit.after is None]
    if len(gone) <= view.with_status[1]:
        return []
    sites = view.touched(gone)
    contacts = _vanished(view, edits, [site for site in sites if not site.after.get("contacts")])
    table = status_table(site.before for site in sites)
    totals = _totals(table)
    what = f"the status of {_sites(sites, view.new)}{' and the contacts' if contacts else ''}"
    return [
        Draft(
            kind="sites.status_withheld",
            path=STATUS_OF_SITE,
            label="Site statuses",
            section="sites",
            summary=f"The registry no longer shows {what}{_as_always(view, _STATUSES_SHOWN)}",
            details=(f"Last shown: {_words(totals)}", *_by_country(table), *((_HIDDEN,) if contacts else ())),
            edits=(*gone, *contacts),
            before=totals,
            inputs=_inputs(view, table, contacts),
            actor=Actor.REGISTRY,
        )
    ]


def fold_shown(view: View, edits: Sequence[Edit]) -> list[Draft]:
    come = [edit for edit in edits if edit.path == STATUS_OF_SITE and edit.before is None]
    if len(come) <= view.with_status[0]:
        return []
    sites = view.touched(come)
    contacts = _appeared(view, edits, [site for site in sites if not site.before.get("contacts")])
    table = status_table(site.after for site in sites)
    totals = _totals(table)
    what = f"the status of {_sites(sites, view.new)}{' and the contacts' if contacts else ''}"
    return [
        Draft(
            kind="sites.status_shown",
            path=STATUS_OF_SITE,
            label="Site statuses",
            section="sites",
            summary=f"The registry now shows {what}: {_words(totals)}",
            details=_by_country(table),
            edits=(*come, *contacts),
            after=totals,
            inputs=_inputs(view, table, contacts),
            actor=Actor.REGISTRY,
        )
    ]


def fold_hidden_contacts(view: View, edits: Sequence[Edit]) -> list[Draft]:
    """Where no site had a status to hide, the contacts that vanish with the trial's status stand alone."""
    if status(view.pair.new) in _CONTACTS_SHOWN or status(view.pair.old) == status(view.pair.new):
        return []
    owned = _vanished(view, edits, ())
    if not owned:
        return []
    shown = f"The registry no longer shows {count(len(owned), 'contact')}"
    return [
        Draft(
            kind="contact.removed",
            path=owned[0].path,
            label="Contacts",
            section="people",
            summary=f"{shown}{_as_always(view, _CONTACTS_SHOWN)}",
            details=(_HIDDEN,),
            edits=owned,
            before=[edit.before for edit in owned],
            inputs=_inputs(view, {}, owned),
            actor=Actor.REGISTRY,
        )
    ]


def _vanished(view: View, edits: Sequence[Edit], bare: Sequence[Touched]) -> tuple[Edit, ...]:
    """Removed contacts of the `bare` sites, and of lists of which nothing is left at all."""
    empty, at = {CONTACTS, CENTRAL} - _lists_with_contacts(view.new, view.pair.new), _places(bare)
    return tuple(edit for edit in edits if edit.after is None and _is_of(edit, empty, at))


def _appeared(view: View, edits: Sequence[Edit], bare: Sequence[Touched]) -> tuple[Edit, ...]:
    """Added contacts of sites that were `bare`, and of lists in which there was nothing at all."""
    empty, at = {CONTACTS, CENTRAL} - _lists_with_contacts(view.old, view.pair.old), _places(bare)
    return tuple(edit for edit in edits if edit.before is None and _is_of(edit, empty, at))


def _places(sites: Sequence[Touched]) -> set[At]:
    return {site.edits[0].at[0] for site in sites}


def _is_of(edit: Edit, lists: set[str], places: set[At]) -> bool:
    return edit.path in lists or (edit.path == CONTACTS and edit.at[0] in places)


def _lists_with_contacts(sites: Sequence[Json], content: Json) -> set[str]:
    at_sites = {CONTACTS} if any(site.get("contacts") for site in sites) else set()
    return at_sites | ({CENTRAL} if items(content, CENTRAL_CONTACTS) else set())


def _sites(shown: Sequence[Touched], listed: Sequence[Json]) -> str:
    return "the site" if len(shown) == len(listed) == 1 else count(len(shown), "site")


def _words(totals: Mapping[str, int]) -> str:
    return status_word(next(iter(totals))) if sum(totals.values()) == 1 else site_words(totals)


def _as_always(view: View, shown_for: frozenset[str]) -> str:
    word = status(view.pair.new)
    is_cause = word is not None and word not in shown_for and word != status(view.pair.old)
    return f", as always while a trial is {constant(word)}" if is_cause else ""


def _by_country(table: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    return table_lines(table) if len(table) > 1 else ()


def _totals(table: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for statuses in table.values():
        totals.update(statuses)
    return dict(totals)


def _inputs(view: View, table: Mapping[str, Json], contacts: Sequence[Edit]) -> dict[str, Json]:
    return {
        "by_country": table,
        "status_before": status(view.pair.old),
        "status_after": status(view.pair.new),
        "site_contacts": sum(edit.path == CONTACTS for edit in contacts),
        "central_contacts": sum(edit.path == CENTRAL for edit in contacts),
    }
