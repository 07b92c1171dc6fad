"""Twelve real updates as the e-mail shows them: docs/examples.md, written by `python -m tests.examples`.

README.md shows the beginning of one of them.

Each goes the whole way: decided, routed to who asked, settled into a message, rendered. Whom to ring is left out: the
registry publishes names and numbers of private persons, and a page of documentation is no place for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from tests.support.history import Snapshot, decided, real_pairs
from tests.support.paths import ROOT
from watcher.meaning.telling.presets import expand
from watcher.meaning.telling.route import route
from watcher.meaning.telling.settle import Row, Situation, settle
from watcher.model import Alert, Change, Near, Significance, Update, UpdateMessage, Watch
from watcher.render.text import subject_line, text

PAGE = ROOT / "docs" / "examples.md"
README = ROOT / "README.md"
IN_README = "Suspended, and one word of why"
_BLOCK = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HIDDEN = "(contact as published)"
_CHANNEL = "me"

_ALL = (Alert("all", (_CHANNEL,)),)
_EVERYTHING = (Alert("all", (_CHANNEL,), at_least=Significance.ADMINISTRATIVE),)
_ABINGDON = Near(51.6708, -1.2880, 50)


def _preset(name: str, near: Near, countries: tuple[str, ...]) -> tuple[Alert, ...]:
    rows = expand(name, {})
    return tuple(
        Alert(
            name,
            (_CHANNEL,),
            at_least=Significance(row["at_least"]),
            kinds=tuple(row.get("kinds", ())),
            stages=tuple(row.get("stages", ())),
            countries=countries,
            near=near,
        )
        for row in rows
    )


@dataclass(frozen=True)
class Example:
    title: str
    trial: str
    day: str  # data date of the newer record
    who: str
    alerts: tuple[Alert, ...] = _ALL


EXAMPLES = (
    Example(
        "A place to go, near a patient",
        "NCT06868277",
        "2026-03-02",
        "The preset `patient`, within 50 km of Abingdon in England. The other 32 site changes are not told.",
        _preset("patient", _ABINGDON, ("United Kingdom",)),
    ),
    Example(
        "Recruitment closed", "NCT06754501", "2026-02-18", "Everything there is, bookkeeping included.", _EVERYTHING
    ),
    Example("Suspended, and one word of why", "NCT07011550", "2026-02-19", "Everything from minor up, the default."),
    Example("Terminated, not for safety", "NCT05935098", "2026-03-13", "Everything from minor up."),
    Example("A control arm is gone", "NCT05414032", "2026-02-25", "Everything from minor up."),
    Example("Two years later", "NCT07098338", "2026-02-09", "Everything from minor up."),
    Example("Reported 291 days after it happened", "NCT06911827", "2026-02-25", "Everything from minor up."),
    Example("Twenty-five outcomes, one edit", "NCT07227597", "2026-03-09", "Everything from minor up."),
    Example("A title says less", "NCT07386002", "2026-02-11", "Everything from minor up."),
    Example("Unknown, by the registry", "NCT06302556", "2026-03-02", "Everything from minor up."),
    Example("The first paper", "NCT05665595", "2026-02-18", "Everything from minor up."),
    Example("Fifty-six names are hidden", "NCT04736173", "2026-06-17", "Everything from minor up."),
)

_INTRO = (
    """\
# Twelve real updates, as the e-mail shows them

Each is the difference of two records that ClinicalTrials.gov served on two days; the second is the day in the heading.
Names and numbers of contacts are left out here: where a mail names whom to ask, this page says \""""
    + HIDDEN
    + """\".
This page is written by `python -m tests.examples`, and a test compares it with what the program says today.
"""
)


def page() -> str:
    pairs = {(new.trial, new.data_date): (old, new) for old, new in real_pairs()}
    told = [_told(example, *pairs[example.trial, example.day]) for example in EXAMPLES]
    return "\n".join([_INTRO, *told])


def beginning() -> str:
    """What README.md shows: the mail down to what did not change, without dates, links and the reason why it came."""
    example = next(example for example in EXAMPLES if example.title == IN_README)
    old, new = next(
        (old, new) for old, new in real_pairs() if (new.trial, new.data_date) == (example.trial, example.day)
    )
    return text(sent(example, old, new)).partition("\n\nSubmitted ")[0] + "\n"


def shown_in_readme() -> str:
    return _BLOCK.search(README.read_text(encoding="utf-8"))[1]  # type: ignore[index]  # the page has one


def _told(example: Example, old: Snapshot, new: Snapshot) -> str:
    message = sent(example, old, new)
    body = text(message)
    assert "```" not in body
    return (
        f"## {example.title}\n\n{example.trial}, {example.day}. {example.who}\n\n"
        f"```text\nSubject: {subject_line(message)}\n\n{body}```\n"
    )


def sent(example: Example, old: Snapshot, new: Snapshot) -> UpdateMessage:
    """The one message that this example's rules make of this update."""
    now = datetime.fromisoformat(f"{new.data_date}T15:17:00").replace(tzinfo=UTC)
    update = decided(old, new, now).update
    assert update is not None
    public = _without_people(update)
    recipients = {_CHANNEL: ("me",)}
    rows = route(public, [Watch("mine", (public.trial,))], example.alerts, recipients, now)
    held = [Row(number, row, public) for number, row in enumerate(rows)]
    (only,) = settle(held, Situation(now, public.release, 1, 1)).outgoing
    assert isinstance(only.message, UpdateMessage)
    return only.message


def _without_people(update: Update) -> Update:
    subject = replace(update.subject, contact=HIDDEN if update.subject.contact else None)
    return replace(update, subject=subject, changes=tuple(map(_without_person, update.changes)))


def _without_person(change: Change) -> Change:
    if not change.kind.startswith("contact."):
        return change
    said = f"{change.label} {change.kind.partition('.')[2]}: {HIDDEN}"
    return replace(change, item=HIDDEN, summary=said, before=None, after=None, details=())


def main(path: Path = PAGE) -> None:
    path.write_text(page(), encoding="utf-8")
    whole = README.read_text(encoding="utf-8")
    README.write_text(whole.replace(shown_in_readme(), beginning(), 1), encoding="utf-8")


if __name__ == "__main__":
    main()
