"""Someone at a keyboard: a folder with a config.toml, a registry on this machine, and the command `watcher`."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import referencing

from tests.support.paths import ROOT
from tests.support.registry import record
from watcher import cli
from watcher.demo.registry import Registry

ONE, TWO = "NCT00000001", "NCT00000002"
SCHEMAS = ROOT / "docs" / "schemas"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Desk:
    folder: Path
    registry: Registry
    environ: dict[str, str] = field(default_factory=dict)
    days: int = 0

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def write(self, *more: str, trials: tuple[str, ...] = (ONE,)) -> None:
        """A configuration that watches these trials at our registry; `more` is appended."""
        names = ", ".join(f'"{trial}"' for trial in trials)
        registry = f'[registry]\nbase_url = "{self.registry.url}"\npace = 0\n'
        watch = f'[[watch]]\nname = "ours"\ntrials = [{names}]\n'
        self.config.write_text("\n".join([registry, watch, *more]), encoding="utf-8")

    def publish(self, *trials: str, **status: Any) -> None:
        """A new data release in which these trials have these values in their status module."""
        self.days += 1
        records = {}
        for trial in trials or (ONE,):
            study = record(trial)
            study["protocolSection"]["statusModule"] |= {"lastUpdateSubmitDate": f"2026-03-{self.days:02}", **status}
            records[trial] = study
        self.registry.publish(records, f"2026-03-{self.days:02}T09:00:05")

    def run(self, *arguments: str) -> Ran:
        """In this process, which is quick; nobody looks at a terminal."""
        out, err = _stream(), _stream()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), self._place(), _own_process():
            code = cli.run(arguments)
        return Ran(code, _text(out), _text(err))

    def start(self, *arguments: str, **environ: str) -> subprocess.Popen[str]:
        """A process of its own, as cron starts it."""
        return subprocess.Popen(
            [sys.executable, "-m", "watcher", *arguments],
            cwd=self.folder,
            env=self._environ(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def process(self, *arguments: str, **environ: str) -> Ran:
        process = self.start(*arguments, **environ)
        out, err = process.communicate(timeout=60)
        return Ran(process.returncode, out, err)

    def _environ(self, more: Mapping[str, str]) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(ROOT), **self.environ, **more}

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        before = dict(os.environ)
        os.environ.update(self.environ)
        try:
            with contextlib.chdir(self.folder):
                yield
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextlib.contextmanager
def desk(folder: Path) -> Iterator[Desk]:
    with Registry() as registry:
        yield Desk(folder, registry)


@contextlib.contextmanager
def _own_process() -> Iterator[None]:
    """What a command sets up for its process, here undone for the next one."""
    root = logging.getLogger()
    hook, level, handlers = sys.excepthook, root.level, root.handlers[:]
    try:
        yield
    finally:
        sys.excepthook = hook
        root.setLevel(level)
        root.handlers[:] = handlers


def fits(row: Mapping[str, Any], schema: str) -> bool:
    """Against the published schema, those it refers to included."""
    schemas = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    resources = [(name, referencing.Resource.from_contents(content)) for name, content in schemas.items()]
    registry: Any = referencing.Registry().with_resources(resources)
    jsonschema.Draft202012Validator(schemas[schema], registry=registry).validate(row)
    return True


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue().decode()
