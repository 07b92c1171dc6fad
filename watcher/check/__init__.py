"""The main job: what changed since the last look is found, recorded, and put into the outbox."""

from watcher.check.correct import correct
from watcher.check.job import check
from watcher.check.orders import Orders, Registry
from watcher.check.post import settle_held
from watcher.check.report import Finding, Posted, Report, Sight, Unseen

__all__ = [
    "Finding",
    "Orders",
    "Posted",
    "Registry",
    "Report",
    "Sight",
    "Unseen",
    "check",
    "correct",
    "settle_held",
]
