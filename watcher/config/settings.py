"""The configuration as the rest of the program sees it: read once, frozen, every name resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True)
class ChannelConfig:
    kind: str
    settings: BaseModel | None  # the kind's own frozen model with addresses and secrets; None: not all of it is here
    partly: Mapping[str, Any] = field(default_factory=dict)  # then what is here of it, to be shown


@dataclass(frozen=True)
class Config:
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
    secrets: frozenset[str] = field(repr=False)  # values that no log line may show
    alerts_written: int = 1  # a preset is one, and becomes several
    missing: tuple[str, ...] = ()  # what only a check and sending need, and is not here, as problems of the file
