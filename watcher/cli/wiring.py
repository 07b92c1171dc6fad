"""Where the parts are put together: configuration, clock, network, store, channels. Nothing else makes them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from watcher.channels import KINDS
from watcher.channels.base import Channel, ChannelSettings, Outside
from watcher.cli import logs
from watcher.cli.options import Asked
from watcher.config import Config, Vocabulary, parse, read
from watcher.registries.clinicaltrials_gov.ids import parse as parse_trial
from watcher.registries.clinicaltrials_gov.terms import params as search_params
from watcher.stop import Stop, never, sleeping
from watcher.store import RunLock, Store, not_there

if TYPE_CHECKING:
    from watcher.net import Client, Wire
    from watcher.registries.clinicaltrials_gov.client import ClinicalTrialsGov


VOCABULARY = Vocabulary(KINDS, parse_trial, search_params)


def now() -> datetime:
    return datetime.now(UTC)


def read_config(asked: Asked) -> Config:
    """To check and to send: everything that the file names is here, before anybody is asked anything."""
    return parse_config(asked.config_path, read(asked.config_path), os.environ)


def view_config(asked: Asked) -> Config:
    """To look, and to tidy up: without the secrets of those who send. Its channels cannot be opened."""
    return parse_config(asked.config_path, read(asked.config_path), os.environ, to_look=True)


def parse_config(path: Path, text: str, environ: Mapping[str, str], *, to_look: bool = False) -> Config:
    """From here on no log line and no traceback shows what is secret in it."""
    config = parse(path, text, environ, VOCABULARY, to_look=to_look)
    logs.hide(config.secrets)
    return config


def open_store(config: Config) -> Store:
    """To record. A missing database is made."""
    return Store.open(config.database)


def read_store(config: Config) -> Store:
    """To look. A missing database is the user's to explain: there was no check yet, or the path is wrong."""
    return Store.open(config.database, read_only=True)


@contextmanager
def kept_store(config: Config) -> Iterator[Store]:
    """To tidy up, alone at it. A missing database is refused, as by `read_store`, before the lock makes its folder."""
    if not config.database.exists():
        raise not_there(config.database)
    with RunLock(config.database, now()), open_store(config) as store:
        yield store


def open_channels(config: Config, out: TextIO | None = None) -> Mapping[str, Channel]:
    """`out` is where the channel stdout writes, when standard output is taken."""
    outside = Outside(http=_client, stdout=out or sys.stdout)
    return {name: _settings(config, name).open(name, outside) for name in config.channels}


def _settings(config: Config, name: str) -> ChannelSettings:
    settings = config.channels[name].settings
    assert isinstance(settings, ChannelSettings)
    return settings


def _client(wire: Wire) -> Client:
    from watcher.net import Client

    return Client(wire)


@contextmanager
def open_registry(
    config: Config, clock: Callable[[], datetime] = now, stop: Stop = never
) -> Iterator[ClinicalTrialsGov]:
    """Its connections end with the block: a service that runs for months opens it again at each check."""
    from watcher.net import Client
    from watcher.registries.clinicaltrials_gov.client import ClinicalTrialsGov
    from watcher.registries.clinicaltrials_gov.settings import RegistrySettings

    settings = RegistrySettings(**config.registry.model_dump())
    with Client(settings.wire, stop) as client:
        yield ClinicalTrialsGov(client, settings, clock=clock, sleep=sleeping(stop))
