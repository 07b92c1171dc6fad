"""The branch that holds the state, as a folder here: fetched, committed, pushed. The only module that knows git.

A push only ever adds to what was fetched, and the server refuses it when another job was faster: so the history is
linear, and nobody's state is written over. Whether a push arrived is read from the branch, never from git's words.
"""

from __future__ import annotations

import base64
import logging
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from watcher.errors import StoreError

_LOG = logging.getLogger(__name__)
_TRIES = 5
_TIMEOUT = 300.0  # seconds for one call of git
_BASE = "refs/watcher/base"  # what the remote branch is known to hold
# Of the user's and the machine's settings, those that would change what is committed are put aside.
_SETTINGS = (
    "core.autocrlf=false",
    f"core.hooksPath={os.devnull}",
    "commit.gpgSign=false",
    "gc.auto=0",
    "init.defaultBranch=state",
    "user.name=github-actions[bot]",
    "user.email=41898282+github-actions[bot]@users.noreply.github.com",
)


class Pushed(Enum):
    SAVED = "saved"
    OVERTAKEN = "overtaken"  # another job pushed meanwhile: what is here is out of date
    REFUSED = "refused"  # not for want of trying; the branch is as it was, as far as can be seen


class Remote(Struct, frozen=True):
    url: str
    branch: str
    token: str = ""

    @property
    def ref(self) -> str:
        return f"refs/heads/{self.branch}"

    @property
    def environment(self) -> Mapping[str, str]:
        """The token reaches git by the environment: neither the process list nor a file shows it."""
        if not self.token or urlsplit(self.url).scheme != "https":
            return {}
        basic = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
        return {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{self.url}.extraHeader",
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {basic}",
        }


class StateBranch:
    """`pause`: seconds before the second try of whatever goes over the network; doubled each time."""

    def __init__(self, remote: Remote, folder: Path, sleep: Callable[[float], None], pause: float = 2.0) -> None:
        self.remote = remote
        self.folder = folder
        self._sleep = sleep
        self._pause = pause

    def fetch(self) -> bool:
        """The folder becomes what the branch holds. False: there is no such branch, and the folder is empty."""
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        self._git("init", "--quiet")
        if self._persistently("ls-remote", self.remote.url, self.remote.ref) == "":
            return False
        self._persistently("fetch", "--quiet", "--no-tags", "--depth=1", self.remote.url, self.remote.ref)
        self._git("update-ref", _BASE, "FETCH_HEAD")
        self._git("reset", "--quiet", "--hard", _BASE)
        return True

    def commit(self, message: str) -> None:
        """All that the folder holds; nothing when nothing differs."""
        self._git("add", "--all")
        if self._head() is None or self._run("diff", "--cached", "--quiet").returncode:
            self._git("commit", "--quiet", "--message", message)

    def push(self) -> Pushed:
        head, base = self._head(), self._commit(_BASE)
        if head == base:
            return Pushed.SAVED
        for wait in self._waits():
            self._sleep(wait)
            pushed = self._run("push", "--quiet", self.remote.url, f"HEAD:{self.remote.ref}")
            tip = head if pushed.returncode == 0 else self._tip()
            if tip == head:  # also when the push arrived and the answer did not
                self._git("update-ref", _BASE, "HEAD")
                return Pushed.SAVED
            if tip is not None and tip != (base or ""):
                return Pushed.OVERTAKEN
            _LOG.warning("not pushed: %s", _words(pushed))
        return Pushed.REFUSED

    @property
    def short(self) -> str:
        """The commit that is here, in the few digits that people quote."""
        return (self._head() or "")[:10]

    def _tip(self) -> str | None:
        """What the remote branch holds: empty when there is none, None when it cannot be asked."""
        asked = self._run("ls-remote", self.remote.url, self.remote.ref)
        return asked.stdout.partition("\t")[0].strip() if asked.returncode == 0 else None

    def _head(self) -> str | None:
        return self._commit("HEAD")

    def _commit(self, name: str) -> str | None:
        found = self._run("rev-parse", "--quiet", "--verify", f"{name}^{{commit}}")
        return found.stdout.strip() if found.returncode == 0 else None

    def _persistently(self, *arguments: str) -> str:
        for wait in self._waits():
            self._sleep(wait)
            done = self._run(*arguments)
            if done.returncode == 0:
                return done.stdout
        raise self._failure(done)

    def _waits(self) -> list[float]:
        return [0.0, *(self._pause * 2**again for again in range(_TRIES - 1))]

    def _git(self, *arguments: str) -> None:
        done = self._run(*arguments)
        if done.returncode:
            raise self._failure(done)

    def _failure(self, done: subprocess.CompletedProcess[str]) -> StoreError:
        place = f"The branch {self.remote.branch!r} of {self.remote.url}"
        return StoreError(f"{place} could not be read or written. git {done.args[0]} says: {_words(done)}")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        environ = {**os.environ, **self.remote.environment, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
        try:
            done = subprocess.run(  # noqa: S603  the arguments are ours, and no shell reads them
                ["git", *settings, *arguments],  # noqa: S607  git is where PATH says
                cwd=self.folder, env=environ, capture_output=True, text=True, errors="replace", check=False,
                stdin=subprocess.DEVNULL, timeout=_TIMEOUT,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise StoreError(
                "git is not on this machine; the state is kept on a branch of a git repository."
            ) from error
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(arguments, 124, "", f"no end after {_TIMEOUT:.0f} seconds")
        return subprocess.CompletedProcess(arguments, done.returncode, done.stdout, done.stderr)


def _words(done: subprocess.CompletedProcess[str]) -> str:
    return " ".join((done.stderr or done.stdout).split()) or f"exit code {done.returncode}"
