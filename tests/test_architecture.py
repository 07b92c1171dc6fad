"""Imports run downward only, without circles; the functional core knows no outside (docs/design.md, layers)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PACKAGE = ROOT / "watcher"

# The longest matching prefix counts. Equal layers may import each other only inside one prefix.
LAYERS = {
    "watcher.cli": 7,
    "watcher.__main__": 8,
    "watcher.demo": 6,
    "watcher.check": 6,
    "watcher.deliver": 6,
    "watcher.serve": 6,
    "watcher.reread": 6,
    "watcher.registries": 5,
    "watcher.channels": 5,
    "watcher.store": 5,
    "watcher.publish": 5,
    "watcher.net": 4,
    "watcher.config": 4,
    "watcher.render": 4,
    "watcher.meaning": 3,
    "watcher.files": 3,
    "watcher.urls": 3,
    "watcher.stop": 3,
    "watcher.model": 2,
    "watcher.errors": 1,
    "watcher": 0,
}

# What only one place may know (docs/design.md, layers).
ONLY = {
    "httpx": ("watcher.net",),
    "sqlite3": ("watcher.store",),
    "sqlite_utils": ("watcher.store",),
    "tomllib": ("watcher.config",),
    "deepdiff": ("watcher.meaning.unknown",),
    "apscheduler": ("watcher.serve",),
}

# A pure module may not reach for the clock, chance, files, the network or a log.
IMPURE = {
    "os",
    "io",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "ssl",
    "subprocess",
    "time",
    "logging",
    "httpx",
    "sqlite3",
}
CORE = ("watcher.meaning", "watcher.model", "watcher.errors")


def _modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = _modules()


def _layer(module: str) -> tuple[str, int]:
    prefix = max((name for name in LAYERS if module == name or module.startswith(f"{name}.")), key=len)
    return prefix, LAYERS[prefix]


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _ours(path: Path) -> set[str]:
    names = {name for name in _imports(path) if name.startswith("watcher.")}
    return {name if name in MODULES else name.rpartition(".")[0] for name in names} & set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_below(module: str) -> None:
    prefix, layer = _layer(module)
    for imported in _ours(MODULES[module]):
        below, theirs = _layer(imported)
        assert theirs < layer or below == prefix, f"{module} (layer {layer}) imports {imported} (layer {theirs})"


def test_there_are_no_circles() -> None:
    graph = {module: _ours(path) - {module} for module, path in MODULES.items()}
    done: set[str] = set()

    def visit(module: str, trail: tuple[str, ...]) -> None:
        assert module not in trail, " → ".join((*trail, module))
        if module not in done:
            for imported in graph[module]:
                visit(imported, (*trail, module))
            done.add(module)

    for module in graph:
        visit(module, ())


@pytest.mark.parametrize(("library", "homes"), ONLY.items())
def test_a_library_is_known_in_one_place_only(library: str, homes: tuple[str, ...]) -> None:
    users = {
        module
        for module, path in MODULES.items()
        if any(name == library or name.startswith(f"{library}.") for name in _imports(path))
    }
    strangers = {module for module in users if not module.startswith(homes)}
    assert not strangers


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith(CORE)])
def test_the_core_is_pure(module: str) -> None:
    roots = {name.partition(".")[0] for name in _imports(MODULES[module])}
    assert not roots & IMPURE
    assert "now" not in {
        node.func.attr
        for node in ast.walk(ast.parse(MODULES[module].read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }, "the clock comes in as an argument"
