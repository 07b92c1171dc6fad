"""Two texts in, whether they differ in white space, punctuation and capitals alone: "FEV1 < 80%." and "FEV1 <80 %;"."""

from __future__ import annotations

import re

# Neither the point of "1.5" nor the sign of "HIV+"; and "not able" is two words.
_MARKS = re.compile(r"[.,;:](?!\d)|(?<!\d)[.,;:]|[()\[\]\"'“”‘’]")
_SPACE = re.compile(r"\s+(?=[^\w\s])|(?<=\W)\s+|(?<=\d)\s+(?=[a-zµ])")


def is_spelling(one: str, other: str) -> bool:
    return plain(one) == plain(other)


def plain(text: str) -> str:
    return _SPACE.sub("", " ".join(_MARKS.sub(" ", text.lower()).split()))
