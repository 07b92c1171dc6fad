"""The nouns, frozen: what a registry said, what changed in it, who hears of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from watcher.errors import RegistryError

Json = Any  # the only alias of Any: parsed JSON, before and inside canonical form

# The data date of the registry, the only field that moves by itself (docs/registry.md, fact 1).
_VERSION_HOLDER = re.compile(rb'("versionHolder"\s*:\s*")[^"\\]*(")')
_NAME = b'"versionHolder"'

# What changes are told under, in their order in an update.
RecordSection = Literal[
    "status", "enrollment", "sites", "dates", "outcomes", "eligibility", "design", "arms", "people", "results",
    "documents", "references", "texts", "record",
]  # fmt: skip


class Significance(StrEnum):
    """How much a change matters, most first."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"
    ADMINISTRATIVE = "administrative"

    @property
    def rank(self) -> int:
        """0 for administrative up to 3 for critical."""
        return _RANKS[self]

    def at_least(self, other: Significance) -> bool:
        return self.rank >= other.rank


_RANKS = {s: 3 - i for i, s in enumerate(Significance)}


class Direction(StrEnum):
    UNFAVOURABLE = "unfavourable"
    FAVOURABLE = "favourable"
    NEUTRAL = "neutral"


class Actor(StrEnum):
    SPONSOR = "sponsor"
    REGISTRY = "registry"


class Stage(StrEnum):
    """Where the trial stood when the change was submitted (docs/rating.md, correction 1)."""

    PRE_START = "pre_start"
    ENROLLING = "enrolling"
    CLOSED = "closed"
    PCD_OVERDUE = "pcd_overdue"
    POST_PCD = "post_pcd"
    POST_RESULTS = "post_results"
    STRADDLES_START = "straddles_start"
    STRADDLES_PCD = "straddles_pcd"
    NONE = "none"  # expanded access, and what is no difference of two records


class Confidence(StrEnum):
    CERTAIN = "certain"
    AMBIGUOUS = "ambiguous"  # several items are alike; which one changed cannot be known


class Trial(Struct, frozen=True, order=True):
    registry: str
    id: str

    def __str__(self) -> str:
        return self.id


class Record(Struct, frozen=True, dict=True):
    """What the registry said of one trial, verbatim."""

    trial: Trial
    raw: bytes
    release: str  # the registry's dataTimestamp when this was fetched

    @cached_property
    def hash(self) -> str:
        """32 hex digits over the bytes as sent, `versionHolder` blanked (law 1)."""
        return record_hash(self.raw)

    @cached_property
    def content(self) -> Json:
        return msgspec.json.decode(self.raw)

    @cached_property
    def version_holder(self) -> str | None:
        found = _VERSION_HOLDER.search(self.raw, max(self.raw.find(_NAME), 0))
        return found.group(0).split(b'"')[-2].decode() if found else None


def record_hash(raw: bytes) -> str:
    # It stands near the end of a record, and `find` comes there twenty times sooner than the expression.
    start = max(raw.find(_NAME), 0)
    hashed = hashlib.blake2b(memoryview(raw)[:start], digest_size=16)
    hashed.update(_VERSION_HOLDER.sub(rb"\1\2", raw[start:]))
    return hashed.hexdigest()


class Version(Struct, frozen=True):
    number: int  # from 1
    record: Record
    registry_date: str | None  # lastUpdateSubmitDate
    first_seen_at: datetime  # aware, UTC


class Plan(Struct, frozen=True):
    """The first plan known for a trial: what cumulative rules compare with."""

    origin: str  # "registration": version 1 is the record as first submitted; "watching": the day watching began
    as_of: str  # registry date of that version
    enrollment: int | None
    start: str | None
    primary_completion: str | None
    completion: str | None


class Quarantine(Struct, frozen=True):
    """A record that lost too much to be believed at first sight."""

    hash: str
    since: datetime
    reason: str


class Known(Struct, frozen=True):
    """What deciding must remember: a fold over the versions stored."""

    previous: Version | None = None
    first_plan: Plan | None = None
    crossed: frozenset[str] = frozenset()  # cumulative thresholds that fired already
    quarantine: Quarantine | None = None


class At(Struct, frozen=True):
    """Which item of a list: digests of its canonical form on both sides, and a count among equals."""

    before: str | None
    after: str | None
    ordinal: int = 0


class Edit(Struct, frozen=True):
    """One leaf, or one item of a list, that differs. Complete, for machines.

    `path` is dotted with `[]` for each list passed; `at` has one entry for each `[]`, outermost first.
    `before` or `after` is None where there was or is nothing.
    """

    path: str
    item: str | None
    before: Json
    after: Json
    at: tuple[At, ...] = ()

    @property
    def leaf(self) -> str:
        """The last key of the path: "description"."""
        return self.path.rpartition(".")[2].removesuffix("[]")


class ChangeDates(Struct, frozen=True):
    happened: str | None = None  # registry precision, when the record tells (actual dates)
    submitted: str | None = None  # lastUpdateSubmitDate of the new version, if it moved
    seen: str | None = None  # ISO instant, UTC
    lag_days: int | None = None  # submitted minus happened


class Change(Struct, frozen=True):
    """One thing that a person would call a change: folded, rated, worded."""

    kind: str
    path: str
    item: str | None
    label: str
    before: Json
    after: Json
    significance: Significance
    direction: Direction
    actor: Actor
    stage: Stage
    rule: str
    section: str
    summary: str
    inputs: Mapping[str, Json] = field(default_factory=dict)
    details: tuple[str, ...] = ()  # further lines for people
    dates: ChangeDates = ChangeDates()
    confidence: Confidence = Confidence.CERTAIN
    edits: tuple[int, ...] = ()  # positions in Update.edits
    ordinal: int = 0  # among changes of the same kind, path and item


class Subject(Struct, frozen=True):
    """The trial as an alert speaks of it, taken from the newer record."""

    trial: Trial
    title: str
    acronym: str | None = None
    sponsor: str | None = None
    phase: str | None = None  # "Phase 3", "Phase 1/2"; None for observational
    status: str | None = None  # the registry's word
    conditions: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    contact: str | None = None  # central contact in one line
    url: str = ""  # the registry's page of the trial
    compare_url: str | None = None  # the registry's own comparison of versions


class Update(Struct, frozen=True, dict=True):
    """All that differs between two versions of a trial's record, or one event about the record itself."""

    trial: Trial
    from_version: int | None
    to_version: int | None
    from_hash: str | None
    to_hash: str | None
    registry_date: str | None
    detected_at: datetime
    release: str
    subject: Subject
    headline: str
    significance: Significance
    changes: tuple[Change, ...]
    edits: tuple[Edit, ...] = ()
    unchanged: tuple[str, ...] = ()  # sentences: what did not change among what people would ask about
    mark: str = ""  # tells apart events that are no difference of two records (vanished on …)
    ruleset: str = ""

    @cached_property
    def id(self) -> str:
        return digest(
            "update", self.trial.registry, self.trial.id, self.from_version, self.from_hash, self.to_hash, self.mark
        )

    def change_id(self, change: Change) -> str:
        """The identity of a change (law 8): stable under re-rating and re-wording."""
        return digest(
            "change", self.trial.registry, self.trial.id, self.from_version, self.to_version, self.mark,
            change.kind, change.path, change.item, change.ordinal,
        )  # fmt: skip


class Answer(Struct, frozen=True):
    """What the registry answered for one trial asked for: a record, or an error in its place (law 5)."""

    trial: Trial  # as asked; the record may bear another number (an alias)
    record: Record | None = None
    error: RegistryError | None = None
    alias: str | None = None  # the number under which the registry now keeps the trial, if another


class Found(Struct, frozen=True):
    """One page of what a search finds."""

    answers: tuple[Answer, ...]
    next_token: str | None  # where to go on, on the same data release; None: this was the last page
    total: int | None  # how many the search finds, when the registry says so


class End(Struct, frozen=True):
    """The last word of a search. Only after a complete one may a trial be said to have left it."""

    complete: bool  # every page came, all of one data release
    reason: str = ""
    error: RegistryError | None = None
    moved: bool = False  # the registry turned to another data release meanwhile


class Decision(Struct, frozen=True):
    """What one answer of the registry leads to. At most one of update and quarantine."""

    version: Version | None = None
    update: Update | None = None
    quarantine: Quarantine | None = None
    first_plan: Plan | None = None  # to be remembered from now on
    crossed: frozenset[str] = frozenset()  # all thresholds that have fired up to now


class TrialCondition(StrEnum):
    """How the last look at a trial ended."""

    NEW = "new"  # no version yet
    OK = "ok"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    MISSING = "missing"  # text 404, not yet confirmed
    VANISHED = "vanished"


class TrialState(Struct, frozen=True):
    """What the store remembers of a trial besides its versions."""

    trial: Trial
    condition: TrialCondition = TrialCondition.NEW
    hash: str | None = None  # record hash of the last version
    versions: int = 0
    release_seen: str | None = None  # data release of the last answer (law 6)
    stale_looks: int = 0  # looks in which versionHolder had not moved although the release had
    next_look_at: datetime | None = None
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    announced_at: datetime | None = None  # when the failure was last announced
    error_kind: str | None = None
    error: str | None = None
    missing_looks: tuple[datetime, ...] = ()
    alias: str | None = None


def digest(*parts: object) -> str:
    """24 hex digits that name a thing by its parts; never random (law 7)."""
    return hashlib.blake2b(
        msgspec.json.encode([str(p) if p is not None else None for p in parts]), digest_size=12
    ).hexdigest()


# --- who hears of it -------------------------------------------------------------------------------------------------


class Watch(Struct, frozen=True):
    name: str
    trials: tuple[Trial, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    paused: bool = False
    search: Mapping[str, str] = field(default_factory=dict)  # the API's own terms; empty: none
    like: Trial | None = None
    all: bool = False


class Near(Struct, frozen=True):
    lat: float
    lon: float
    radius_km: float


class Alert(Struct, frozen=True):
    """Who hears what, how loud. Empty filters let everything pass."""

    name: str
    channels: tuple[str, ...]
    watches: tuple[str, ...] = ()
    at_least: Significance = Significance.MINOR
    labels: Mapping[str, str] = field(default_factory=dict)
    trials: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # wildcards: "site.*"
    sections: tuple[str, ...] = ()
    directions: tuple[Direction, ...] = ()
    actors: tuple[Actor, ...] = ()
    stages: tuple[Stage, ...] = ()
    phases: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    text: str | None = None
    near: Near | None = None
    when: str = "now"  # "now", "daily 08:00", "weekly mon 08:00"
    timezone: str = "UTC"
    mute_until: datetime | None = None
    sign_of_life: bool = False  # a digest with nothing in it is sent all the same


class Target(Struct, frozen=True):
    """One recipient of one channel. `recipient` is a key; the address stays in the configuration."""

    channel: str
    recipient: str


class Held(Struct, frozen=True):
    """One recipient's share of an update, recorded with it and settled into a message later."""

    update_id: str
    target: Target
    changes: tuple[str, ...]  # ids
    alerts: tuple[str, ...] = ()
    slot: str | None = None  # None: now; else the digest's slot, "2026-03-10T08:00:00+01:00 daily 08:00"
    labels: Mapping[str, str] = field(default_factory=dict)
    distances: Mapping[str, float | None] = field(default_factory=dict)  # km by change, for who asked for a place
    notes: tuple[str, ...] = ()
    at_least: Significance = Significance.ADMINISTRATIVE  # demoted below this, it is dropped


class LogFilter(Struct, frozen=True):
    """Which changes of the log are asked for. Empty: all."""

    trials: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # wildcards: "site.*"
    at_least: Significance = Significance.ADMINISTRATIVE
    since: str | None = None  # ISO date or instant, by detected_at
    until: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    limit: int | None = None


class UpdateMessage(Struct, frozen=True):
    id: str
    update: Update  # holds only the changes that this recipient is to hear of
    labels: Mapping[str, str] = field(default_factory=dict)
    sequence: int = 0  # order of messages about one trial
    alerts: tuple[str, ...] = ()  # names of the alert rules that matched
    notes: tuple[str, ...] = ()  # what is to be known beside the changes
    correction_of: str | None = None  # id of the message that this one corrects
    unasked: tuple[Change, ...] = ()  # in a digest: what else changed, without which no net effect is true


class Digest(Struct, frozen=True):
    id: str
    slot: str
    title: str
    updates: tuple[UpdateMessage, ...]
    since: str | None = None
    until: str | None = None
    checked: int = 0
    not_seen: int = 0
    release: str = ""
    brief: bool = False  # a storm: each trial in its headline alone


class Notice(Struct, frozen=True):
    """To the operator: failure, recovery, expiry, blind, drift, test."""

    id: str
    kind: str
    title: str
    lines: tuple[str, ...]
    at: str
    trial: Trial | None = None


Message = UpdateMessage | Digest | Notice


class DeliveryState(StrEnum):
    HELD = "held"  # recorded with the update, not yet a message
    PENDING = "pending"
    LEASED = "leased"
    DELIVERED = "delivered"
    FAILED = "failed"  # permanent
    EXPIRED = "expired"


class Payload(Struct, frozen=True):
    """A message as one channel kind says it: rendered once, sent as kept."""

    body: bytes
    content_type: str


class Delivery(Struct, frozen=True):
    id: str
    target: Target
    message: str  # id of the message row
    state: DeliveryState
    payload: Payload | None
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    expires_at: datetime | None
    error: str | None = None
    trial: Trial | None = None
    sequence: int = 0
    may_repeat: bool = False  # an earlier attempt was begun and its end was not seen


class Outcome(StrEnum):
    COMPLETE = "complete"
    LIMITED = "limited"  # all that was asked for was seen, but not all that is watched was asked for
    PARTIAL = "partial"
    FAILED = "failed"


class Run(Struct, frozen=True):
    id: int
    started_at: datetime
    ended_at: datetime | None
    release: str | None
    due: int
    checked: int
    changed: int
    failed: int
    outcome: Outcome | None
    message: str = ""
