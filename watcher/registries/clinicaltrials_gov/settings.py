"""How ClinicalTrials.gov is asked: the values of `[registry]` in config.toml."""

from __future__ import annotations

from msgspec import Struct

from watcher.net.wire import Transport, Wire


class RegistrySettings(Struct, frozen=True):
    """All times in seconds."""

    base_url: str = "https://clinicaltrials.gov"
    contact: str = ""
    pace: float = 1.0
    batch: int = 100
    time_budget: float = 900.0
    timeout: float = 30.0
    transport: Transport = "auto"
    user_agent: str | None = None  # None: our own name; "": the library's
    page_size: int = 1000

    @property
    def wire(self) -> Wire:
        """Private addresses are allowed: who names a registry of his own means it, and redirects stay on its host."""
        return Wire(
            user_agent=self.user_agent,
            contact=self.contact,
            transport=self.transport,
            timeout=self.timeout,
            allow_private=True,
        )
