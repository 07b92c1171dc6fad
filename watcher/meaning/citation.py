"""A citation as PubMed writes it in, its parts out: authors, title, journal and date."""

from __future__ import annotations

import re

from msgspec import Struct

TRIAL_CODE = re.compile(r"\b[A-Z][A-Za-z0-9]+-\d[\w-]*")  # KEYVIBE-010

_PARTS = 4


class Citation(Struct, frozen=True):
    authors: tuple[str, ...]
    title: str
    journal: str
    date: str

    @classmethod
    def parse(cls, text: str) -> Citation | None:
        """Authors. Title. Journal. Date; volume … None for anything else."""
        parts = text.split(". ")
        if len(parts) < _PARTS:
            return None
        authors, title, journal, rest = parts[:_PARTS]
        return cls(tuple(authors.split(", ")), title, journal, re.split("[;:]", rest)[0].rstrip("."))

    @property
    def code(self) -> str | None:
        """Of the trial, as the title bears it."""
        found = TRIAL_CODE.search(self.title)
        return found[0] if found else None
