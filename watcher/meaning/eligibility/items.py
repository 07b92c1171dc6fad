"""Edits of the criteria in, criteria out: each with its edits, its section and both of its versions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from watcher.meaning.canonical import canonical
from watcher.meaning.draft import Pair
from watcher.meaning.eligibility.criteria import text_of
from watcher.meaning.eligibility.spelling import is_spelling
from watcher.meaning.record import CRITERIA, get
from watcher.model import At, Edit, Json

_NOBODY = re.compile(
    r"\b(?:following|follows|below|these|all of the|include but|if (?:they|the (?:subject|patient)))\b"
    r"|\ball (?:study )?(?:groups|cohorts|arms|parts|participants|patients|subjects)\W*$",
    re.IGNORECASE,
)


class Criterion(Struct, frozen=True):
    section: str  # inclusion, exclusion, undivided, other, headings
    edits: tuple[Edit, ...]
    old: Json  # None: it was not there
    new: Json

    @property
    def path(self) -> str:
        return f"{CRITERIA}.{self.section}"

    @property
    def before(self) -> str | None:
        return None if self.old is None else text_of(self.old)

    @property
    def after(self) -> str | None:
        return None if self.new is None else text_of(self.new)

    @property
    def name(self) -> str:
        """Its own words, without its parts."""
        found = self.old if self.new is None else self.new
        return str(found.get("text") or "") if isinstance(found, dict) else str(found)

    @property
    def groups(self) -> tuple[str | None, str | None]:
        return _group(self.old), _group(self.new)

    @property
    def cohort(self) -> str | None:
        """The heading it stands under, where that names somebody; "all groups" and "these criteria" do not."""
        return next((group for group in reversed(self.groups) if group and not _NOBODY.search(group)), None)

    @property
    def is_regrouped(self) -> bool:
        """Only the heading above it changed."""
        return all(edit.path == f"{self.path}[].group" for edit in self.edits)

    @property
    def is_only_spelled_otherwise(self) -> bool:
        if self.before is None or self.after is None:
            return False
        old, new = self.groups
        return is_spelling(self.before, self.after) and is_spelling(old or "", new or "")


def _group(criterion: Json) -> str | None:
    found = criterion.get("group") if isinstance(criterion, dict) else None
    return found if isinstance(found, str) else None


def sections(record: Json) -> dict[str, list[Json]]:
    """All criteria of a record, by their sections."""
    return canonical(get(record, CRITERIA), CRITERIA) or {}


def by_criterion(pair: Pair, edits: Sequence[Edit]) -> list[Criterion]:
    groups: dict[tuple[str, At], list[Edit]] = defaultdict(list)
    for edit in edits:
        if edit.path.startswith(f"{CRITERIA}.") and edit.at:
            section = edit.path.removeprefix(f"{CRITERIA}.").partition("[]")[0]
            groups[section, edit.at[0]].append(edit)
    return [
        Criterion(section, tuple(found), pair.item(at.before), pair.item(at.after))
        for (section, at), found in groups.items()
    ]
