"""What GitHub tells a job by its environment, and the three ways in which a job answers: outputs, summary, log."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Literal

from msgspec import Struct

from watcher.errors import UsageError, WatcherError

Level = Literal["notice", "warning", "error"]
SUMMARY_LIMIT = 1_000_000  # bytes; GitHub drops a summary of more than 1 MiB


class Runner(Struct, frozen=True):
    """Outside of GitHub all of it may be missing; then only a remote has to be named."""

    environ: Mapping[str, str]

    @property
    def is_github(self) -> bool:
        return self.environ.get("GITHUB_ACTIONS") == "true"

    @property
    def token(self) -> str:
        return self.environ.get("GITHUB_TOKEN", "")

    @property
    def repository(self) -> str:
        return self.environ.get("GITHUB_REPOSITORY", "")

    @property
    def api_url(self) -> str:
        return self.environ.get("GITHUB_API_URL") or "https://api.github.com"

    @property
    def temporary(self) -> Path:
        return Path(self.environ.get("RUNNER_TEMP") or gettempdir())

    def remote(self) -> str:
        """The repository that the job runs in."""
        if not self.repository:
            raise UsageError("this is no job of GitHub Actions, so the repository must be named: --remote URL")
        return f"{self.environ.get('GITHUB_SERVER_URL') or 'https://github.com'}/{self.repository}.git"

    def event_says_private(self) -> bool | None:
        """None: the event does not tell, as those of a schedule sometimes do not."""
        path = self.environ.get("GITHUB_EVENT_PATH")
        if not path or not Path(path).is_file():
            return None
        event = json.loads(Path(path).read_text("utf-8"))
        found = (event.get("repository") or {}).get("private")
        return found if isinstance(found, bool) else None

    def put_outputs(self, outputs: Mapping[str, str]) -> None:
        """Values are of one line: a second one could pass for an output of its own."""
        lines = (f"{name}={' '.join(value.split())}\n" for name, value in outputs.items())
        self._append("GITHUB_OUTPUT", "".join(lines))

    def put_summary(self, markdown: str) -> None:
        self._append("GITHUB_STEP_SUMMARY", markdown)

    def annotate(self, level: Level, title: str, text: str) -> None:
        """A box on the job's page; elsewhere a line."""
        if self.is_github:
            print(f"::{level} title={_property(title)}::{_data(text)}", flush=True)  # noqa: T201  GitHub reads this
        else:
            print(f"{level}: {title}: {text}", file=sys.stderr)  # noqa: T201

    @contextmanager
    def without_commands(self) -> Iterator[None]:
        """Registry text may be printed inside: a line of it that looks like a command of GitHub's is only a line."""
        if not self.is_github:
            yield
            return
        mark = secrets.token_hex(16)
        print(f"::stop-commands::{mark}", flush=True)  # noqa: T201
        try:
            yield
        finally:
            print(f"::{mark}::", flush=True)  # noqa: T201

    @contextmanager
    def errors_on_the_page(self) -> Iterator[None]:
        """An expected error ends the command as ever; on the job's page it is a box besides."""
        try:
            yield
        except WatcherError as error:
            if self.is_github:
                self.annotate("error", "The watcher could not run", str(error))
            raise

    def _append(self, variable: str, text: str) -> None:
        path = self.environ.get(variable)
        if path:
            with Path(path).open("a", encoding="utf-8", newline="\n") as file:
                file.write(text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
