"""A reader of our pages at a shell: types what is shown as it stands, in a folder and a home of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.desk import Ran
from tests.support.paths import ROOT

OURS = f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m watcher "$@"\n'


class Reader:
    """One shell for a whole page: `cd` and variables last, as they do for a person. It knows nothing of ours."""

    def __init__(self, place: Path, **environ: str) -> None:
        self.place = place
        self.folder = place / "trials"
        for folder in (self.folder, place / "home", place / "bin"):
            folder.mkdir(parents=True)
        usual = {"PATH": f"{place}/bin:/usr/bin:/bin", "HOME": f"{place}/home", "LC_ALL": "C.UTF-8"}
        command = ["bash", "--norc", "--noprofile"]
        self.shell = subprocess.Popen(
            command, cwd=self.folder, env=usual | environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def has(self, program: str, script: str) -> None:
        write_program(self.place / "bin" / program, script)

    def types(self, line: str) -> Ran:
        """At the prompt; nobody answers questions."""
        out, err = self.place / "out", self.place / "err"
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        self.shell.stdin.write(f"{{\n{line}\n}} >'{out}' 2>'{err}' </dev/null\necho $?\n")
        self.shell.stdin.flush()
        code = self.shell.stdout.readline()
        assert code, f"no line for a shell: {line}"
        return Ran(int(code), out.read_text("utf-8"), err.read_text("utf-8"))


@contextmanager
def reader(place: Path, **environ: str) -> Iterator[Reader]:
    found = Reader(place, **environ)
    try:
        yield found
    finally:
        found.shell.communicate()


def write_program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)


def installed(folder: Path) -> None:
    """As after `pip install`: an environment with our command in it, which no shell finds before it is activated."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / ".venv")], check=True)
    write_program(folder / ".venv" / "bin" / "watcher", OURS)
