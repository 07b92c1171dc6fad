"""Edits of single site statuses in, one change a site out. Where sites are alike, that is said and not resolved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from watcher.meaning.draft import Draft
from watcher.meaning.record import STOPPED
from watcher.meaning.sites.contacts import contact_line
from watcher.meaning.sites.same import address
from watcher.meaning.sites.view import Touched, View
from watcher.meaning.sites.words import called, handle, in_city, inputs, same_city_note, status_word
from watcher.meaning.words import constant
from watcher.model import Actor, Confidence, Edit

_NOT_OPEN_YET = "NOT_YET_RECRUITING"
_TAKES_PEOPLE = frozenset({"RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE"})
_ALIKE = "Several sites have this name and address: how many changed is known, which ones is not."


def fold_statuses(view: View, edits: Sequence[Edit]) -> list[Draft]:
    moved = [(site, edit) for site in view.touched(edits) if site.is_matched and (edit := site.field("status"))]
    alike = Counter((address(site.before), edit.before, edit.after) for site, edit in moved)
    return [_draft(view, site, edit, alike[address(site.before), edit.before, edit.after]) for site, edit in moved]


def _draft(view: View, site: Touched, edit: Edit, alike: int) -> Draft:
    """`alike`: how many sites of this name and address changed likewise."""
    sharing, _ = view.sharing(site.before)
    with_status = sum(other.get("status") == edit.before for other in sharing)
    is_known = (view.ways[address(site.before)] == 1 and alike >= with_status) or _is_known_by_contacts(site)
    is_ambiguous = len(sharing) > 1 and not is_known
    contacts, notes = _contacts_along(site, edit)
    return Draft(
        kind="site.status_changed",
        path=edit.path,
        label="Site status",
        section="sites",
        summary=f"{alike} of {len(sharing)} sites in {in_city(site.site)} {_now(edit)}"
        if is_ambiguous
        else _words(site, edit),
        details=((_ALIKE, *same_city_note(view.new, site.site)) if is_ambiguous else ()) + notes,
        edits=(edit, *contacts),
        item=handle(site.site),
        before=edit.before,
        after=edit.after,
        inputs={
            **inputs(site.site),
            "status_before": edit.before,
            "suspended_before_opening": (edit.before, edit.after) == (_NOT_OPEN_YET, "SUSPENDED"),
            "alike": alike,
            "sharing_the_address": len(sharing),
        },
        # Nobody takes a status back: it is the registry that does not show it (law 11).
        actor=Actor.REGISTRY if edit.after is None else None,
        confidence=Confidence.AMBIGUOUS if is_ambiguous else Confidence.CERTAIN,
    )


def _is_known_by_contacts(site: Touched) -> bool:
    return bool(site.before.get("contacts")) and site.before.get("contacts") == site.after.get("contacts")


def _words(site: Touched, edit: Edit) -> str:
    if edit.before == _NOT_OPEN_YET and edit.after in STOPPED:
        return f"Site {constant(edit.after)} before it opened: {called(site.site)}"
    return f"Site {_now(edit)}: {called(site.site)}"


def _now(edit: Edit) -> str:
    if edit.after is None:
        return f"no longer shown with a status (was {constant(edit.before)})"
    return f"now {constant(edit.after)} (was {status_word(edit.before)})"


def _contacts_along(site: Touched, edit: Edit) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
    """Contacts come when a site opens and go when it closes: one change, and nobody "removed" them."""
    contacts = site.under("contacts")
    if contacts and edit.after in _TAKES_PEOPLE and not site.before.get("contacts"):
        return contacts, tuple(f"Contact: {contact_line(one.after)}" for one in contacts)
    if contacts and edit.after not in _TAKES_PEOPLE and not site.after.get("contacts"):
        return contacts, ("Its contacts are no longer listed.",)
    return (), ()
