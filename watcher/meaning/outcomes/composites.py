"""The text of an outcome in, the parts of its composite out, and which of them another version lost or gained."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from watcher.meaning.outcomes.vocabulary import EVENTS, named
from watcher.meaning.similarity import similarity

_Words = frozenset[str]

# A dot ends a sentence where white space follows: not that of "RECIST 1.1", nor of "v. 1.1".
_STOP = re.compile(r"\.(?!\S|\s+\d)")
_COMPOSITE = re.compile(
    r"\b(?:composite(?: \w+){0,3} (?:of|defined as|consisting of|comprising|including)|first occurrence of"
    r"|any of the following|MACE\b.{0,40}?(?:defined as|:|\())\W*(?P<members>.+)",
    re.IGNORECASE | re.DOTALL,
)
_TIME_TO = re.compile(r"\btime (?:from|to|until|between)\b(?P<events>[^;]+)", re.IGNORECASE)
_MEMBER = re.compile(r"[,;/]|\bor\b|\band\b")
_SAME_MEMBER = 0.5
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_FEWEST = 2  # events that an "or" joins to one outcome


class Composite(Struct, frozen=True):
    members: _Words
    events: _Words  # that are named anywhere
    joined: _Words  # events that an "or" joins ("Death, stroke or MI"): a composite without the word


def composite(text: str) -> Composite:
    sentences = _STOP.split(text)
    return Composite(
        members=_members(sentences),
        events=named(EVENTS, text),
        joined=frozenset(name for sentence in sentences for part in sentence.split(";") for name in _joined(part)),
    )


def _members(sentences: Sequence[str]) -> _Words:
    """Of a composite, its parts; of a time to an event, the events that end it."""
    found = next(filter(None, map(_COMPOSITE.search, sentences)), None)
    parts = _MEMBER.split(found["members"]) if found else []
    members = frozenset(words for part in parts if (words := _plain(part)))
    ended = next(filter(None, map(_TIME_TO.search, sentences)), None)
    return members or (named(EVENTS, ended["events"]) if ended else members)


def _joined(part: str) -> _Words:
    found = named(EVENTS, part) if _OR.search(part) else frozenset()
    return found if len(found) >= _FEWEST else frozenset()


def _plain(part: str) -> str:
    """In lower case, but for abbreviations: "MI" is a name, "mi" is none."""
    words = (word if word.isupper() else word.lower() for word in part.split())
    return " ".join(words).strip("()[] :.")


def changed_members(old: Composite, new: Composite) -> tuple[_Words, _Words]:
    gone, come = _unlike(old.members, new.members)
    if gone or come or not old.events or not new.events:
        return gone, come
    return old.joined - new.events, new.joined - old.events


def _unlike(old: _Words, new: _Words) -> tuple[_Words, _Words]:
    if not old or not new:
        return frozenset(), frozenset()
    return _without_like(old, new), _without_like(new, old)


def _without_like(members: _Words, others: _Words) -> _Words:
    known = [_by_events(other) for other in others]
    return frozenset(m for m in members if all(similarity(_by_events(m), other) < _SAME_MEMBER for other in known))


def _by_events(member: str) -> str:
    """Its events by their names: "MI" is a myocardial infarction."""
    for name, pattern in EVENTS:
        member = pattern.sub(name, member)
    return member
