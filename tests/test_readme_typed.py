"""README.md and two pages of docs/ are typed line by line into a shell, in their order, as a reader would."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.receivers import PASSWORD
from tests.support.shown import QUICKSTART, README, RECIPES, TYPED, Block, Found, blocks, installs, lines
from tests.support.world import VARIABLES, World, a_world
from watcher.cli.passes import Wishes, look
from watcher.cli.wiring import parse_config
from watcher.config import read
from watcher.demo.jasmine import NUMBER

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="the pages show lines for bash, which is not here")

_BY_PIP = "fetches from the network; the same by pip is typed"
_DOCKER = "wants Docker and the network"

# Every other line is typed here; those that install, in tests/test_wheel.py.
NOT_TYPED = {
    "watcher init": "asks on a terminal: tests/test_cli_terminal.py",
    "watcher serve": "runs until it is stopped: tests/test_serve.py",
    "uv run watcher demo": _BY_PIP,
    "uv run --extra test --extra notify pytest": _BY_PIP,
    "uv tool install clinical-trial-watcher": _BY_PIP,
    "pipx install clinical-trial-watcher": _BY_PIP,
    "docker build -t clinical-trial-watcher .": _DOCKER,
    'docker run --rm -it -v "$PWD:/trials" --user "$(id -u)" clinical-trial-watcher init NCT06455449': _DOCKER,
    'docker run -d --restart unless-stopped -v "$PWD:/trials" --user "$(id -u)" '
    "-e SMTP_PASSWORD clinical-trial-watcher": _DOCKER,
}

# What ends with another code than 0, and is shown for that.
CODES = {"watcher check --exit-code": 10}


def _as_read(world: World) -> None:
    """Nothing but what the page says."""


def _a_past(world: World) -> None:
    config = parse_config(world.desk.config, read(world.desk.config), {})
    for day in (datetime(2026, 1, 27, 15, 17, tzinfo=UTC), datetime(2026, 2, 10, 15, 17, tzinfo=UTC)):
        world.publishes(day)
        look(config, Wishes(clock=lambda day=day: day), lambda store, passed: None)


def _a_change(world: World) -> None:
    world.publishes()
    ran = world.types("watcher check")
    assert ran.code == 0, ran


def _the_password(world: World) -> None:
    """The page: put the password between its quotes."""
    file = world.reader.folder / "watcher.env"
    text = file.read_text("utf-8").replace("SMTP_PASSWORD=''", f"SMTP_PASSWORD='{PASSWORD}'")
    file.write_text(text, encoding="utf-8")


# What a page says in a sentence, or what a day brings, before a line is typed.
BEFORE: dict[str, Callable[[World], None]] = {
    "watcher diff NCT06455449 --html diff.html": _a_change,
    "set -a; . ./watcher.env; set +a": _the_password,
    "watcher check --exit-code": World.publishes,
}

TRIED = "This is a test: alerts about clinical trials will reach you here"


def test_the_readme_can_be_typed_from_its_top_to_its_end(tmp_path: Path) -> None:
    with a_world(tmp_path, **VARIABLES) as world:
        world.publishes()
        assert "\n".join(_walk(world, README)) == ""
        assert [mail.parsed["Subject"] for mail in world.box.mails] == [TRIED]


def test_the_quick_start_can_be_typed_from_its_top_to_its_end(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        world.publishes()
        assert "\n".join(_walk(world, QUICKSTART)) == ""
        assert [mail.parsed["Subject"] for mail in world.box.mails] == [TRIED]


def test_the_recipes_can_be_typed_by_who_has_watched_for_a_while(tmp_path: Path) -> None:
    with a_world(tmp_path) as world:
        world.desk.write('labels = { asset = "anifrolumab" }', '[channels.me]\nkind = "stdout"', trials=(NUMBER,))
        _a_past(world)
        assert world.types("source .venv/bin/activate").code == 0
        assert "\n".join(_walk(world, RECIPES)) == ""


def test_what_is_not_typed_still_stands_on_a_page() -> None:
    shown = {_bare(line) for page in TYPED for line in lines(page)}
    assert NOT_TYPED.keys() | CODES.keys() | BEFORE.keys() <= shown


def _bare(line: Found) -> str:
    """Without its comment."""
    return re.sub(r"\s+#.*", "", line.text)


def _walk(world: World, page: Path) -> Iterator[str]:
    """Each line that did not do as shown."""
    config = list(blocks(page, "toml")) if page != RECIPES else []
    for piece in sorted((*config, *lines(page)), key=lambda piece: piece.line):
        if isinstance(piece, Block):
            world.adds(piece.text)
        elif not installs(piece) and _bare(piece) not in NOT_TYPED:
            BEFORE.get(_bare(piece), _as_read)(world)
            ran = world.types(piece.text)
            if ran.code != CODES.get(_bare(piece), 0):
                yield f"{piece}: {ran}"
