"""Rules of what happens to a record as a whole: watched, gone, back, found by a search; no difference of two."""

from __future__ import annotations

from watcher.meaning.draft import Rule
from watcher.model import Significance

_C, _MA, _MI, _AD = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE

RULES: tuple[Rule, ...] = (
    Rule("watching", ("watching",), _AD, "The first version: watching begins.", "docs/design.md, law 4"),
    Rule("record.vanished", ("record.vanished",), _C, "The registry holds the trial no more.", "webchanges #119"),
    Rule("record.returned", ("record.returned",), _C, "A trial that had vanished is there again.", "webchanges #119"),
    Rule(
        "record.aliased",
        ("record.aliased",),
        _MA,
        "The registry keeps the trial under another number.",
        "docs/rating.md, first table",
    ),
    Rule(
        "record.quarantined",
        ("record.quarantined",),
        _AD,
        "A record lost too much to be believed at first sight.",
        "docs/design.md, law 5",
    ),
    Rule(
        "baseline.replaced",
        ("baseline.replaced",),
        _AD,
        "The first version was a part of the record.",
        "docs/design.md, law 5",
    ),
    Rule(
        "search.entered.again",
        ("search.entered",),
        _MI,
        "A trial that had left matches the search again.",
        "FDAAA TrialsTracker #135",
        lambda case: bool(case.inputs.get("again")),
    ),
    Rule("search.entered", ("search.entered",), _MA, "A trial now matches the search.", "ebmdatalab #126"),
    Rule("search.left", ("search.left",), _MI, "A trial no longer matches the search.", "ebmdatalab #135"),
    Rule("registry.format", ("registry.format",), _AD, "The registry changed many records at once.", "cthist 2.1.12"),
)
