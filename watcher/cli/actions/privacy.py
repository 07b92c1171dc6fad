"""What a public repository would tell everyone: said once a run, before anybody is surprised by it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from watcher.cli.actions.runner import Runner
from watcher.cli.actions.summary import Box
from watcher.config import Config
from watcher.errors import NetworkError
from watcher.net import Client, Wire

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_EXAMPLE = re.compile(r"[@.]example(\.(com|net|org))?$")
_NEAR = (
    "An alert has `near`, and the state notes how far each site is from there: a few distances give the place away. "
    "Make the repository private, or take `near` out."
)
_CONTACTS = (
    "config.toml holds an e-mail address. Write ${NAME} in its place and set a secret of that name; the state itself "
    "holds no address of yours."
)
_STAFF = (
    "The state holds the records whole, with the names, telephone numbers and addresses of trial staff that the "
    "registry shows today and may withdraw tomorrow; the branch keeps them."
)


class _Repository(msgspec.Struct):
    private: bool


def warnings(config: Config, runner: Runner) -> Iterator[Box]:
    """Nothing for a private repository; what cannot be told counts as public."""
    if is_private(runner):
        return
    if any(alert.near is not None for alert in config.alerts):
        yield Box("warning", "Everyone can read your place", _NEAR)
    if _holds_address(config.path.read_text("utf-8")):
        yield Box("warning", "Everyone can read an address", _CONTACTS)
    yield Box("notice", "Everyone can read the state", _STAFF)


def is_private(runner: Runner) -> bool:
    said = runner.event_says_private()
    if said is not None or not runner.repository:
        return bool(said)
    headers = {"Accept": "application/vnd.github+json"}
    if runner.token:
        headers["Authorization"] = f"Bearer {runner.token}"
    try:
        with Client(Wire(timeout=10.0)) as client:
            answer = client.get(f"{runner.api_url}/repos/{runner.repository}", headers=headers)
        return msgspec.json.decode(answer.body, type=_Repository).private
    except (NetworkError, msgspec.DecodeError):
        return False


def _holds_address(text: str) -> bool:
    """Comments are somebody's examples, and so is example.org (RFC 2606)."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    found = (match.group() for line in lines for match in _ADDRESS.finditer(line))
    return any(not _EXAMPLE.search(address) for address in found)
