"""config.toml and the environment in, a frozen Config out. The only package that knows TOML and the environment."""

from watcher.config.interpolate import variables
from watcher.config.loading import load, parse, read
from watcher.config.settings import ChannelConfig, Config

__all__ = ["ChannelConfig", "Config", "load", "parse", "read", "variables"]
