"""What a command cost: wall time, processor time, peak memory. And how the page of numbers is written."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


@dataclass(frozen=True)
class Cost:
    wall: float  # seconds
    cpu: float  # seconds, user and system, of the process and its children
    memory: int  # bytes, the most at any time
    status: int


# A process begins with the peak memory of the one that starts it: this one is as small as Python gets.
_STARTER = """
import os, sys, time
out = os.open("output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
began = time.perf_counter()
actions = [(os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, out, 2)]
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
_, status, used = os.wait4(pid, 0)
print(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


def cost_of(command: Sequence[str], cwd: Path) -> Cost:
    """Its output goes to a file beside its work, so that a failure can be read."""
    # Compiling all modules anew at each start is nobody's everyday; tests and workplaces like to forbid keeping them.
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    starter = [sys.executable, "-I", "-S", "-c", _STARTER, *command]
    said = subprocess.run(starter, cwd=cwd, env=usual, stdout=subprocess.PIPE, check=True).stdout.split()
    unit = 1 if platform.system() == "Darwin" else 1024
    return Cost(float(said[0]), float(said[1]), int(said[2]) * unit, int(said[3]))


def size_of(*paths: Path) -> int:
    """Of files, and of all that lies in folders."""
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    return sum(file.stat().st_size for file in files)


def megabytes(count: float) -> str:
    return f"{count / 1e6:,.1f} MB"


def machine() -> str:
    """Which machine, and how busy it was with other work: without that no number of seconds says anything."""
    model = re.search(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo"))
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({model[1] if model else platform.processor()}), "
        f"Python {platform.python_version()}, load of the machine {load:.1f}"
    )


def _read(path: str) -> str:
    return Path(path).read_text() if Path(path).exists() else ""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, [":--", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write_section(name: str, text: str) -> None:
    """Between its marks in docs/performance.md; what people wrote around them stays."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    page = PAGE.read_text()
    before, _, rest = page.partition(begin)
    _, found, after = rest.partition(end)
    assert found, f"docs/performance.md has no place for {name}"
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}")
