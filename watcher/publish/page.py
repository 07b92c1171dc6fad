"""The updates of one trial in, its CHANGES.md out. Registry text stays text: no link, mention or HTML comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from watcher.model import Update
from watcher.publish.series import ENROLLMENT, PRIMARY_COMPLETION, series
from watcher.render.json import Remark
from watcher.render.markdown import escaped, of_update
from watcher.render.outline import about, links
from watcher.render.words import clean


def document(updates: Sequence[Update], notes: Mapping[str, Sequence[Remark]]) -> str:
    """`updates` oldest first, as the log has them; people read the newest first. `notes` by the change's id."""
    head = "\n\n".join(_head(updates))
    return "\n".join([f"{head}\n", *(of_update(update, notes=notes) for update in reversed(updates))])


def _head(updates: Sequence[Update]) -> Iterator[str]:
    subject = updates[-1].subject
    yield f"# {escaped(clean(subject.title) or subject.trial.id)}"
    yield " · ".join(map(escaped, about(subject)))
    beside = ["[record.json](record.json)", "[changes.jsonl](changes.jsonl)", "[all trials](../INDEX.md)"]
    yield " · ".join([*(f"[{link.words}]({link.url})" for link in links(subject)), *beside])
    moved = [found for kind in (PRIMARY_COMPLETION, ENROLLMENT) if (found := series(kind, updates))]
    if moved:
        yield "\n".join(f"- {found.label}: {escaped(str(found))}" for found in moved)
