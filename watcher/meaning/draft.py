"""Between folding and rating: a pair of records, a drafted change, a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct, field

from watcher.meaning.numbers import Numbers
from watcher.model import Actor, Confidence, Direction, Edit, Json, Known, Significance, Stage


class Pair(Struct, frozen=True):
    """Two records of one trial as the registry sent them, and what is known around them."""

    old: Json
    new: Json
    known: Known
    stage: Stage
    submitted_before: str | None  # lastUpdateSubmitDate of the older record
    submitted: str | None  # of the newer one
    numbers: Numbers = field(default_factory=Numbers)
    items: Mapping[str, Json] = field(default_factory=dict)  # of lists, canonical, by the digests of the edits' `at`

    def item(self, digest: str | None) -> Json:
        """One side of what an edit's `at` names; None for nothing."""
        return None if digest is None else self.items.get(digest)

    @property
    def actor(self) -> Actor:
        """Law 11: who did not submit did not change."""
        return Actor.REGISTRY if self.submitted == self.submitted_before else Actor.SPONSOR


class Draft(Struct, frozen=True):
    """A change folded and worded, not yet rated. It owns its edits: no other change has them."""

    kind: str
    path: str
    label: str
    section: str
    summary: str
    edits: tuple[Edit, ...] = ()
    item: str | None = None
    before: Json = None
    after: Json = None
    inputs: Mapping[str, Json] = field(default_factory=dict)  # numbers and words that rules and readers need
    direction: Direction = Direction.NEUTRAL
    actor: Actor | None = None  # None: the pair's
    happened: str | None = None
    details: tuple[str, ...] = ()
    confidence: Confidence = Confidence.CERTAIN


class Case(Struct, frozen=True):
    """What a rule may look at."""

    draft: Draft
    pair: Pair

    @property
    def inputs(self) -> Mapping[str, Json]:
        return self.draft.inputs

    @property
    def stage(self) -> Stage:
        return self.pair.stage

    @property
    def numbers(self) -> Numbers:
        return self.pair.numbers

    def is_of(self, *fields: str) -> bool:
        return self.inputs.get("field") in fields


def always(_case: Case) -> bool:
    return True


class Rule(Struct, frozen=True):
    """A row of the significance table. The first row of a kind whose test holds decides."""

    id: str
    kinds: tuple[str, ...]
    significance: Significance
    reason: str  # one line, for `watcher explain`
    source: str
    test: Callable[[Case], bool] = always
    names_stage: bool = False  # its cell names a stage: the modifier of the stage does not raise it again


# A fold takes the edits that nobody owns yet and drafts the changes that own some of them.
Fold = Callable[[Pair, Sequence[Edit]], Sequence[Draft]]
# A matcher pairs the items of a list that are left when equal ones are cancelled; None stands for "nothing".
Matcher = Callable[[Sequence[Json], Sequence[Json]], Sequence[tuple[Json, Json]]]
