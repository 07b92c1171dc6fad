"""A configuration in, its text as TOML out: every default written out, every secret masked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import asdict
from pydantic import BaseModel, SecretStr

from watcher.config.problems import HIDDEN
from watcher.config.settings import ChannelConfig, Config
from watcher.model import Alert, Watch


def shown(config: Config) -> str:
    import tomlkit

    sections = {
        "registry": config.registry,
        "schedule": config.schedule,
        "ping": config.ping,
        "publish": config.publish,
        "failures": config.failures,
        "delivery": config.delivery,
    }
    document = {
        "store": {"path": str(config.database)},
        **{name: _plain(section, config.secrets) for name, section in sections.items()},
        "significance": _plain(asdict(config.numbers), config.secrets),
        "channels": {name: _channel(channel, config.secrets) for name, channel in config.channels.items()},
        "watch": [_watch(watch) for watch in config.watches],
        "alert": [_alert(alert) for alert in config.alerts],
    }
    return tomlkit.dumps(document)


def _channel(channel: ChannelConfig, secrets: frozenset[str]) -> dict[str, Any]:
    return {"kind": channel.kind, **_plain(channel.settings or channel.partly, secrets)}


def _watch(watch: Watch) -> dict[str, Any]:
    like = watch.like.id if watch.like else None
    return _filled({**asdict(watch), "trials": [trial.id for trial in watch.trials], "like": like})


def _alert(alert: Alert) -> dict[str, Any]:
    """Without the place: whoever looks over the shoulder need not learn where someone lives."""
    near = {"near": HIDDEN, "radius_km": alert.near.radius_km} if alert.near else {}
    return _filled({**asdict(alert), "near": None, "at_least": str(alert.at_least), **near})


def _plain(value: Any, secrets: frozenset[str]) -> Any:
    if isinstance(value, BaseModel):
        named = {field.alias or name: getattr(value, name) for name, field in type(value).model_fields.items()}
        return _plain(named, secrets)
    if isinstance(value, Mapping):
        return _filled({key: _plain(item, secrets) for key, item in value.items()})
    if isinstance(value, tuple | list):
        return [_plain(item, secrets) for item in value]
    if isinstance(value, SecretStr) or (isinstance(value, str) and value in secrets):
        return HIDDEN
    return str(value) if isinstance(value, Path) else value


def _filled(table: Mapping[str, Any]) -> dict[str, Any]:
    """TOML has no word for nothing."""
    return {key: list(item) if isinstance(item, tuple) else item for key, item in table.items() if item is not None}
