"""The plain script that everyone writes: a request a trial, the answer compared with yesterday's by DeepDiff.

    python plain.py URL NUMBERS FOLDER

Prints a line for each value that differs. It is run in the peers' environment and imports nothing of ours.
"""

import json
import re
import sys
from pathlib import Path

import httpx
from deepdiff import DeepDiff

HOLDER = "root['derivedSection']['miscInfoModule']['versionHolder']"


def main() -> None:
    url, numbers, folder = sys.argv[1], Path(sys.argv[2]).read_text().split(), Path(sys.argv[3])
    folder.mkdir(exist_ok=True)
    with httpx.Client(base_url=url, timeout=30) as client:
        for number in numbers:
            new = client.get(f"/api/v2/studies/{number}").raise_for_status().json()
            kept = folder / f"{number}.json"
            if kept.exists():
                found = DeepDiff(json.loads(kept.read_text()), new, exclude_paths=[HOLDER], view="tree")
                for change in {path(item) for items in found.values() for item in items}:
                    print(number, change)
            kept.write_text(json.dumps(new))


def path(item: object) -> str:
    """root['a']['b'][3]['c'] as a.b[].c"""
    dotted = re.sub(r"\['([^']*)'\]", r".\1", item.path()).removeprefix("root.")  # type: ignore[attr-defined]
    return re.sub(r"\[\d+\]", "[]", dotted)


if __name__ == "__main__":
    main()
