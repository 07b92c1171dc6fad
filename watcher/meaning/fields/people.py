"""Names of people: when two spellings mean one person."""

from __future__ import annotations

import re

from watcher.meaning.sites.places import are_alike, folded
from watcher.model import Json

# Before or after a name, folded; the registry itself writes degrees behind a comma.
_TITLES = re.compile(
    r"\b(?:(?:assoc|associate|assist|assistant|univ) )?(?:prof|professor|pr|dr|doctor|dott|docent|mr|mrs|ms)\b"
    r"|\b(?:md|m d|dm|mbbs|mbchb|frcpc|facp|phd|ph d|dphil|pharmd|drph|mph|msc|bsc|mba|rn)\b"
)
# Of 684 real officials any two above this are one (Koho Izuka, Koho Iizuka); Jian and Jing Zhang compare at 0.90.
_ALIKE = 0.91


def person_key(name: Json) -> str:
    """One key for a name whatever titles and degrees stand with it; "" for no name."""
    head = folded(name.partition(",")[0]) if isinstance(name, str) else ""
    whole = head if " " in head else folded(name)  # "Example, Pat" does not begin with a whole name
    return " ".join(_TITLES.sub(" ", whole).split()) or whole


def is_one_person(before: Json, after: Json) -> bool:
    """The same name but for case, accents, titles and degrees."""
    return person_key(before) == person_key(after) != ""


def is_same_official(one: Json, other: Json) -> bool:
    """Two items of the list of officials: another degree is nobody new."""
    return isinstance(one, dict) and isinstance(other, dict) and is_one_person(one.get("name"), other.get("name"))


def is_misspelled_official(one: Json, other: Json) -> bool:
    """Names that read alike may be a slip of the pen, and only in one role at one place; else they are two people."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    places = [(item.get("role"), item.get("affiliation")) for item in (one, other)]
    is_there = places[0] == places[1] and None not in places[0]
    return is_there and are_alike(person_key(one.get("name")), person_key(other.get("name")), _ALIKE)
