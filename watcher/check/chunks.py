"""Answers in, handfuls of them out: so much is held in memory and committed at once, however many trials there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from watcher.model import Answer

_ANSWERS = 250
_BYTES = 8_000_000  # the largest record known is 842 kB


def chunks(answers: Iterable[Answer]) -> Iterator[list[Answer]]:
    chunk: list[Answer] = []
    size = 0
    for answer in answers:
        chunk.append(answer)
        size += len(answer.record.raw) if answer.record else 0
        if len(chunk) >= _ANSWERS or size >= _BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
