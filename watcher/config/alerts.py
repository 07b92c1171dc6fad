"""`[[alert]]` tables in, alerts out: names resolved, presets unfolded, and what could never match refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

from msgspec import Struct, field
from pydantic import ValidationError

from watcher.config.lines import KeyPath
from watcher.config.problems import Problems, did_you_mean, unknown_kind
from watcher.config.sections import AlertSection
from watcher.config.vocabulary import ParseTrial
from watcher.config.watches import parse_trials
from watcher.meaning.telling import presets, slots
from watcher.model import Alert, Near, Significance, Watch

DEFAULT_RADIUS_KM = 50.0
_PLACE = 'near = "51.75,-1.26" (latitude,longitude) would do'
_AS_WRITTEN = ("kinds", "sections", "directions", "actors", "stages", "phases", "statuses", "countries", "text")


class Surroundings(Struct, frozen=True):
    """What an alert may speak of."""

    channels: tuple[str, ...]
    watches: tuple[Watch, ...]
    timezone: str
    parse_trial: ParseTrial


def read_alerts(tables: Any, around: Surroundings, problems: Problems) -> tuple[Alert, ...]:
    if not tables:
        return (Alert(name="everything", channels=around.channels, timezone=around.timezone),)
    if not isinstance(tables, list):
        problems.add(("alert",), "double brackets would do: [[alert]]")
        return ()
    reader = _Reader(around, problems)
    return tuple(alert for index, table in enumerate(tables) for alert in reader.alerts(table, ("alert", index)))


class _Reader(Struct):
    around: Surroundings
    problems: Problems
    names: set[str] = field(default_factory=set)

    def alerts(self, table: Any, path: KeyPath) -> Iterator[Alert]:
        try:
            section = AlertSection.model_validate(table)
        except ValidationError as error:
            self.problems.add_invalid(error, AlertSection, path)
            return
        self._check_name(section, path)
        self._check_references(section, path)
        self._check_kinds(section, path)
        self._check_labels(section, path)
        given = self._given(section, path)
        for row in self._unfold(section, given, path):
            yield Alert(**row)

    def _check_name(self, section: AlertSection, path: KeyPath) -> None:
        if section.name in self.names:
            self.problems.add((*path, "name"), f"an alert before this one is called {section.name!r} too")
        if section.name is not None:
            self.names.add(section.name)

    def _check_references(self, section: AlertSection, path: KeyPath) -> None:
        self._check_known(section.channels, self.around.channels, "channel", (*path, "channels"))
        self._check_known(section.watches, {w.name for w in self.around.watches}, "watch", (*path, "watches"))

    def _check_known(self, names: Iterable[str], known: Iterable[str], noun: str, path: KeyPath) -> None:
        for index, name in enumerate(names):
            if name not in known:
                self.problems.add((*path, index), f"unknown {noun} {name!r}{did_you_mean(name, known)}")

    def _check_kinds(self, section: AlertSection, path: KeyPath) -> None:
        for index, pattern in enumerate(section.kinds):
            unknown = unknown_kind(pattern)
            if unknown:
                self.problems.add((*path, "kinds", index), unknown)

    def _check_labels(self, section: AlertSection, path: KeyPath) -> None:
        """A label that no watch has would silence the alert for ever."""
        for key, value in section.labels.items():
            here = (*path, "labels", key)
            values = {watch.labels[key] for watch in self.around.watches if key in watch.labels}
            if not values:
                keys = {name for watch in self.around.watches for name in watch.labels}
                self.problems.add(here, f"no watch has a label {key!r}{did_you_mean(key, keys)}")
            elif value.casefold() not in {other.casefold() for other in values}:
                self.problems.add(here, f"no watch has {key} = {value!r}{did_you_mean(value, values)}")

    def _given(self, section: AlertSection, path: KeyPath) -> dict[str, Any]:
        """What the table says, as the fields of an Alert; what it leaves out is a preset's to fill."""
        written = section.model_fields_set
        given: dict[str, Any] = {key: getattr(section, key) for key in _AS_WRITTEN if key in written}
        if section.at_least is not None:
            given["at_least"] = section.at_least
        if section.when is not None:
            given["when"] = self._when(section.when, path)
        timezone = self._timezone(section, path)
        return {
            **given,
            "name": section.name or section.preset or f"no. {int(path[-1]) + 1} in the file",
            "channels": section.channels or self.around.channels,
            "watches": section.watches,
            "labels": section.labels,
            "trials": self._trials(section, path),
            "near": self._near(section, path),
            "timezone": timezone,
            "mute_until": _in_zone(section.mute_until, timezone),
            "sign_of_life": section.sign_of_life,
        }

    def _unfold(self, section: AlertSection, given: dict[str, Any], path: KeyPath) -> Iterator[dict[str, Any]]:
        if section.preset is None:
            yield given
            return
        if section.preset not in presets.PRESETS:
            unknown = f"unknown preset {section.preset!r}{did_you_mean(section.preset, presets.PRESETS)}"
            self.problems.add((*path, "preset"), unknown)
            return
        for row in presets.expand(section.preset, given):
            yield {**row, "at_least": Significance(row["at_least"])}

    def _when(self, when: str, path: KeyPath) -> str:
        try:
            slots.parse(when)
        except ValueError as error:
            self.problems.add((*path, "when"), str(error))
        return when

    def _timezone(self, section: AlertSection, path: KeyPath) -> str:
        if section.timezone is None:
            return self.around.timezone
        try:
            slots.zone(section.timezone)
        except ValueError:
            self.problems.add((*path, "timezone"), unknown_zone(section.timezone))
            return "UTC"
        return section.timezone

    def _trials(self, section: AlertSection, path: KeyPath) -> tuple[str, ...]:
        trials = parse_trials(section.trials, (*path, "trials"), self.around.parse_trial, self.problems)
        watches = self.around.watches
        if not any(watch.search or watch.like or watch.all for watch in watches):
            watched = {trial for watch in watches for trial in watch.trials}
            for trial in trials:
                if trial not in watched:
                    self.problems.add((*path, "trials"), f"no watch names {trial}; add it to the trials of a [[watch]]")
        return tuple(trial.id for trial in trials)

    def _near(self, section: AlertSection, path: KeyPath) -> Near | None:
        if section.near is None or self.problems.is_broken((*path, "near")):
            return None
        try:
            lat, lon = (float(part) for part in section.near.split(","))
        except ValueError:
            self.problems.add((*path, "near"), f"found {section.near!r}; {_PLACE}")
            return None
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            self.problems.add((*path, "near"), f"found {section.near!r}: no such place on Earth; {_PLACE}")
            return None
        return Near(lat, lon, section.radius_km or DEFAULT_RADIUS_KM)


def unknown_zone(name: str) -> str:
    """There are some 600 zones: only the nearest are named."""
    near = did_you_mean(name, available_timezones()).split("? ")[0]
    question = f"{near}?" if near.startswith("; did") else '; a name as "Europe/Berlin" or "UTC" would do'
    return f"unknown time zone {name!r}{question}"


def _in_zone(moment: datetime | None, timezone: str) -> datetime | None:
    """A day means its first moment where the reader lives."""
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=slots.zone(timezone))).astimezone(UTC)
