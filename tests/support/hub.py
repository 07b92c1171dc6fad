"""A git repository on this machine in GitHub's place, whose pushes can be made to go wrong: the first, the second …"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from tests.support.paths import ROOT

Trouble = Literal["refused", "killed before", "killed after", "answer lost", "overtaken"]

# What git runs at a push: first count it, then whatever is planned for a push of that number.
_BEFORE = """\
#!/bin/sh
n=$(($(cat plan/count) + 1))
echo $n > plan/count
[ ! -f plan/before-$n ] || . ./plan/before-$n
"""
_AFTER = """\
#!/bin/sh
n=$(cat plan/count)
[ ! -f plan/after-$n ] || . ./plan/after-$n
"""
_KILL = "while [ ! -s plan/pid ]; do sleep 0.01; done; kill -9 $(cat plan/pid)"
_SNIPPETS: dict[Trouble, tuple[str, str]] = {
    "refused": ("before", "echo 'this branch is protected' >&2; exit 1"),
    "killed before": ("before", f"{_KILL}; exit 1"),
    "killed after": ("after", _KILL),
    # Our parent is git receive-pack, and its parent the git push that waits for it.
    "answer lost": ("after", "kill -9 $(ps -o ppid= -p $PPID)"),
    # Git forbids its hooks to move branches by keeping what is pushed apart; a rival knows nothing of that.
    "overtaken": (
        "before",
        "unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\n"
        "export GIT_AUTHOR_NAME=rival GIT_AUTHOR_EMAIL=rival@example.org\n"
        "export GIT_COMMITTER_NAME=rival GIT_COMMITTER_EMAIL=rival@example.org\n"
        "tip=$(git rev-parse watcher-state)\n"
        "git update-ref refs/heads/watcher-state $(git commit-tree -m rival -p $tip $tip^{tree})",
    ),
}


class Hub:
    def __init__(self, folder: Path) -> None:
        self.path = folder
        self.url = str(folder)
        subprocess.run(["git", "init", "--quiet", "--bare", "--template=", str(folder)], check=True)
        self._plan = folder / "plan"
        self._plan.mkdir()
        for name, script in (("pre-receive", _BEFORE), ("post-receive", _AFTER)):
            hook = folder / "hooks" / name
            hook.parent.mkdir(exist_ok=True)
            hook.write_text(script)
            hook.chmod(0o755)
        self.plan({})

    def plan(self, troubles: Mapping[int, Trouble]) -> None:
        """What happens to the pushes from now on, by their number."""
        for path in self._plan.iterdir():
            path.unlink()
        (self._plan / "count").write_text("0")
        for number, trouble in troubles.items():
            moment, snippet = _SNIPPETS[trouble]
            (self._plan / f"{moment}-{number}").write_text(snippet + "\n")

    def plan_rival(self, number: int, command: Sequence[str], folder: Path) -> None:
        """While a push of that number is on its way, this command runs from its start to its end."""
        self.plan({})
        environ = [f"{name}={os.environ[name]}" for name in ("PATH", "HOME") if name in os.environ]
        called = shlex.join(["env", "-i", *environ, f"PYTHONPATH={ROOT}", *command])
        (self._plan / f"before-{number}").write_text(f"cd {shlex.quote(str(folder))} && {called} || exit 1\n")

    def aim(self, pid: int) -> None:
        """Whom a planned kill hits."""
        (self._plan / "pid").write_text(str(pid))

    def commit(self, name: str, text: str) -> None:
        """A file on the branch that people see first."""
        blob = self.git("hash-object", "-w", "--stdin", given=text)
        tree = self.git("mktree", given=f"100644 blob {blob}\t{name}\n")
        author = ("-c", "user.name=ana", "-c", "user.email=ana@example.org")
        self.git("update-ref", "HEAD", self.git(*author, "commit-tree", "-m", name, tree))

    def subjects(self) -> list[str]:
        """Of the commits, oldest first."""
        return self.git("log", "--reverse", "--format=%s", "watcher-state").splitlines()

    def is_linear(self) -> bool:
        return self.git("rev-list", "--min-parents=2", "watcher-state") == ""

    def files(self) -> list[str]:
        return self.git("ls-tree", "-r", "--name-only", "watcher-state").splitlines()

    def read(self, name: str) -> str:
        return self.git("show", f"watcher-state:{name}")

    def check_out(self, folder: Path) -> Path:
        subprocess.run(["git", "clone", "--quiet", "--branch=watcher-state", self.url, str(folder)], check=True)
        return folder

    def git(self, *arguments: str, given: str | None = None) -> str:
        command = ["git", "-C", self.url, *arguments]
        return subprocess.run(command, check=True, input=given, capture_output=True, text=True).stdout.strip()
