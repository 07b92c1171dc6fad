"""What code, tests and documents refer to is in the repository: files, and numbered laws, facts and corrections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.test_architecture import LAYERS
from watcher.meaning.rules import sites
from watcher.meaning.significance import RULES, UNCLASSIFIED

_DOCS = ROOT / "docs"
_OURS = Path(__file__)

# Written where the program runs, or by a test, or kept by somebody else.
_ELSEWHERE = {"CHANGES.md", "INDEX.md", "summary.md", "standard-webhooks.md"}
_NUMBERED = {
    "law": ("design.md", r"^(\d+)\. \*\*"),
    "fact": ("registry.md", r"^\*\*Fact (\d+)\."),
    "correction": ("rating.md", r"^\*\*Correction (\d+)\."),
}
_NAMED_MD = re.compile(r"(?<![\w/.-])(?:\.\./)?((?:[\w-]+/)*[\w-]+\.md)\b")
_NUMBER = re.compile(r"\b(law|fact|correction)(s?) (\d+)(?:(?:,| and|, and) (\d+))?", re.IGNORECASE)
_NUMBER_OF = re.compile(r"([\w/-]+\.md), (law|fact|correction) \d")
_ROWS = (*RULES, *sites.UPDATE_RULES, UNCLASSIFIED)
_TEST_FILE = re.compile(r"`(tests/[\w/]+\.py)`")


def _texts() -> Iterator[tuple[str, str]]:
    for folder, pattern in (("watcher", "*.py"), ("tests", "*.py"), ("benchmarks", "*.py"), ("docs", "*.md")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            if path != _OURS:
                yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
    for name in ("README.md", "CHANGELOG.md"):
        yield name, (ROOT / name).read_text("utf-8")


TEXTS = dict(_texts())


def _numbers(kind: str) -> list[int]:
    name, pattern = _NUMBERED[kind]
    return [int(found) for found in re.findall(pattern, (_DOCS / name).read_text("utf-8"), re.MULTILINE)]


def _cited(text: str, kind: str) -> set[int]:
    return {
        int(number)
        for found, plural, first, second in _NUMBER.findall(text)
        if found.lower() == kind
        for number in (first, second if plural else "")
        if number
    }


def _exists(name: str, beside: str) -> bool:
    folders = (ROOT, _DOCS, (ROOT / beside).parent)
    return any((folder / name).is_file() for folder in folders) or Path(name).name in _ELSEWHERE


@pytest.mark.parametrize("source", TEXTS)
def test_a_document_that_is_named_is_in_the_repository(source: str) -> None:
    named = set(_NAMED_MD.findall(TEXTS[source]))
    assert {name for name in named if not _exists(name, source)} == set()


@pytest.mark.parametrize("kind", _NUMBERED)
def test_a_number_that_is_cited_is_in_its_document(kind: str) -> None:
    known = set(_numbers(kind))
    assert {source: wrong for source, text in TEXTS.items() if (wrong := _cited(text, kind) - known)} == {}


def test_a_number_is_cited_from_the_document_that_has_it() -> None:
    strange = {
        f"{source}: {name}, {kind}"
        for source, text in TEXTS.items()
        for name, kind in _NUMBER_OF.findall(text)
        if name not in (f"docs/{_NUMBERED[kind][0]}", *([_NUMBERED[kind][0]] if source.startswith("docs/") else []))
    }
    assert strange == set()


@pytest.mark.parametrize(("kind", "last"), [("law", 12), ("fact", 21), ("correction", 17)])
def test_numbers_run_from_one_without_a_gap(kind: str, last: int) -> None:
    assert _numbers(kind) == list(range(1, last + 1))


def test_what_is_cited_is_found_by_this_test() -> None:
    assert _cited("laws 2 and 3; Law 7; correction 4, and 5 people", "law") == {2, 3, 7}
    assert _cited("facts 2, and 17 (correction 9)", "fact") == {2, 17}
    assert _NAMED_MD.findall("docs/rating.md, ../INDEX.md and [x](kinds.md)") == [
        "docs/rating.md",
        "INDEX.md",
        "kinds.md",
    ]


def test_the_place_that_a_rule_names_as_its_source_is_there() -> None:
    sources = [part.strip() for row in _ROWS for part in row.source.split(";")]
    own = [part for part in sources if re.search(r"\.md\b|\b(?:law|fact|correction) \d", part)]
    assert own
    assert [part for part in own if not _is_place(part)] == []


def _is_place(part: str) -> bool:
    """`docs/rating.md, sites: whatever else is said`"""
    name, _, where = part.partition(", ")
    return (ROOT / name).is_file() and where.partition(":")[0].lower() in _places(ROOT / name)


def _places(path: Path) -> set[str]:
    """Headings, the bold words that open a paragraph, and what is numbered; in lower case."""
    text = path.read_text("utf-8")
    opened = [found.lower() for found in re.findall(r"^(?:#+ |\*\*)([^*\n.]+)", text, re.MULTILINE)]
    numbered = {
        f"{kind} {number}" for kind, (name, _) in _NUMBERED.items() if name == path.name for number in _numbers(kind)
    }
    return {*opened, *(words.partition(",")[0] for words in opened), *numbered}


def test_each_law_names_tests_that_exist() -> None:
    text = (_DOCS / "design.md").read_text("utf-8")
    laws = re.split(r"^\d+\. \*\*", text.partition("## Laws")[2].partition("## State")[0], flags=re.MULTILINE)[1:]
    assert len(laws) == 12
    for law in laws:
        assert _TEST_FILE.findall(law), law
    assert [name for name in _TEST_FILE.findall(text) if not (ROOT / name).is_file()] == []


def test_the_table_of_layers_is_the_one_that_imports_are_held_to() -> None:
    rows = re.findall(r"^\| (\d) \| `(\w+)` \|", (_DOCS / "design.md").read_text("utf-8"), re.MULTILINE)
    told = {f"watcher.{name}": int(layer) for layer, name in rows}
    assert told == {name: layer for name, layer in LAYERS.items() if name != "watcher"}
