"""Drafts of expected files: for the pairs that have none, or with --all for every pair."""

from __future__ import annotations

import sys

from tests.expected import path, shown, written
from tests.support.history import decided, real_pairs


def main() -> None:
    for old, new in real_pairs():
        update, file = decided(old, new).update, path(old, new)
        if update is not None and ("--all" in sys.argv[1:] or not file.exists()):
            file.write_text(written(shown(update)), encoding="utf-8")
            print(f"drafted, to be read beside both records: {file.name}")


if __name__ == "__main__":
    main()
