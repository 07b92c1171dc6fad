"""Valid TOML in, the line of every key and list item out: tomllib forgets where it found things."""

from __future__ import annotations

import re
from collections.abc import Mapping

KeyPath = tuple[str | int, ...]

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}'  # texts over several lines
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''  # texts
    r"|#[^\n]*|[\[\]{}=,.\n]|[^\s\[\]{}=,.\"'#]+",  # comments, signs, bare words
    re.DOTALL,
)
_BREAK = "\n"


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """Lines count from 1. What is not listed (a value that defaults) has the line of its nearest parent."""
    return _Scanner(text).scan()


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int | None:
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def header_lines(text: str) -> list[int]:
    """The lines of all [table] and [[table]] headers."""
    scanner = _Scanner(text)
    scanner.scan()
    return scanner.headers


class _Scanner:
    """A reader of words. It need not refuse anything: tomllib has accepted the text before."""

    def __init__(self, text: str) -> None:
        self.words: list[tuple[str, int]] = []
        line = 1
        for found in _TOKEN.finditer(text.replace("\r\n", "\n")):
            word = found.group()
            if not word.startswith("#"):
                self.words.append((word, line))
            line += word.count(_BREAK)
        self.position = 0
        self.lines: dict[KeyPath, int] = {}
        self.counts: dict[KeyPath, int] = {}
        self.headers: list[int] = []

    def scan(self) -> Mapping[KeyPath, int]:
        table: KeyPath = ()
        while self.position < len(self.words):
            word, line = self.words[self.position]
            if word == _BREAK:
                self.position += 1
            elif word == "[":
                table = self._header()
                self.headers.append(line)
                for length in range(1, len(table) + 1):
                    self.lines.setdefault(table[:length], line)
            else:
                self._pair(table)
        return self.lines

    def _header(self) -> KeyPath:
        self.position += 1
        many = self._peek() == "["
        self.position += many
        path = self._resolve(self._key("]"))
        self.position += 1 + many
        if not many:
            return path
        index = self.counts[path] = self.counts.get(path, -1) + 1
        return (*path, index)

    def _resolve(self, names: list[str]) -> KeyPath:
        """A header below `[[watch]]` speaks of the last watch."""
        path: KeyPath = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if path in self.counts and position < len(names) - 1:
                path = (*path, self.counts[path])
        return path

    def _pair(self, table: KeyPath) -> None:
        line = self.words[self.position][1]
        path = table
        for name in self._key("="):
            path = (*path, name)
            self.lines.setdefault(path, line)
        self.position += 1
        self._value(path)

    def _key(self, end: str) -> list[str]:
        names = []
        while self._peek() != end:
            word = self._peek()
            if word != ".":
                names.append(word[1:-1] if word[0] in "\"'" else word)
            self.position += 1
        return names

    def _value(self, path: KeyPath) -> None:
        word = self._peek()
        if word == "[":
            self._list(path)
        elif word == "{":
            self._inline_table(path)
        else:
            while self._peek() not in (",", "]", "}", _BREAK):
                self.position += 1

    def _list(self, path: KeyPath) -> None:
        self.position += 1
        index = 0
        while self._peek() != "]":
            if self._peek() in (",", _BREAK):
                self.position += 1
                continue
            self.lines[(*path, index)] = self.words[self.position][1]
            self._value((*path, index))
            index += 1
        self.position += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.position += 1
        while self._peek() != "}":
            if self._peek() in (",", _BREAK):
                self.position += 1
            else:
                self._pair(path)
        self.position += 1

    def _peek(self) -> str:
        return self.words[self.position][0] if self.position < len(self.words) else _BREAK
