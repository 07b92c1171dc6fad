"""The text of the eligibility criteria in, its criteria by section out; and which criterion became which.

    {"inclusion": [criterion …], "exclusion": [criterion …], "other": [criterion …], "headings": [str …]}

A criterion is `{"text": …, "parts": [criterion …], "group": heading}`; what is absent is left out. `group` is the
heading of its cohort or topic ("Cohort B - Specific Inclusion Criteria:"); `headings` holds those that only open a
section, and `other` what stands before the first of them. Marks are dropped, words never are (law 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from watcher.meaning.eligibility.headings import OTHER, Heading, heading
from watcher.meaning.eligibility.lines import Line, lines, unescaped
from watcher.meaning.similarity import best_pairs
from watcher.model import Json

# Below this two criteria are two criteria: in real pairs edited ones lie above 0.6, unlike ones below 0.4.
_ALIKE = 0.5
_LONGEST_TOPIC = 120  # characters


def parse(text: str) -> Json:
    """Takes the text as the registry sends it, escapes and all."""
    found = lines(text)
    build = _Build()
    for line, following in zip_longest(found, found[1:]):
        build.take(line, before_item=following is not None and following.is_item)
    return build.sections()


def same_but_for_space(a: str, b: str) -> bool:
    """Texts with the same words in the same order say the same, whatever their white space, escapes and marks."""
    if unescaped(a).split() == unescaped(b).split():
        return True
    return _flat(a) == _flat(b)


def _flat(text: str) -> list[str]:
    return " ".join(line.text for line in lines(text)).split()


def match_criteria(old: Sequence[Json], new: Sequence[Json]) -> list[tuple[Json, Json]]:
    """Equal texts first, then those of one group, then the most alike; what finds no partner was removed or added."""
    pairs = best_pairs(
        [text_of(item) for item in old],
        [text_of(item) for item in new],
        _ALIKE,
        prefer=lambda i, j: _group(old[i]) == _group(new[j]),
    )
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    return [
        *((old[i], new[j]) for i, j in pairs),
        *((item, None) for i, item in enumerate(old) if i not in left),
        *((None, item) for j, item in enumerate(new) if j not in right),
    ]


def text_of(criterion: Json) -> str:
    """A criterion with all its parts as one text."""
    if not isinstance(criterion, dict):
        return str(criterion)
    parts = criterion.get("parts")
    inner = [text_of(part) for part in parts] if isinstance(parts, list) else []
    return " ".join([str(criterion.get("text", "")), *inner])


def _group(criterion: Json) -> Json:
    return criterion.get("group") if isinstance(criterion, dict) else None


@dataclass
class _Node:
    indent: int
    text: str
    group: str | None = None
    parts: list[_Node] = field(default_factory=list)

    def criterion(self) -> Json:
        found: dict[str, Json] = {"text": self.text}
        if self.parts:
            found["parts"] = [part.criterion() for part in self.parts]
        if self.group:
            found["group"] = self.group
        return found


class _Build:
    """Takes lines one by one; never seen outside of `parse`."""

    def __init__(self) -> None:
        self._section = OTHER
        self._is_sure = False  # a heading, not a sentence, opened the section
        self._cohort: str | None = None
        self._topic: str | None = None
        self._is_used = False  # a criterion bears the heading it stands under
        self._stack: list[_Node] = []
        self._items: dict[str, list[_Node]] = {}
        self._headings: list[str] = []

    def sections(self) -> Json:
        self._close()
        found: dict[str, Json] = {name: [node.criterion() for node in nodes] for name, nodes in self._items.items()}
        if self._headings:
            found["headings"] = self._headings
        return found

    def take(self, line: Line, *, before_item: bool) -> None:
        head = heading(line, before_item=before_item)
        if head and (head.is_sure or not self._is_sure or head.section == self._section):
            self._open(head)
            return
        while self._stack and self._stack[-1].indent >= line.indent:
            self._stack.pop()
        if line.is_item:
            self._item(line)
        elif self._stack:
            self._continue(self._stack[-1], line)
        elif line.text.endswith(":") and before_item and len(line.text) <= _LONGEST_TOPIC:
            self._turn_to(line.text)
        else:
            self._turn_to(None)
            self._paragraph(line, before_item=before_item)

    def _open(self, head: Heading) -> None:
        self._close()
        self._section, self._is_sure = head.section, head.is_sure or self._is_sure
        self._cohort, self._is_used = head.group, False
        if head.group is None:
            self._headings.append(head.text)
        if head.rest:
            self._place(_Node(0, head.rest))

    def _turn_to(self, topic: str | None) -> None:
        if self._topic and not self._is_used:
            self._items.setdefault(self._section, []).append(_Node(0, self._topic, self._cohort))
        self._topic, self._is_used = topic, False

    def _close(self) -> None:
        """A heading that headed nothing becomes a criterion: no word is lost."""
        self._stack = []
        if self._cohort and not self._is_used and not self._topic:
            self._topic, self._cohort = self._cohort, None
        self._turn_to(None)

    def _item(self, line: Line) -> None:
        node = _Node(line.indent, line.text)
        if self._stack:
            self._stack[-1].parts.append(node)
        else:
            self._place(node)
        self._stack.append(node)

    def _paragraph(self, line: Line, *, before_item: bool) -> None:
        """A long one that introduces a list is a criterion whose parts the items are; a short one heads a topic."""
        node = _Node(-1, line.text)
        self._place(node)
        if line.text.endswith(":") and before_item:
            self._stack.append(node)

    def _continue(self, node: _Node, line: Line) -> None:
        """Indented under an item: its next paragraph, or, without an empty line between, its wrapped end."""
        if line.after_blank:
            node.parts.append(_Node(line.indent, line.text))
        else:
            node.text = f"{node.text} {line.text}"

    def _place(self, node: _Node) -> None:
        node.group = " ".join(filter(None, (self._cohort, self._topic))) or None
        self._is_used = True
        self._items.setdefault(self._section, []).append(node)
