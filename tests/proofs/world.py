"""A registry, three receivers with taps on their wires, and real `watcher` processes between them, to be killed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.proofs.nursery import PATIENCE, Child, Nursery, nursery
from tests.proofs.receivers import Arrival, Hook, Mood, arrival_of, hook_server
from tests.proofs.story import TRIALS, baseline, day_of
from tests.proofs.wire import Gate, Step, tapped
from tests.support.receivers import Mailbox, mail_server
from watcher.cli.passes import Passed, Wishes, look
from watcher.cli.wiring import VOCABULARY
from watcher.config import load
from watcher.demo.registry import Registry
from watcher.errors import StoreError, UsageError
from watcher.store import Store

KILLED = -9

_CONFIG = """
[registry]
base_url = "http://127.0.0.1:{registry}"
pace = 0
page_size = 2

[store]
path = "watcher.db"

[channels.a_hook]
kind = "webhook"
url = "http://127.0.0.1:{hook}/"
secret = "whsec_c2VjcmV0IG9mIHR3ZW50eSBmb3VyIGJ5dGVz"
allow_private = true

[channels.b_mail]
kind = "email"
url = "smtp://127.0.0.1:{mail}"
to = "ann@example.org"

[channels.c_flaps]
kind = "webhook"
url = "http://127.0.0.1:{flapping}/"
allow_private = true

[[watch]]
name = "all"
trials = [{trials}]
"""


@dataclass
class World:
    """What is outside of the program. `folder` is where the program under test lives."""

    folder: Path
    gate: Gate
    registry: Registry
    hook: Hook
    flapping: Hook
    mailbox: Mailbox
    ports: dict[str, int]
    until_closed: ExitStack
    release: int = 0
    mistakes: list[str] = field(default_factory=list)

    @cached_property
    def nursery(self) -> Nursery:
        """Needs a second to open: only for those who kill."""
        return self.until_closed.enter_context(nursery())

    def publish(self, *records: dict[str, Any]) -> None:
        named = {one["protocolSection"]["identificationModule"]["nctId"]: one for one in records}
        self.registry.publish(named, f"{day_of(self.release)}T09:00:05")
        self.release += 1

    def config(self, folder: Path) -> Path:
        path = folder / "config.toml"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            named = ", ".join(f'"{one}"' for one in TRIALS)
            path.write_text(_CONFIG.format(trials=named, **self.ports))
        return path

    def look(self, folder: Path | None = None, *, deliver: bool = False) -> Passed:
        """An undisturbed check, in this process."""
        config = load(self.config(folder or self.folder), {}, VOCABULARY)
        return look(config, Wishes(deliver=deliver), lambda store, passed: None)

    def start(self, command: str, *options: str) -> Child:
        path = self.config(self.folder)
        return self.nursery.start([command, *options, "--config", str(path)], self.folder / "said.txt")

    def run(self, command: str, *options: str) -> int:
        """To its own end. Anything but done, or a failure that was said, is a mistake of the program."""
        self.gate.arm(None)
        return self._ended(self.start(command, *options))

    def run_and_kill_after(self, seconds: float, command: str) -> int:
        self.gate.arm(None)
        process = self.start(command)
        try:
            process.wait(seconds)
        except TimeoutError:
            process.kill()
        return self._ended(process)

    def run_and_kill_at(self, step: Step, command: str, *options: str, after: float = 0.0) -> int:
        """At the step itself, or so many seconds after it: then while it works on what it heard."""
        started = threading.Event()
        late: list[threading.Timer] = []

        def act() -> None:
            started.wait(PATIENCE)
            if after:
                late.append(threading.Timer(after, process.kill))
                late[0].start()
            else:
                process.kill()
                process.wait()

        self.gate.arm(step, act)
        process = self.start(command, *options)
        started.set()
        code = self._ended(process)
        for timer in late:
            timer.cancel()
        return code

    def _ended(self, process: Child) -> int:
        code = process.wait()
        if code not in (0, 1, KILLED):
            self.mistakes.append(f"exit code {code}")
        return code

    def said(self) -> str:
        return (self.folder / "said.txt").read_text()

    def store(self, folder: Path | None = None) -> Store:
        return Store.open((folder or self.folder) / "watcher.db", read_only=True)

    def saw_release(self) -> bool:
        """All trials were answered for, so the registry may move on without a version being lost."""
        try:
            with self.store() as store:
                return not store.due(TRIALS, self.registry.release, datetime.now(UTC))
        except (StoreError, UsageError):
            return False  # killed before the database was made

    def arrivals(self) -> dict[str, list[Arrival]]:
        mails = [arrival_of(mail) for mail in self.mailbox.mails]
        return {"a_hook": self.hook.arrivals, "b_mail": mails, "c_flaps": self.flapping.arrivals}


@contextmanager
def world(folder: Path, flaps: Callable[[], Mood] = lambda: "takes") -> Iterator[World]:
    gate = Gate()
    with ExitStack() as stack:
        registry = stack.enter_context(Registry())
        hook, flapping = stack.enter_context(hook_server()), stack.enter_context(hook_server(flaps))
        mailbox = stack.enter_context(mail_server())
        behind = {
            "registry": int(registry.url.rpartition(":")[2]),
            "hook": hook.port,
            "mail": mailbox.port,
            "flapping": flapping.port,
        }
        ports = {name: stack.enter_context(tapped(name, port, gate)) for name, port in behind.items()}
        folder.mkdir(parents=True, exist_ok=True)
        made = World(folder, gate, registry, hook, flapping, mailbox, ports, stack)
        made.publish(*baseline())
        yield made
