"""Nonsense in: `python -m tests.proofs.fuzz --seconds 60`. No traceback, nothing false stored.

Each case is drawn from its number: `--only records --case 17` shows it again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from random import Random

from tests.proofs.bench import SORTS, Bench, Sort


def fuzz(sorts: Sequence[Sort], seed: int, cases: Sequence[int] | count[int], seconds: float) -> list[str]:
    findings = []
    for sort in sorts:
        end, done = time.monotonic() + seconds / len(sorts), 0
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            bench = Bench(Path(folder), stack)
            for number in cases:
                if time.monotonic() > end:
                    break
                try:
                    bench.case(sort, Random(f"{sort} {seed} {number}"))
                except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
                    findings.append(f"{sort}, case {number}: {_where(error)}")
                    print(findings[-1], flush=True)
                    stack.close()
                    bench = Bench(Path(tempfile.mkdtemp(dir=folder)), stack)
                done += 1
        print(f"{sort}: {done:,} cases", flush=True)
    return findings


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {str(error)[:300]} ({Path(last.filename).name}:{last.lineno} in {last.name})"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.fuzz", description="Nonsense in; no traceback out.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=SORTS)
    parser.add_argument("--case", type=int, help="this case alone")
    asked = parser.parse_args()
    sorts: Sequence[Sort] = [asked.only] if asked.only else SORTS
    cases = count(1) if asked.case is None else [asked.case]
    findings = fuzz(sorts, asked.seed, cases, asked.seconds)
    print(f"seed {asked.seed}: {len(findings)} findings")
    sys.exit(bool(findings))


if __name__ == "__main__":
    main()
