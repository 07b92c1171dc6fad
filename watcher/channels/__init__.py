"""Ways to reach someone, by kind. Each kind is one file, and is imported only when a configuration names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from watcher.channels.base import ChannelSettings

_HOMES = {
    "apprise": ("apprise_urls", "AppriseSettings"),
    "email": ("email", "EmailSettings"),
    "github": ("github", "GithubSettings"),
    "ntfy": ("ntfy", "NtfySettings"),
    "slack": ("slack", "SlackSettings"),
    "stdout": ("stdout", "StdoutSettings"),
    "webhook": ("webhook", "WebhookSettings"),
}


def _settings(module: str, name: str) -> type[ChannelSettings]:
    return cast("type[ChannelSettings]", getattr(import_module(f"watcher.channels.{module}"), name))


# kind → what imports its settings model; `settings.open(name, outside)` then makes the channel.
KINDS: Mapping[str, Callable[[], type[ChannelSettings]]] = {k: partial(_settings, *home) for k, home in _HOMES.items()}
