"""The configuration as the rest of the program sees it: read once, frozen, every name resolved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from pydantic import BaseModel

from watcher.config.cron import Cron
from watcher.config.sections import (
    DeliverySection,
    FailuresSection,
    PingSection,
    PublishSection,
    RegistrySection,
    ScheduleSection,
)
from watcher.meaning.numbers import Numbers
from watcher.model import Alert, Watch


class ChannelConfig(Struct, frozen=True):
    kind: str
    settings: BaseModel | None  # the kind's own frozen model with addresses and secrets; None: not all of it is here
    partly: Mapping[str, Any] = field(default_factory=dict)  # then what is here of it, to be shown


class Config(Struct, frozen=True):
    path: Path
    database: Path
    registry: RegistrySection
    schedule: ScheduleSection
    cron: Cron
    numbers: Numbers
    channels: Mapping[str, ChannelConfig]
    watches: tuple[Watch, ...]
    alerts: tuple[Alert, ...]
    ping: PingSection
    publish: PublishSection
    publish_folder: Path
    failures: FailuresSection
    delivery: DeliverySection
    secrets: frozenset[str]  # values that no log line may show
    alerts_written: int = 1  # a preset is one, and becomes several
    missing: tuple[str, ...] = ()  # what only a check and sending need, and is not here, as problems of the file

    def __repr__(self) -> str:
        """Nothing of what it says: a log line or a traceback may show it."""
        return f"Config({str(self.path)!r})"
