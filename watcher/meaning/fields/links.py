"""Fold of the links between arms and interventions that changed though neither arm nor intervention came or went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.fields.outermost import outer_name
from watcher.meaning.record import ARMS, INTERVENTIONS
from watcher.meaning.words import quoted
from watcher.model import Edit

LINK_FIELDS = (f"{ARMS}[].interventionNames[]", f"{INTERVENTIONS}[].armGroupLabels[]")


def fold_links(pair: Pair, links: Sequence[Edit]) -> list[Draft]:
    """Both records of a link (the arm's and the intervention's) are one change."""
    groups: dict[tuple[str, str, bool], list[Edit]] = defaultdict(list)
    for edit in links:
        is_new = edit.before is None
        named = str(edit.after if is_new else edit.before)
        if edit.path == LINK_FIELDS[0]:
            key = (outer_name(pair, ARMS, edit) or "", named.partition(": ")[2] or named)
        else:
            key = (named, outer_name(pair, INTERVENTIONS, edit) or "")
        groups[(*key, is_new)].append(edit)
    return [_link(arm, drug, is_new, tuple(group)) for (arm, drug, is_new), group in groups.items()]


def _link(arm: str, intervention: str, is_new: bool, edits: tuple[Edit, ...]) -> Draft:
    verb = "is now part of" if is_new else "is no longer part of"
    return Draft(
        kind="link.changed",
        path=edits[0].path.removesuffix("[]"),
        label="Arm and intervention",
        section="arms",
        summary=f"{quoted(intervention, 100)} {verb} the arm {quoted(arm, 100)}",
        edits=edits,
        item=f"{arm} ↔ {intervention}",
        before=None if is_new else intervention,
        after=intervention if is_new else None,
        inputs={"arm": arm, "intervention": intervention},
    )
