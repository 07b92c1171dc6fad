"""Each fault at each moment, through the command itself: nothing false, nothing lost, others untouched, good advice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
import trustme
from msgspec.structs import replace

from tests.proofs.story import TRIALS, releases, told
from tests.proofs.world import World, world
from tests.support.registry import (
    BROKEN,
    CUT_JSON,
    EMPTY_OBJECT,
    FORBIDDEN,
    HANG,
    HTML_200,
    HTML_404,
    OTHER_RECORD,
    RESET,
    TEXT_404,
    TOO_MANY,
)  # fmt: skip
from tests.test_deliver_faults import FAILED, FAULTS, TLS, Receiver
from tests.test_deliver_faults import Fault as ChannelFault
from watcher.channels.email import EmailSettings
from watcher.cli import run
from watcher.demo.registry import Fault, Reply, Request
from watcher.model import TrialCondition

# --- the registry ----------------------------------------------------------------------------------------------------

_AGAIN = "The next run tries again."
_FEWER = "Raise registry.pace in config.toml; the next run tries again."


@dataclass(frozen=True)
class Row:
    """A fault, what a run calls it, and what it advises."""

    fault: Fault
    said: str
    advice: str = _AGAIN
    # The answer is whole but of no use: each trial of the page is asked for alone, and the run sees everything.
    only_spoils_pages: bool = False


_ROWS = (
    Row(FORBIDDEN, "blocked", "The registry refuses this network address (403). Nothing was lost"),
    Row(TEXT_404, "404"),
    Row(HTML_404, "outage"),
    Row(TOO_MANY, "rate limited", _FEWER),
    Row(BROKEN, "outage"),
    Row(CUT_JSON, "unexpected record", only_spoils_pages=True),
    Row(HTML_200, "outage", only_spoils_pages=True),
    Row(EMPTY_OBJECT, "unexpected record", only_spoils_pages=True),
    Row(OTHER_RECORD, "unexpected record", only_spoils_pages=True),
    Row(HANG, "outage"),
    Row(RESET, "outage"),
)

# With pages of two: which of the four trials a fault of this moment hides.
_HIDDEN = {
    "version": TRIALS,
    "first page": TRIALS,
    "later page": TRIALS[2:],
    "single": TRIALS[3:],
}


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with world(tmp_path_factory.mktemp("faults") / "house") as made:
        made.look()
        made.look(_twin(made))
        yield made


_SCRIPT = releases(Random(2))


@pytest.mark.parametrize("moment", _HIDDEN)
@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row.fault.name)
def test_a_fault_of_the_registry_makes_nothing_false_and_hides_no_change_for_long(
    outside: World, row: Row, moment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    outside.publish(*next(_SCRIPT))
    outside.look(_twin(outside))
    before = _told(outside.folder, outside)
    heals = (row.only_spoils_pages and moment.endswith("page")) or (row.fault, moment) == (OTHER_RECORD, "version")

    outside.registry.fault = _at(moment, row.fault)
    code = run(["check", "--config", str(_config(outside, hasty=row.fault is HANG))])
    said = capsys.readouterr().err
    outside.registry.fault = lambda request: None

    hidden = () if heals else _HIDDEN[moment]
    assert code == (1 if hidden else 0), said
    if hidden:
        assert f"{len(hidden)} of 4 trials not seen" in said
        assert row.said in said
        assert (_CHECK_THE_NUMBER if _is_said_of_the_trial(row, moment) else row.advice) in said
    assert _unseen(outside) == list(hidden)
    assert not _only_here(_told(outside.folder, outside), _told(_twin(outside), outside)), "something false was stored"
    assert not _only_here(before, _told(outside.folder, outside)), "something was forgotten"

    # What the registry itself says of a trial is believed for half a day; all else is looked at again by any run.
    patience = ["--force"] if _is_said_of_the_trial(row, moment) else []
    assert run(["check", *patience, "--config", str(_config(outside))]) == 0
    assert _told(outside.folder, outside) == _told(_twin(outside), outside)


_CHECK_THE_NUMBER = "Check the number. A trial that was there before is looked for again before anything is said."


def _is_said_of_the_trial(row: Row, moment: str) -> bool:
    return (row.fault, moment) == (TEXT_404, "single")


def _at(moment: str, fault: Fault) -> Any:
    """A record is asked for alone when the pages leave it out."""

    def what(request: Request) -> Fault | None:
        if request.moment == moment:
            return fault
        return _LEFT_OUT if moment == "single" and request.moment.endswith("page") else None

    return what


def _without_the_last(reply: Reply) -> Reply:
    page = json.loads(reply.body)
    page["studies"] = [
        study for study in page["studies"]
        if study["protocolSection"]["identificationModule"]["nctId"] != TRIALS[-1].id
    ]  # fmt: skip
    return replace(reply, body=json.dumps(page, separators=(",", ":")).encode())


_LEFT_OUT = Fault("left out of its page", _without_the_last)


def _config(outside: World, *, hasty: bool = False) -> Path:
    path = outside.config(outside.folder)
    if not hasty:
        return path
    quick = path.with_name("hasty.toml")
    quick.write_text(path.read_text().replace("[registry]", "[registry]\ntimeout = 0.4"))
    return quick


def _twin(outside: World) -> Path:
    return outside.folder.parent / "twin"


def _told(folder: Path, outside: World) -> dict[str, Any]:
    with outside.store(folder) as store:
        return told(store)


def _only_here(mine: dict[str, Any], other: dict[str, Any]) -> list[object]:
    return [one for name, found in mine.items() for one in found if one not in other[name]]


def _unseen(outside: World) -> list[object]:
    with outside.store() as store:
        states = store.states(TRIALS)
        well = {trial: state.condition is TrialCondition.OK for trial, state in states.items()}
        return [one for one in TRIALS if not well[one] or states[one].release_seen != outside.registry.release]


# --- the channels ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_of_a_channel_makes_nothing_false_and_loses_nothing(
    tmp_path: Path, fault: ChannelFault, capsys: pytest.CaptureFixture[str]
) -> None:
    mended = Receiver(is_mail=isinstance(fault.settings(1), EmailSettings))
    with world(tmp_path / "house") as outside, ExitStack() as stack:
        port = stack.enter_context(fault.server(trustme.CA()) if fault.server in TLS else fault.server())
        path, twin = outside.config(outside.folder), _twin(outside)
        without = path.read_text()
        for folder in (outside.folder, twin):
            outside.config(folder).write_text(without + _channel(fault, port))
            outside.look(folder)
        outside.publish(*next(releases(Random(1))))
        outside.look(twin)

        assert run(["check", "--config", str(path)]) == 1
        [line] = [line for line in capsys.readouterr().err.splitlines() if line.startswith("tested: ")]
        assert fault.words in line
        assert ("given up" if fault.state is FAILED else "not delivered yet") in line
        assert _told(outside.folder, outside) == _told(twin, outside)

        path.write_text(without + _channel(fault, stack.enter_context(mended.running()), is_mended=True))
        assert run(["deliver", "--config", str(path)]) == 0
        arrivals = outside.arrivals()
        wanted = {name: _ids(_told(twin, outside), name) for name in (*arrivals, "tested")}
        for name, found in arrivals.items():
            news = [one.id for one in found if one.id in wanted[name]]
            assert sorted(news) == wanted[name], "others heard each thing once"
        assert sorted(mended.ids()) == ([] if fault.state is FAILED else wanted["tested"])


def _channel(fault: ChannelFault, port: int, *, is_mended: bool = False) -> str:
    """As a person writes it into config.toml, from the settings that the table of faults names."""
    settings = fault.settings(port)
    assert hasattr(settings, "url")
    url = settings.url.get_secret_value()
    if is_mended:
        url = f"{'smtp' if isinstance(settings, EmailSettings) else 'http'}://{url.partition('://')[2]}"
    timeout = 20 if is_mended else settings.timeout
    own = 'to = "bob@example.org"' if isinstance(settings, EmailSettings) else "allow_private = true"
    return f'\n[channels.tested]\nkind = "{settings.kind}"\nurl = "{url}"\ntimeout = {timeout}\n{own}\n'


def _ids(found: dict[str, Any], channel: str) -> list[str]:
    return sorted(one for name, _, _, one in found["deliveries"] if name == channel)
