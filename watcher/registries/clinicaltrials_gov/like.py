"""A record in, the search for trials of the same condition, drug or sponsor out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from watcher.errors import UsageError
from watcher.meaning.record import INTERVENTIONS, get, items
from watcher.model import Json

_MOST = 8  # names of a kind: all of a basket trial's conditions would make an address too long to be asked
# They stand in trials of every sort.
_COMMON = re.compile(r"placebo|sham|standard (?:of )?care|usual care|no (?:intervention|treatment)|observation", re.I)


def like(content: Json) -> Mapping[str, str]:
    """UsageError for a record that names neither condition, drug nor sponsor."""
    clauses = [f'AREA[{area}]"{name}"' for area, name in dict.fromkeys(_names(content))]
    if not clauses:
        raise UsageError("the record names no condition, drug or sponsor that others could share")
    return {"query.term": " OR ".join(clauses)}


def _names(content: Json) -> Iterator[tuple[str, str]]:
    conditions = get(content, "protocolSection.conditionsModule.conditions")
    interventions = [str(item.get("name", "")) for item in items(content, INTERVENTIONS)]
    sponsor = get(content, "protocolSection.sponsorCollaboratorsModule.leadSponsor.name")
    yield from _said("Condition", conditions if isinstance(conditions, list) else [])
    yield from _said("InterventionName", [name for name in interventions if not _COMMON.search(name)])
    yield from _said("LeadSponsorName", [sponsor])


def _said(area: str, names: list[Json]) -> Iterator[tuple[str, str]]:
    bare = (" ".join(name.replace('"', " ").split()) for name in names[:_MOST] if isinstance(name, str))
    yield from ((area, name) for name in bare if name)
