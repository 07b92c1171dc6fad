"""Names of arms and interventions: when two of them mean one, whatever its description says."""

from __future__ import annotations

import re

from watcher.meaning.similarity import similarity
from watcher.meaning.spelling import are_one_spelling
from watcher.model import Json

# Two drugs may reach it ("Atezolizumab Matching Placebo", "Tiragolumab Matching Placebo": 0.67): only a lone candidate
# is taken.
_ALIKE = 0.6
# What a name gains with these is another drug: "Pembrolizumab/Vibostolimab" is not pembrolizumab.
_PEOPLE = re.compile(r"\b(?:patients?|subjects?|individuals?|participants?)\b", re.IGNORECASE)
_COMBINED = re.compile(r"[+/&]|\b(?:and|with|plus|or)\b")


def is_renamed_intervention(one: Json, other: Json) -> bool:
    """Of one type, and a name that is alike, a part of the other or among the other's other names."""
    if not isinstance(one, dict) or not isinstance(other, dict) or one.get("type") != other.get("type"):
        return False
    names = [str(item.get("name") or "").lower() for item in (one, other)]
    if names[0] in _other_names(other) or names[1] in _other_names(one):
        return True
    combined = [sorted(_COMBINED.findall(name)) for name in names]
    if not all(names) or combined[0] != combined[1]:
        return False
    return similarity(*names) >= _ALIKE or _is_part(*names) or are_one_spelling(*names)


def is_respelled_arm(one: Json, other: Json) -> bool:
    """ "Placebo", "Pllacebo"; "Eligible patients", "Eligible participants": not "Arm A", "Arm B"."""
    labels = (str(item.get("label") or "") if isinstance(item, dict) else "" for item in (one, other))
    return are_one_spelling(*(_PEOPLE.sub("participant", label) for label in labels))


def _other_names(item: dict[str, Json]) -> set[str]:
    found = item.get("otherNames")
    return {str(name).lower() for name in found} if isinstance(found, list) else set()


def _is_part(*names: str) -> bool:
    short, long = sorted(names, key=len)
    return re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long) is not None
