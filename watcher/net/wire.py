"""How requests leave this machine, and what comes back. Plain values, no HTTP library."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

from watcher import __version__

Transport = Literal["auto", "httpx", "urllib"]

HOME = "https://github.com/clinical-trial-watcher/clinical-trial-watcher"
MEBIBYTE = 1024 * 1024


class Wire(Struct, frozen=True):
    """All times in seconds."""

    user_agent: str | None = None  # None: our own name; "": the library's
    contact: str = ""  # an address that goes along with our own name
    transport: Transport = "httpx"
    timeout: float = 30.0  # for each read
    connect_timeout: float = 10.0
    total: float | None = None  # for the whole request; None: four times `timeout`
    max_bytes: int = 64 * MEBIBYTE  # of an answer's body, unpacked
    allow_private: bool = False  # loopback and private addresses, and proxies named by the environment
    ca_file: Path | None = None  # certificates to trust besides the usual ones

    @property
    def whole(self) -> float:
        """Seconds for one request from first to last byte: a server that drips its answer is left."""
        return 4 * self.timeout if self.total is None else self.total


class Response(Struct, frozen=True):
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes  # unpacked
    url: str

    @property
    def content_type(self) -> str:
        """Without parameters, in lower case; "" where the server named none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        return self.content_type == "application/json" or self.content_type.endswith("+json")


def user_agent(contact: str, library: str) -> str:
    """Our name, where to read about us, whom to write to, and the library in use, as honest clients do.

    Never a browser's name: it would be a lie, and the registry answers it with 403 (two public witnesses).
    """
    about = "; ".join(part for part in (f"+{HOME}", _plain(contact)) if part)
    return f"clinical-trial-watcher/{__version__} ({about}) {library}".strip()


def _plain(text: str) -> str:
    """A header holds printable ASCII; brackets would end the comment."""
    return "".join(c for c in text if " " <= c <= "~" and c not in "()\\").strip()
