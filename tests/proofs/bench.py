"""Where nonsense is put in, one case after the other: records, answers, configurations, dumps."""

from __future__ import annotations

import gzip
import io
import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal, get_args

from tests.proofs import mutate, nonsense
from tests.proofs.story import TRIALS, baseline, releases
from tests.proofs.world import World, world
from watcher.cli import run
from watcher.demo.registry import Fault, Reply
from watcher.model import Version, record_hash
from watcher.store import Store

Sort = Literal["meaning", "records", "answers", "configs", "dumps"]
SORTS: tuple[Sort, ...] = get_args(Sort)
_LOOKS = (
    ("log",), ("log", "--json"), ("log", "--csv"), ("log", "--markdown"), ("status",), ("list",),
    *((word, trial.id) for word in ("show", "diff") for trial in TRIALS),
)  # fmt: skip
_SECRET = "c2VjcmV0IG9mIHR3ZW50eSBmb3VyIGJ5dGVz"  # of the webhook in the world's configuration


@dataclass(frozen=True)
class Ran:
    code: int
    said: str


class Wrong(AssertionError):
    """Something that may not happen did."""


def _ran(*arguments: str, codes: Sequence[int] = (0, 1)) -> Ran:
    """The command itself. An unexpected error is what a user would see as a traceback."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="replace", write_through=True)  # takes bytes too, as stdout
    with redirect_stdout(out), redirect_stderr(out):
        code = run(arguments)
    out.seek(0)
    said = out.read()
    if code not in codes:
        raise Wrong(f"{' '.join(arguments)}: exit code {code}: {said[-500:]}")
    return Ran(code, said)


class Bench:
    """One world for many cases: what a case has spoilt is put right before the next."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.outside: World = stack.enter_context(world(folder / "house"))
        self.config = str(self.outside.config(self.outside.folder))
        self.script = releases(Random(1))
        self.outside.look()
        self.outside.publish(*next(self.script))
        self.outside.look(deliver=True)
        _ran("dump", str(folder / "dump"), "--config", self.config)

    def case(self, sort: Sort, random: Random) -> None:
        cases: dict[Sort, Callable[[Random], None]] = {
            "meaning": nonsense.compare, "records": self.records, "answers": self.answers, "configs": self.configs,
            "dumps": self.dumps,
        }  # fmt: skip
        cases[sort](random)

    def records(self, random: Random) -> None:
        """Records that say what no record says. What is stored is what was sent, to the byte."""
        before = self._last()
        spoilt = [mutate.content(random, one) for one in baseline()]
        named = {t.id: self._bytes(random, one) for t, one in zip(TRIALS, spoilt, strict=True)}
        self.outside.registry.publish(named, self._release())
        _ran("check", "--force", "--config", self.config)
        served = self.outside.registry.records
        for trial, last in self._last().items():
            if last is not None and last != before[trial] and last.record.raw != served[trial]:
                raise Wrong(f"{trial}: what is stored was never sent")
        self._read_some(random)
        self._mend()

    def _bytes(self, random: Random, record: Any) -> bytes:
        packed = json.dumps(record, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
        return mutate.raw(random, packed) if random.random() < 0.2 else packed

    def answers(self, random: Random) -> None:
        """Answers that were damaged on their way. What the registry holds is stored, or nothing."""
        self.outside.publish(*next(self.script))
        self.outside.registry.fault = lambda request: _damaged(random)
        _ran("check", "--no-deliver", "--config", self.config)
        self.outside.registry.fault = lambda request: None
        _ran("check", "--no-deliver", "--force", "--config", self.config)
        served = self.outside.registry.records
        for trial, last in self._last().items():
            if last is None or last.record.hash != record_hash(served[trial]):
                raise Wrong(f"{trial}: what is stored is not what is served")

    def configs(self, random: Random) -> None:
        path = self.folder / "spoilt.toml"
        text = Path(self.config).read_text() + _MORE
        spoilt = mutate.lines(random, text)
        data = mutate.raw(random, spoilt.encode()) if random.random() < 0.3 else spoilt.encode("utf-8", "replace")
        path.write_bytes(data)
        said = _ran("config", "--config", str(path), codes=(0, 2)).said
        if said.count(_SECRET) and data.count(f"whsec_{_SECRET}".encode()):
            raise Wrong("a secret was shown")

    def dumps(self, random: Random) -> None:
        """A dump that was changed by hand: refused with nothing loaded, or readable to the end."""
        copied = self.folder / "spoilt"
        shutil.rmtree(copied, ignore_errors=True)
        shutil.copytree(self.folder / "dump", copied)
        victim = random.choice(sorted(path for path in copied.rglob("*") if path.is_file()))
        victim.write_bytes(mutate.raw(random, victim.read_bytes()))
        house = self.folder / "loaded"
        shutil.rmtree(house, ignore_errors=True)
        house.mkdir()
        config = house / "config.toml"
        config.write_text(Path(self.config).read_text())
        loaded = _ran("load", str(copied), "--config", str(config), codes=(0, 1, 2))
        with Store.open(house / "watcher.db") as store:
            if loaded.code and not store.is_empty():
                raise Wrong("a dump was refused, and something of it was loaded")
            if store.problems():
                raise Wrong(f"loaded with problems: {store.problems()}")
        if loaded.code == 0:
            for words in (("log", "--json"), ("status",), ("list",), ("check",)):
                _ran(*words, "--config", str(config))

    def _release(self) -> str:
        self.outside.release += 1
        return f"2027-01-01T00:{self.outside.release // 60 % 60:02}:{self.outside.release % 60:02}"

    def _last(self) -> dict[str, Version | None]:
        with self.outside.store() as store:
            return {trial.id: store.latest(trial) for trial in TRIALS}

    def _read_some(self, random: Random) -> None:
        one, two = random.sample(_LOOKS, 2)
        for words in (one, two):
            _ran(*words, "--config", self.config, codes=(0, 1, 2))

    def _mend(self) -> None:
        """A fresh house: what a torn record left behind must not hide what the next one does."""
        for path in self.outside.folder.glob("watcher.db*"):
            path.unlink()
        self.outside.registry.publish(
            {one["protocolSection"]["identificationModule"]["nctId"]: one for one in baseline()}, self._release()
        )
        self.outside.look()


_MORE = """
[schedule]
cron = "17 15 * * mon-fri"
timezone = "Europe/Berlin"
jitter = 60

[[alert]]
watches = ["all"]
at_least = "minor"
kinds = ["site.*"]
near = "51.75,-1.25"
radius_km = 50
when = "daily 08:00"
channels = ["a_hook"]

[failures]
after = 3

[ping]
url = "https://example.org/ping"
"""


def _damaged(random: Random) -> Fault:
    """In the body as it is packed, so that a checksum stands behind it; or in what is said around it."""

    def spoil(reply: Reply) -> Reply:
        packed = gzip.compress(reply.body, 1)
        kind = random.choice(("body", "status", "type", "headers"))
        if kind == "status":
            return Reply(random.choice((200, 201, 204, 206, 301, 304, 400, 418, 500, 599)), "text/html", b"")
        if kind == "type":
            return Reply(200, random.choice(("", "text/plain", "application/json;charset=latin1")), reply.body)
        if kind == "headers":
            odd = random.choice((("Content-Encoding", "br, gzip"), ("Retry-After", "soon"), ("Location", "//")))
            return Reply(reply.status, reply.content_type, reply.body, (odd,))
        return Reply(200, "application/json", mutate.raw(random, packed), (("Content-Encoding", "gzip"),))

    wire: Any = random.choice(("whole", "whole", "whole", "cut", "reset"))
    return Fault("damaged", spoil, wire)
