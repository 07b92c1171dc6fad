"""What README.md and docs/ show a reader: pieces of a page in their order, each with the line where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.paths import ROOT

README = ROOT / "README.md"
QUICKSTART = ROOT / "docs" / "quickstart.md"
RECIPES = ROOT / "docs" / "recipes.md"
PAGES = [README, ROOT / "snapshots" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

# Typed by a reader: of the first two also the commands in sentences. The recipes' sentences speak of many places.
TYPED_WHOLE = (README, QUICKSTART)
TYPED = (*TYPED_WHOLE, RECIPES)

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INSTALLS = re.compile(r"-m venv |pip install |^git clone |^cd clinical-trial-watcher$")
_CALL = re.compile(r"(?<!`)`((?:watcher|git|uv|uvx|pip|pipx|python3?) [^`]+)`")


@dataclass(frozen=True)
class Found:
    """A piece of a page; as a test's name it says where it stands."""

    page: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line} {' '.join(self.text.split())[:60]}"


@dataclass(frozen=True)
class Block(Found):
    language: str

    @property
    def lines(self) -> list[Found]:
        return [Found(self.page, self.line + number, line) for number, line in enumerate(self.text.splitlines())]


def blocks(page: Path, *languages: str) -> Iterator[Block]:
    text = page.read_text("utf-8")
    for block in _BLOCK.finditer(text):
        if block[1] in languages:
            yield Block(page, text.count("\n", 0, block.start()) + 2, block[2], block[1])


def lines(page: Path) -> list[Found]:
    """What a reader types of this page, in order."""
    shown = [line for block in blocks(page, "sh") for line in block.lines if line.text.strip()]
    said = calls(page) if page in TYPED_WHOLE else ()
    return sorted((*shown, *said), key=lambda line: line.line)


def calls(page: Path) -> Iterator[Found]:
    """Commands in sentences: `watcher …`, `git …`."""
    for number, line in prose(page):
        yield from (Found(page, number, call[1]) for call in _CALL.finditer(line))


def prose(page: Path) -> Iterator[tuple[int, str]]:
    """Lines outside of blocks."""
    bare = _BLOCK.sub(lambda block: "\n" * block[0].count("\n"), page.read_text("utf-8"))
    yield from enumerate(bare.splitlines(), 1)


def installs(line: Found) -> bool:
    """Typed in tests/test_wheel.py, where there is something to install."""
    return bool(_INSTALLS.search(line.text))
