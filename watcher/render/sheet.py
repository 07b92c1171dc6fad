"""A digest in, what it says in which order out: groups by label, in them one entry a trial with its net effect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from watcher.meaning.headline import one_line
from watcher.meaning.telling.share import sites_told
from watcher.meaning.words import count, date, joined, quoted, sentence
from watcher.model import Digest, Significance, Trial, UpdateMessage
from watcher.render import outline as shape
from watcher.render.net import Chain, chains, in_time, net_point
from watcher.render.words import clean, first_of, instant

_MOST_ENTRIES = 200
_REASON = 100  # characters of a stop's reason in a headline
# The label by which a digest is grouped: the first of these that any trial bears, else the first by name.
_LABELS = ("asset", "sponsor", "owner")


class Entry(Struct, frozen=True):
    """One trial of a digest."""

    headline: str
    about: tuple[str, ...]
    rating: Significance
    notes: tuple[str, ...]
    parts: tuple[shape.Part, ...]
    history: tuple[str, ...]  # each update in a line, where there were several
    links: tuple[shape.Link, ...]

    @property
    def weighed(self) -> tuple[str, ...]:
        """What it is about, behind the rating where that is a loud one: in words for who sees no badge."""
        return (self.rating.value, *self.about) if self.rating.at_least(Significance.MAJOR) else self.about


class Group(Struct, frozen=True):
    heading: str | None
    entries: tuple[Entry, ...]


class Sheet(Struct, frozen=True):
    title: str
    lead: str
    groups: tuple[Group, ...]
    more: str | None
    closing: str
    footer: tuple[str, ...]


def sheet(digest: Digest) -> Sheet:
    by_trial: dict[Trial, list[UpdateMessage]] = defaultdict(list)
    for message in sorted(digest.updates, key=in_time):
        by_trial[message.update.trial].append(message)
    ranked = sorted(by_trial.values(), key=_weight)
    shown, more = first_of(ranked, _MOST_ENTRIES)
    return Sheet(
        title=clean(digest.title),
        lead=lead(digest),
        groups=_groups(shown, storm=digest.brief),
        more=f"{more} trials: `watcher log` shows them all" if more else None,
        closing=closing(digest),
        footer=(_reason(digest.updates), f"Message {digest.id}") if digest.updates else (f"Message {digest.id}",),
    )


def found(digest: Digest) -> str:
    """ "5 updates of 3 trials"."""
    trials = {message.update.trial for message in digest.updates}
    if not trials:
        return "nothing new"
    return f"{count(len(digest.updates), 'update')} of {count(len(trials), 'trial')}"


def lead(digest: Digest) -> str:
    days = dict.fromkeys(clean(date(moment)) for moment in (digest.since, digest.until) if moment)
    span = " to ".join(days)
    return f"{sentence(found(digest))}{f', {span}' if span else ''}.{_where_the_rest_is(digest)}"


def _where_the_rest_is(digest: Digest) -> str:
    if not digest.brief or digest.since is None:
        return ""
    return f" That is much, so here are headlines alone: `watcher log --since {digest.since[:10]}` shows every change."


def closing(digest: Digest) -> str:
    """What was looked at, and what was not: "nothing new" is only true of what was seen."""
    facts = [f"{count(digest.checked, 'trial')} checked, {digest.not_seen:,} not seen"]
    if digest.release:
        facts.append(f"registry data of {clean(date(digest.release))}")
    return f"{'; '.join(facts)}."


def entry(messages: Sequence[UpdateMessage], *, brief: bool = False) -> Entry:
    """What happened to one trial over the period, its updates in time; `brief` tells the headline alone."""
    net = chains(messages)
    headline = _headline(messages, net, brief=brief)
    parts = () if brief else _parts(net)
    subject = messages[-1].update.subject
    return Entry(
        headline=headline,
        about=shape.about(subject),
        rating=_rating(net),
        notes=() if brief else tuple(dict.fromkeys(clean(note) for m in messages for note in m.notes)),
        parts=() if _is_said(parts, headline) else parts,
        history=tuple(map(_history, messages)) if len(messages) > 1 and not brief else (),
        links=shape.links(subject)[:1],
    )


def _groups(trials: Iterable[Sequence[UpdateMessage]], *, storm: bool) -> tuple[Group, ...]:
    trials = list(trials)
    label = _label([messages[-1].labels for messages in trials])
    groups: dict[str | None, list[Entry]] = defaultdict(list)
    for messages in trials:  # the weightiest trial comes first, and so does its group
        heading = clean(messages[-1].labels.get(label, "")) or "Other trials" if label else None
        groups[heading].append(entry(messages, brief=storm))
    return tuple(Group(heading, tuple(entries)) for heading, entries in groups.items())


def _label(borne: Sequence[Mapping[str, str]]) -> str | None:
    """Grouped by one label only when it says something: some trial bears it."""
    names = {name for labels in borne for name in labels}
    return next((name for name in (*_LABELS, *sorted(names)) if name in names), None)


def _weight(messages: Sequence[UpdateMessage]) -> tuple[int, int, str]:
    """By what lasted, but a hold that came and went in between is not buried under what was never weighty."""
    net = chains(messages)
    peak = max((chain.peak for chain in net), key=lambda s: s.rank, default=Significance.ADMINISTRATIVE)
    return -peak.rank, -_rating(net).rank, messages[-1].update.trial.id


def _rating(net: Sequence[Chain]) -> Significance:
    return max((chain.rating for chain in net), key=lambda s: s.rank, default=Significance.ADMINISTRATIVE)


def _headline(messages: Sequence[UpdateMessage], net: Sequence[Chain], *, brief: bool) -> str:
    """One update's own words; of several, the weightiest things that lasted, all sites being one, the rest counted.

    What was reverted is named where nothing lasted, and where it was weighty and nothing stands below the headline.
    """
    if len(messages) == 1:
        return shape.headline(messages[0])
    lasting, reverted = (
        sorted((chain for chain in net if chain.is_reverted is back), key=lambda chain: -chain.peak.rank)
        for back in (False, True)
    )
    loud = [chain for chain in lasting if chain.peak is not Significance.ADMINISTRATIVE]
    said = one_line(_facts(loud or lasting)) if lasting else ""
    is_named = not lasting or (brief and reverted and reverted[0].peak.at_least(Significance.MAJOR))
    return "; ".join(filter(None, (said, _taken_back(reverted) if reverted and is_named else "")))


def _facts(lasting: Sequence[Chain]) -> list[str]:
    """A thing each, but all sites are one: how many came and went says more than a list of cities."""
    sites = [chain for chain in lasting if _is_site(chain)]
    together = sites_told([replace(chain.changes[-1], before=chain.changes[0].before) for chain in sites])
    if together is None:
        return [net_point(chain).summary for chain in lasting]
    before = list(takewhile(lambda chain: not _is_site(chain), lasting))
    behind = [chain for chain in lasting[len(before) :] if not _is_site(chain)]
    return [*(net_point(chain).summary for chain in before), together, *(net_point(c).summary for c in behind)]


def _is_site(chain: Chain) -> bool:
    return chain.changes[0].kind.startswith(("site.", "country."))


def _taken_back(reverted: Sequence[Chain]) -> str:
    """The weightiest of it, as it was told when it came, and the reason that was given for it."""
    departure = reverted[0].changes[0]
    reasons = (chain.changes[0].after for chain in reverted if chain.changes[0].kind == "why_stopped.changed")
    reason = next(reasons, None) if departure.kind == "status.changed" else None
    given = f" (reason given: {quoted(clean(str(reason)), _REASON)})" if reason else ""
    return f"{clean(departure.summary)}{given}; since reverted"


def _parts(net: Sequence[Chain]) -> tuple[shape.Part, ...]:
    single = [chain.changes[0] for chain in net if len(chain.changes) == 1]
    several = [(chain.changes[-1].section, net_point(chain)) for chain in net if len(chain.changes) > 1]
    return shape.parts(single, several)


def _is_said(parts: Sequence[shape.Part], headline: str) -> bool:
    """One change that its headline tells in full needs no second line."""
    points = [point for part in parts for point in part.points]
    return len(points) == 1 and points[0] == shape.Point(headline, points[0].rating)


def _history(message: UpdateMessage) -> str:
    return f"{instant(message.update.detected_at)}: {shape.headline(message)}"


def _reason(messages: Sequence[UpdateMessage]) -> str:
    alerts = sorted({f"“{clean(alert)}”" for message in messages for alert in message.alerts})
    if not alerts:
        return "You get this because you watch these trials."
    return f"You get this because of the alert{'s' if len(alerts) > 1 else ''} {joined(alerts)}."
