"""An update and some of its changes in, the update as someone is told of it who hears of these alone, out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from operator import attrgetter

from msgspec.structs import replace

from watcher.meaning.headline import headline
from watcher.meaning.sites.words import country_words, whereabouts
from watcher.meaning.words import constant, count
from watcher.model import Change, Significance, Update

_RANK = attrgetter("rank")


def share(update: Update, asked: Collection[str]) -> Update:
    """`asked`: ids of changes."""
    changes = tuple(change for change in update.changes if update.change_id(change) in asked)
    if len(changes) == len(update.changes):
        return update
    told = retold(update, changes)
    return replace(told, significance=max((weight(change) for change in changes), key=_RANK))


def weight(change: Change) -> Significance:
    """How much a change matters in its update: many small site changes together may be more than each of them.

    The net-site rule rates the update, not a change (docs/rating.md); deciding notes it in each site change.
    """
    net = change.inputs.get("net_significance")
    return max(change.significance, Significance(net), key=_RANK) if net else change.significance


def retold(update: Update, changes: tuple[Change, ...]) -> Update:
    """The same update with fewer changes, or with calmer ones. Its headline tells of nothing that is not in them.

    What is administrative is in no headline, so one that loses only that keeps its own, and its significance too:
    that may be more than any single change has (the net of all sites).
    """
    if _weighty(changes) == _weighty(update.changes):
        return replace(update, changes=changes)
    significance = max((change.significance for change in changes), key=_RANK)
    return replace(update, changes=changes, significance=significance, headline=headline(changes, sites_told(changes)))


def _weighty(changes: Sequence[Change]) -> list[Change]:
    return [change for change in changes if change.significance is not Significance.ADMINISTRATIVE]


def sites_told(changes: Sequence[Change]) -> str | None:
    """All site changes in one fact: the whole update's own roll-up counts sites that are not told of here.

    None where there are fewer than two.
    """
    told = [change for change in changes if change.kind.startswith("site.")]
    if len(told) < 2:
        return None
    added = [change.after for change in told if change.kind == "site.added"]
    removed = [change.before for change in told if change.kind == "site.removed"]
    moved = Counter(constant(change.after) for change in told if change.kind == "site.status_changed" and change.after)
    edited = len(told) - len(added) - len(removed) - moved.total()
    parts = [
        f"{count(len(added), 'site')} added{whereabouts(added)}" if added else "",
        f"{count(len(removed), 'site')} removed{whereabouts(removed)}" if removed else "",
        *(f"{count(number, 'site')} now {status}" for status, number in moved.most_common()),
        f"{count(edited, 'site')} edited" if edited else "",
        *country_words(
            [str(change.item) for change in changes if change.kind == "country.entered"],
            [str(change.item) for change in changes if change.kind == "country.left"],
        ),
    ]
    return "; ".join(part for part in parts if part)
