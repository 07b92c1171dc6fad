"""Two texts in, the passages in which they differ out, word by word.

Two levels: sentences and lines first, words only inside what changed. One pass of difflib over a whole
text of 24 kB takes seconds, and with its junk heuristic it is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

Run = tuple[str, str]  # ("=" | "-" | "+", text)
ELLIPSIS = "…"

# A piece keeps the white space behind it, so that pieces join to the text they were cut from.
_PIECES = re.compile(r"[^\n]*?(?:[.;:!?](?=\s)[^\S\n]*|\n\s*|$)")
# A word takes the white space before it along: bare spaces would match everywhere, and there are as many as words.
# "2.5", "2/3L" and "follow-up" are one word each.
_WORDS = re.compile(r"\s*(?:\w+(?:[.,/'’-]\w+)*|\S)|\s+")
# difflib's work grows with the pairs of equal words, in the worst text with their square ("a a a …" of 2 kB: a minute).
# A block of 1,000 words of prose has about 10,000; above the limit it is shown as replaced: right, if blunt.
_LIMIT = 20_000


def word_diff(before: str, after: str) -> list[Run]:
    """Runs that join to `before` without the "+", and to `after` without the "-"."""
    if before == after:
        return [("=", before)] if before else []
    runs: list[Run] = []
    for same, old, new in _blocks(_PIECES.findall(before), _PIECES.findall(after)):
        runs += [("=", "".join(old))] if same else _words("".join(old), "".join(new))
    return _joined(runs)


def passages(runs: Sequence[Run], context: int = 8) -> list[Run]:
    """The changed runs with that many words around each; what is left out is an ellipsis."""
    last = len(runs) - 1
    return [
        run if run[0] != "=" else ("=", _elided(run[1], context, head=place == 0, tail=place == last))
        for place, run in enumerate(runs)
    ]


def bare(text: str) -> tuple[str, str, str]:
    """The white space before, the text, the white space behind: a mark goes round the text alone."""
    core = text.strip()
    start = text.index(core) if core else 0
    return text[:start], core, text[start + len(core) :]


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """Equal and changed stretches in order. What both share at their ends is cut off before the search."""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    if head:
        yield True, old[:head], new[:head]
    yield from _matched(old[head : len(old) - tail], new[head : len(new) - tail])
    if tail:
        yield True, old[len(old) - tail :], new[len(new) - tail :]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = zip(old, new, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    there = Counter(new)
    if sum(there[piece] for piece in old) > _LIMIT:
        yield False, old, new
        return
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield op == "equal", old[a:b], new[c:d]


def _words(before: str, after: str) -> Iterator[Run]:
    for same, old, new in _blocks(_WORDS.findall(before), _WORDS.findall(after)):
        yield from [("=", "".join(old))] if same else [("-", "".join(old)), ("+", "".join(new))]


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Neighbours of one kind become one run; between two equal runs what went stands before what came."""
    joined: list[Run] = []
    gone, come = "", ""
    for op, text in [*runs, ("=", "")]:
        if op == "-":
            gone += text
        elif op == "+":
            come += text
        elif text or gone or come:
            joined += [run for run in (("-", gone), ("+", come)) if run[1]]
            gone, come = "", ""
            if text and joined and joined[-1][0] == "=":
                joined[-1] = ("=", joined[-1][1] + text)
            elif text:
                joined.append(("=", text))
    return joined


def _elided(text: str, context: int, *, head: bool, tail: bool) -> str:
    """The words next to a change; at the head of a text only the last ones, at its tail only the first."""
    words = re.findall(r"\s*\S+|\s+$", text)
    keep_first, keep_last = 0 if head else context, 0 if tail else context
    if len(words) <= keep_first + keep_last + 2:  # an ellipsis for two words saves nothing
        return text
    first = "".join(words[:keep_first])
    last = "".join(words[len(words) - keep_last :])
    return f"{first} {ELLIPSIS}{last}" if first else f"{ELLIPSIS}{last}"
