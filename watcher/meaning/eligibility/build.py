"""Lines of criteria in, one by one; their sections out: which criterion stands where, under which heading."""

from __future__ import annotations

from msgspec import Struct, field

from watcher.meaning.eligibility.headings import EXCLUSION, INCLUSION, OTHER, UNDIVIDED, Heading, heading, is_title
from watcher.meaning.eligibility.lines import Line
from watcher.model import Json

_LONGEST_TOPIC = 120  # characters


class _Node(Struct):
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


class Builder:
    """Takes lines one by one; never seen outside of `parse`."""

    def __init__(self) -> None:
        self._section = OTHER
        self._is_sure = False  # a heading, not a sentence, opened the section
        self._cohort: str | None = None
        self._topic: str | None = None
        self._is_used = False  # a criterion bears the heading it stands under
        self._is_loose = False  # a paragraph went before, not an item of a list
        self._opened: set[str] = set()
        self._stack: list[_Node] = []
        self._items: dict[str, list[_Node]] = {}
        self._headings: list[str] = []

    def sections(self) -> Json:
        self._close()
        self._divide()
        found: dict[str, Json] = {name: [node.criterion() for node in nodes] for name, nodes in self._items.items()}
        if self._headings:
            found["headings"] = self._headings
        return found

    def take(self, line: Line, item: Line | None) -> None:
        """`item` is the next line, if that bears a mark."""
        head = heading(line, before_item=item is not None)
        if head and self._opens(head):
            self._open(head)
            return
        if item and self._goes_on_behind(line, item):
            self._stack = []
        while self._stack and self._stack[-1].indent >= line.indent:
            self._stack.pop()
        if line.is_item:
            self._item(line)
        elif self._stack:
            self._continue(self._stack[-1], line)
        elif item and self._is_topic(line):
            self._turn_to(line.text)
        else:
            self._turn_to(None)
            self._paragraph(line, before_item=item is not None)

    def _opens(self, head: Heading) -> bool:
        """Behind a heading a sentence opens no other section, but for the first exclusions."""
        # "Inclusion Criteria:" and right below it "Eligibility Criteria".
        if head.section == UNDIVIDED and self._section in self._opened and not (self._is_used or self._topic):
            return False
        is_first = head.section == EXCLUSION and EXCLUSION not in self._opened
        return head.is_sure or not self._is_sure or head.section == self._section or is_first

    def _open(self, head: Heading) -> None:
        self._close()
        self._section, self._is_sure = head.section, head.is_sure or self._is_sure
        self._opened.add(head.section)
        self._cohort, self._is_used, self._is_loose = head.group, False, False
        if head.group is None:
            self._headings.append(head.text)
        if head.rest:
            self._place(_Node(0, head.rest))

    def _divide(self) -> None:
        """What stands before "Exclusion Criteria:" takes in; a text that names no side has criteria all the same."""
        if INCLUSION in self._opened:
            return
        source = UNDIVIDED if UNDIVIDED in self._items else OTHER
        if source in self._items:
            self._items[INCLUSION if EXCLUSION in self._opened else UNDIVIDED] = self._items.pop(source)

    def _goes_on_behind(self, line: Line, item: Line) -> bool:
        """A title inside of a numbered list: the registry indents it as if it belonged to the item above."""
        is_below = bool(self._stack) and line.after_blank and not line.is_item
        return is_below and item.indent <= self._stack[0].indent and is_title(line)

    def _is_topic(self, line: Line) -> bool:
        """Among paragraphs without marks, one without a colon is a criterion like its neighbours."""
        if line.text.endswith(":"):
            return len(line.text) <= _LONGEST_TOPIC
        return not self._is_loose and is_title(line)

    def _turn_to(self, topic: str | None) -> None:
        if self._topic and not self._is_used:
            self._items.setdefault(self._section, []).append(_Node(0, self._topic, self._cohort))
        self._topic, self._is_used, self._is_loose = topic, False, False
        if topic and self._section == OTHER:
            self._section = UNDIVIDED

    def _close(self) -> None:
        """A heading that headed nothing becomes a criterion: no word is lost."""
        self._stack = []
        if self._cohort and not self._is_used and not self._topic:
            self._topic, self._cohort = self._cohort, None
        self._turn_to(None)

    def _item(self, line: Line) -> None:
        node = _Node(line.indent, line.text)
        self._is_loose = False
        if self._section == OTHER:
            self._section = UNDIVIDED
        if self._stack:
            self._stack[-1].parts.append(node)
        else:
            self._place(node)
        self._stack.append(node)

    def _paragraph(self, line: Line, *, before_item: bool) -> None:
        """A long one that introduces a list is a criterion whose parts the items are; a short one heads a topic."""
        node = _Node(-1, line.text)
        self._place(node)
        self._is_loose = True
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
