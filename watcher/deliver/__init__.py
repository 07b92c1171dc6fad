"""The outbox in, messages out, and a report of what did not go."""

from watcher.deliver.announce import announce
from watcher.deliver.loop import deliver, deliver_one, send, standing
from watcher.deliver.policy import Policy
from watcher.deliver.report import DeliverReport, Outcome

__all__ = ["DeliverReport", "Outcome", "Policy", "announce", "deliver", "deliver_one", "send", "standing"]
