"""config.toml and the environment in, a frozen Config out. The only package that knows TOML and the environment."""

from watcher.config.interpolate import variables
from watcher.config.loading import load, parse, read
from watcher.config.settings import ChannelConfig, Config
from watcher.config.tables import refusals
from watcher.config.vocabulary import Vocabulary

__all__ = ["ChannelConfig", "Config", "Vocabulary", "load", "parse", "read", "refusals", "variables"]
