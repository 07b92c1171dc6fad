"""Reads config.toml: interpolates, validates section by section, and names all problems at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from pydantic import BaseModel, SecretStr, ValidationError

from watcher.config.alerts import Surroundings, read_alerts, unknown_zone
from watcher.config.cron import Cron
from watcher.config.interpolate import Outside
from watcher.config.lines import KeyPath, key_lines
from watcher.config.problems import HIDDEN, SHORTEST_SECRET, Problems, did_you_mean, secret_keys, why_unreadable
from watcher.config.sections import FileSections, ScheduleSection, Section
from watcher.config.settings import ChannelConfig, Config
from watcher.config.significance import significance_section
from watcher.config.vocabulary import ChannelModels, Vocabulary
from watcher.config.watches import read_watches
from watcher.errors import ConfigError
from watcher.meaning.numbers import Numbers
from watcher.meaning.telling import slots

DEFAULT_CHANNEL = "stdout"  # both the name and the kind of the channel that is there when no other is
_OWN_TABLES = ("significance", "channels", "watch", "alert")
# Whoever only looks needs none of it: channels, places, pings, and what the registry is told of us.
_FOR_CHECKS: tuple[KeyPath, ...] = (("channels",), ("alert",), ("ping",), ("registry", "contact"))
_SYNTAX = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)", re.DOTALL)

_Model = TypeVar("_Model", bound=BaseModel)


def load(path: Path, environ: Mapping[str, str], vocabulary: Vocabulary) -> Config:
    """ConfigError names every problem."""
    return parse(path, read(path), environ, vocabulary)


def parse(
    path: Path, text: str, environ: Mapping[str, str], vocabulary: Vocabulary, *, to_look: bool = False
) -> Config:
    """The same of a text that is not yet, or not any more, what the file holds.

    `to_look`: variables that only a check and sending need may be missing.
    """
    reading = _Reading.begin(path, text, environ)
    config = reading.config(vocabulary)
    reading.problems.raise_if_any(*(_FOR_CHECKS if to_look else ()))
    assert config is not None
    return config


def read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")  # editors on Windows put a mark before it
    except FileNotFoundError as error:
        raise ConfigError(
            [f"{path} is not there; `watcher init` writes one, --config names another"], str(path)
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path} cannot be read: {why_unreadable(error)}"], str(path)) from error


class _Reading(Struct):
    path: Path
    data: dict[str, Any]
    outside: Outside
    problems: Problems

    @classmethod
    def begin(cls, path: Path, text: str, environ: Mapping[str, str]) -> _Reading:
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError([_syntax(path, text, error)], str(path)) from error
        except (RecursionError, ValueError) as error:  # brackets in brackets, a number of thousands of digits
            raise ConfigError([f"{path} cannot be read: {error}"], str(path)) from error
        outside = Outside(environ, path.parent)
        problems = Problems(str(path), key_lines(text))
        return cls(path, outside.fill(raw, (), problems), outside, problems)

    def config(self, vocabulary: Vocabulary) -> Config | None:
        """None only when there are problems. Every part is read, whatever is wrong with those before it."""
        sections = self._sections()
        numbers = self._numbers()
        channels = self._channels(vocabulary.channels)
        schedule = sections.schedule
        cron = self._schedule(schedule)
        watches = read_watches(self.data.get("watch"), self.path.parent, vocabulary, self.problems)
        around = Surroundings(self._channel_names(), watches, schedule.timezone, vocabulary.parse_trial)
        alerts = read_alerts(self.data.get("alert"), around, self.problems)
        self._known_channels(sections.failures.channels)
        if self.problems.found or cron is None:
            return None
        database = self.path.parent / sections.store.path
        return Config(
            path=self.path,
            database=database,
            registry=sections.registry,
            schedule=schedule,
            cron=cron,
            numbers=numbers,
            channels=channels,
            watches=watches,
            alerts=alerts,
            ping=sections.ping,
            publish=sections.publish,
            publish_folder=self.path.parent / sections.publish.folder if sections.publish.folder else database.parent,
            failures=sections.failures,
            delivery=sections.delivery,
            secrets=frozenset(self._secrets(channels, sections.ping)),
            alerts_written=len(self.data.get("alert") or alerts),
            missing=tuple(self.problems.missing(*_FOR_CHECKS)),
        )

    def _sections(self) -> FileSections:
        """A section with a problem is read as its defaults, so that the others can still be checked."""
        good: dict[str, Any] = {}
        for key, value in self.data.items():
            if key in _OWN_TABLES:
                continue
            if key not in FileSections.model_fields:
                self.problems.add(
                    (key,), f"unknown section{did_you_mean(key, (*FileSections.model_fields, *_OWN_TABLES))}"
                )
                continue
            model = FileSections.model_fields[key].annotation
            assert isinstance(model, type) and issubclass(model, BaseModel)
            section = self._model(model, value, (key,))
            if section is not None:
                good[key] = section
        return FileSections.model_construct(**good)

    def _model(self, model: type[_Model], value: Any, path: KeyPath) -> _Model | None:
        if isinstance(value, dict):
            value = self.outside.read_twins(value, secret_keys(model), path, self.problems)
        try:
            return model.model_validate(value)
        except ValidationError as error:
            self.problems.add_invalid(error, model, path)
            return None

    def _numbers(self) -> Numbers:
        section = self._model(significance_section(), self.data.get("significance", {}), ("significance",))
        return Numbers(**section.model_dump()) if section is not None else Numbers()

    def _schedule(self, schedule: ScheduleSection) -> Cron | None:
        try:
            slots.zone(schedule.timezone)
        except ValueError:
            self.problems.add(("schedule", "timezone"), unknown_zone(schedule.timezone))
        try:
            return Cron.parse(schedule.cron)
        except ValueError as error:
            self.problems.add(("schedule", "cron"), str(error))
            return None

    def _channel_names(self) -> tuple[str, ...]:
        """As written: an alert that names a channel with a mistake in it is right about the name."""
        table = self.data.get("channels")
        return tuple(table) if isinstance(table, dict) and table else (DEFAULT_CHANNEL,)

    def _channels(self, models: ChannelModels) -> dict[str, ChannelConfig]:
        table = self.data.get("channels", {})
        if not isinstance(table, dict):
            self.problems.add(("channels",), 'a table for each channel would do: [channels.me] with kind = "email"')
            return {}
        read = {name: self._channel(name, value, models) for name, value in table.items()}
        channels = {name: channel for name, channel in read.items() if channel is not None}
        return channels or {DEFAULT_CHANNEL: ChannelConfig(DEFAULT_CHANNEL, models[DEFAULT_CHANNEL]()())}

    def _channel(self, name: str, value: Any, models: ChannelModels) -> ChannelConfig | None:
        path: KeyPath = ("channels", name)
        if not isinstance(value, dict):
            self.problems.add(path, f'a table would do: [channels.{name}] with kind = "email"')
            return None
        kind = value.get("kind")
        if not isinstance(kind, str) or kind not in models:
            found = "kind is missing" if kind is None else f"unknown kind {kind!r}"
            self.problems.add((*path, "kind"), f"{found}{did_you_mean(str(kind), models)}")
            return None
        model = models[kind]()
        given = {key: self._in_folder(model, key, item) for key, item in value.items() if key != "kind"}
        settings = self._model(model, given, path)
        if self.problems.is_broken(path):
            return ChannelConfig(kind, None, self._partly(model, given, path))
        return ChannelConfig(kind, settings) if settings is not None else None

    def _partly(self, model: type[BaseModel], given: Mapping[str, Any], path: KeyPath) -> dict[str, Any]:
        here = {key: value for key, value in given.items() if not self.problems.is_broken((*path, key))}
        return {key: HIDDEN if key in secret_keys(model) else value for key, value in here.items()}

    def _in_folder(self, model: type[BaseModel], key: str, value: Any) -> Any:
        """Paths are relative to the file, wherever the command is run."""
        is_path = key in model.model_fields and "Path" in str(model.model_fields[key].annotation)
        return str(self.path.parent / value) if is_path and isinstance(value, str) else value

    def _known_channels(self, names: tuple[str, ...]) -> None:
        known = self._channel_names()
        for index, name in enumerate(names):
            if name not in known:
                self.problems.add(
                    ("failures", "channels", index), f"unknown channel {name!r}{did_you_mean(name, known)}"
                )

    def _secrets(self, channels: Mapping[str, ChannelConfig], ping: Section) -> set[str]:
        """What is a secret by its field, and whatever the environment or a file gave. Short ones would blank words."""
        found = set(self.problems.secrets.values())
        for settings in (ping, *(channel.settings for channel in channels.values())):
            for value in dict(settings or ()).values():
                items = value if isinstance(value, tuple | list) else (value,)
                found |= {item.get_secret_value() for item in items if isinstance(item, SecretStr)}
        return {value for value in found if len(value) >= SHORTEST_SECRET}


def _syntax(path: Path, text: str, error: tomllib.TOMLDecodeError) -> str:
    found = _SYNTAX.fullmatch(str(error))
    if found is None:
        return f"{path}: {error}"
    return f"{path}:{found['line'] or text.count(chr(10)) + 1}: {found['what']}"
