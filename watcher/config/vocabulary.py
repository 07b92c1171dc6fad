"""The words that a configuration may use and that other packages define: handed in, since they lie above."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from pydantic import BaseModel

from watcher.model import Trial

ChannelModels = Mapping[str, Callable[[], type[BaseModel]]]  # called, and so imported, only for kinds in use
ParseTrial = Callable[[str], Trial]


class Vocabulary(Struct, frozen=True):
    """The functions raise UsageError on what the registry does not understand, and say what would do."""

    channels: ChannelModels
    parse_trial: ParseTrial
    check_search: Callable[[Mapping[str, str]], object]
