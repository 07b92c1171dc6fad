"""A value, a text or bytes in, something a little wrong out; the same for the same random."""

from __future__ import annotations

import copy
from collections.abc import Callable
from random import Random
from typing import Any

_TEXTS = (
    "", " ", "\x00", "\x1b[31m", "\u202e", "\ud800", "NCT00000002", "2026-13-45", "2026-02", "9" * 400, "-1", "null",
    "<script>alert(1)</script>", "=cmd()", "{{ 7 * 7 }}", "${HOME}", "*bold* _and_ `code`", "a\nb\r\nc", "é" * 5_000,
    "Inclusion Criteria:\n\n* a\n\n  * b\n\nExclusion", "RECRUITING", "ESTIMATED",
)  # fmt: skip
# Not 0: to Python it is False, so a record that says the one instead of the other has no edit.
_VALUES: tuple[Any, ...] = (
    None, True, False, -1, 1.5, 1e300, 10**30, 99_999_999, "", [], {}, [[]], [None], [{}], {"": ""}, ["text"],
    {"date": "2026"}, {"date": None, "type": 7},
)  # fmt: skip
_BYTES = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"\r\n",
    b"\n",
    b'"',
    b"}",
    b"[",
    b"0",
    b"\\u0000",
    b"\xed\xa0\x80",
    b": ",
    b"=",
    b"#",
)


def content(random: Random, value: Any, times: int = 0) -> Any:
    """JSON with a few values of another kind, gone, doubled, moved or nested."""
    value = copy.deepcopy(value)
    for _ in range(times or random.randint(1, 4)):
        _one(random, value)
    return value


def _one(random: Random, value: Any) -> None:
    parent: Any = value
    while True:
        keys = list(parent) if isinstance(parent, dict) else list(range(len(parent)))
        if not keys:
            return
        key = random.choice(keys)
        if not isinstance(parent[key], dict | list) or random.random() < 0.15:
            break
        parent = parent[key]
    random.choice(_WAYS)(random, parent, key)


def _replace(random: Random, parent: Any, key: Any) -> None:
    parent[key] = copy.deepcopy(random.choice(_VALUES))


def _retell(random: Random, parent: Any, key: Any) -> None:
    parent[key] = random.choice(_TEXTS)


def _touch(random: Random, parent: Any, key: Any) -> None:
    if isinstance(parent[key], str):
        cut = random.randint(0, len(parent[key]))
        parent[key] = parent[key][:cut] + random.choice(_TEXTS) + parent[key][cut + random.randint(0, 3) :]


def _drop(random: Random, parent: Any, key: Any) -> None:
    del parent[key]


def _double(random: Random, parent: Any, key: Any) -> None:
    if isinstance(parent, list):
        parent.extend(copy.deepcopy([parent[key]]) * random.randint(1, 30))
    else:
        parent[f"{key}{random.choice(_TEXTS)}"] = copy.deepcopy(parent[key])


def _nest(random: Random, parent: Any, key: Any) -> None:
    for _ in range(random.choice((1, 5, 100))):
        parent[key] = [parent[key]] if random.random() < 0.5 else {"a": parent[key]}


_WAYS: tuple[Callable[[Random, Any, Any], None], ...] = (_replace, _retell, _touch, _drop, _double, _nest)


def raw(random: Random, data: bytes) -> bytes:
    """A few bytes gone, doubled, turned, put in, or the end cut off."""
    for _ in range(random.choice((1, 1, 2, 8))):
        at = random.randint(0, len(data))
        length = random.choice((1, 2, 7, 60))
        piece = data[at : at + length]
        put = random.choice((
            random.choice(_BYTES),
            piece * 2,
            bytes(random.randrange(256) for _ in piece),
            random.choice(_TEXTS).encode("utf-8", "surrogatepass"),
        ))  # fmt: skip
        data = data[:at] + put + data[at + random.choice((0, length)) :]
    return data[: random.randint(0, len(data))] if random.random() < 0.1 else data


def lines(random: Random, text: str) -> str:
    """Lines gone, doubled, swapped, or with another value behind the sign of equality."""
    found = text.splitlines()
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(found))
        key, equals, value = found[at].partition("=")
        found[at : at + 1] = random.choice((
            [],
            [found[at]] * 2,
            [random.choice(found)],
            [f"{key}{equals} {random.choice(_LITERALS)}"],
            [f"{key}x {equals}{value}"],
            [raw(random, found[at].encode()).decode("utf-8", "replace")],
        ))  # fmt: skip
        found = found or [""]
    return "\n".join(found)


_LITERALS = (
    "1", "-1", "1e999", "nan", "true", '""', '"a"', "[]", "[1]", "{}", '["a", 1]', "2026-01-01", '"daily 25:00"',
    '"http://[::1"', '"https://user:pass@host:99999/"', '"${NOT_SET}"', '"${A:-${B}}"', '"Mars/Olympus"', '"* * * * *"',
    '"61 * * * *"', '"/dev/null"', '"\\u0000"', '"91.0,181.0"', "[[]]", '"whsec_!"', '"ann@@example.org"',
)  # fmt: skip
