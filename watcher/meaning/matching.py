"""A list's path in, the way its items are paired and named out. A table: no registry list carries ids (fact 4)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from watcher.meaning.draft import Matcher
from watcher.meaning.eligibility.criteria import match_criteria
from watcher.meaning.fields.conditions import is_respelled_condition
from watcher.meaning.fields.interventions import is_renamed_intervention, is_respelled_arm
from watcher.meaning.fields.organizations import is_same_organization
from watcher.meaning.fields.people import is_misspelled_official, is_same_official
from watcher.meaning.outcomes.fold import match_outcomes
from watcher.meaning.record import (
    ARMS,
    CENTRAL_CONTACTS,
    CONDITIONS,
    CRITERIA,
    INTERVENTIONS,
    LOCATIONS,
    OFFICIALS,
    OUTCOMES,
    REFERENCES,
)
from watcher.meaning.results.fold import RESULT_MATCH_KEYS
from watcher.meaning.similarity import best_pairs
from watcher.meaning.sites.match import match_sites
from watcher.meaning.unknown import match_unknown
from watcher.model import Json

_Pairs = list[tuple[Json, Json]]
_Test = Callable[[Json, Json], bool]

# Below this two texts are two things: the real renames of arms ("2L AGA+" to "2/3L AGA+") lie above 0.7.
_ALIKE = 0.6


def keyed(*keys: str, alike: Sequence[str] = (), same: _Test | None = None, lone: bool = False) -> Matcher:
    """Pairs items of equal keys, tried one after the other; what is left by how alike the texts of `alike` read.

    `same`: then those that pass this test and have no second candidate: one intervention under two names, a slip of
    the pen in an arm's.
    `lone`: the only one left on each side is the same one, edited. Most classes and categories of results bear no
    title that could name them.
    """

    def match(old: Sequence[Json], new: Sequence[Json]) -> _Pairs:
        pairs: _Pairs = []
        for key in keys:
            found, old, new = _by_key(old, new, key)
            pairs += found
        if alike:
            found, old, new = _by_likeness(old, new, alike)
            pairs += found
        if same is not None:
            found, old, new = _by_test(old, new, same)
            pairs += found
        if lone and len(old) == len(new) == 1:
            return [*pairs, (old[0], new[0])]
        return pairs + [(item, None) for item in old] + [(None, item) for item in new]

    return match


def _value(item: Json, key: str) -> Json:
    """`a+b` asks for both fields together; None (no pairing) where any is absent."""
    if not isinstance(item, dict):
        return None
    values = tuple(item.get(part) for part in key.split("+"))
    return None if any(not isinstance(value, str | int | float) for value in values) else values


def _by_key(old: Sequence[Json], new: Sequence[Json], key: str) -> tuple[_Pairs, list[Json], list[Json]]:
    groups: dict[Json, list[Json]] = defaultdict(list)
    for item in old:
        groups[_value(item, key)].append(item)
    groups.pop(None, None)
    pairs: _Pairs = []
    left_new = []
    for item in new:
        group = groups.get(_value(item, key))
        if group:
            pairs.append((group.pop(0), item))
        else:
            left_new.append(item)
    paired = {id(before) for before, _ in pairs}
    return pairs, [item for item in old if id(item) not in paired], left_new


def _by_likeness(
    old: Sequence[Json], new: Sequence[Json], fields: Sequence[str]
) -> tuple[_Pairs, list[Json], list[Json]]:
    found = best_pairs([_text(item, fields) for item in old], [_text(item, fields) for item in new], _ALIKE)
    taken, places = {position for position, _ in found}, {place for _, place in found}
    pairs: _Pairs = [(old[position], new[place]) for position, place in found]
    left_old = [item for position, item in enumerate(old) if position not in taken]
    left_new = [item for place, item in enumerate(new) if place not in places]
    return pairs, left_old, left_new


def _text(item: Json, fields: Sequence[str]) -> str:
    return " ".join(str(item[name]) for name in fields if name in item) if isinstance(item, dict) else str(item)


def apart(old: Sequence[Json], new: Sequence[Json]) -> _Pairs:
    """Words of a set: one is there or it is not."""
    return [(item, None) for item in old] + [(None, item) for item in new]


def named(*tests: _Test) -> Matcher:
    """Pairs items of one name, then those that pass a test, each in turn, where neither side has a second candidate."""

    def match(old: Sequence[Json], new: Sequence[Json]) -> _Pairs:
        pairs, old, new = _by_key(old, new, "name")
        for test in tests:
            found, old, new = _by_test(old, new, test)
            pairs += found
        return [*pairs, *apart(old, new)]

    return match


def _by_test(old: Sequence[Json], new: Sequence[Json], test: _Test) -> tuple[_Pairs, list[Json], list[Json]]:
    alike = [(gone, come) for gone in old for come in new if test(gone, come)]
    times = Counter(id(item) for pair in alike for item in pair)
    pairs = [pair for pair in alike if times[id(pair[0])] == times[id(pair[1])] == 1]
    paired = {id(item) for pair in pairs for item in pair}
    left_old, left_new = ([item for item in side if id(item) not in paired] for side in (old, new))
    return pairs, left_old, left_new


_CONTACT = keyed("name+phone", "name", "email", "phone")

_MATCHERS: dict[str, Matcher] = {
    LOCATIONS: match_sites,
    f"{LOCATIONS}[].contacts": _CONTACT,
    CENTRAL_CONTACTS: _CONTACT,
    OFFICIALS: named(is_same_official, is_misspelled_official),
    f"{OUTCOMES}.primaryOutcomes": match_outcomes,
    f"{OUTCOMES}.secondaryOutcomes": match_outcomes,
    f"{OUTCOMES}.otherOutcomes": match_outcomes,
    f"{CRITERIA}.inclusion": match_criteria,
    f"{CRITERIA}.exclusion": match_criteria,
    f"{CRITERIA}.undivided": match_criteria,
    f"{CRITERIA}.other": match_criteria,
    CONDITIONS: named(is_respelled_condition),
    ARMS: keyed("label", alike=("label", "description"), same=is_respelled_arm),
    INTERVENTIONS: keyed("type+name", "name", alike=("name", "description"), same=is_renamed_intervention),
    REFERENCES: keyed("pmid", "citation", alike=("citation",)),
    f"{REFERENCES}[].retractions": keyed("pmid"),
    "protocolSection.referencesModule.seeAlsoLinks": keyed("url", "label"),
    "protocolSection.referencesModule.availIpds": keyed("id", "url"),
    "protocolSection.identificationModule.secondaryIdInfos": keyed("id"),
    "protocolSection.sponsorCollaboratorsModule.collaborators": named(is_same_organization),
    "documentSection.largeDocumentModule.largeDocs": keyed("filename", "typeAbbrev", "label"),
    "derivedSection.conditionBrowseModule.meshes": keyed("id"),
    "derivedSection.conditionBrowseModule.ancestors": keyed("id"),
    "derivedSection.interventionBrowseModule.meshes": keyed("id"),
    "derivedSection.interventionBrowseModule.ancestors": keyed("id"),
    "derivedSection.miscInfoModule.submissionTracking.submissionInfos": keyed("releaseDate"),
    "annotationSection.annotationModule.unpostedAnnotation.unpostedEvents": keyed("type+date"),
    "annotationSection.annotationModule.violationAnnotation.violationEvents": keyed("type+creationDate", "type"),
    **{path: keyed(*keys, lone=True) for path, keys in RESULT_MATCH_KEYS.items()},
}


def matcher(path: str) -> Matcher:
    """The matcher of the list at `path`; a list that no row names is paired by DeepDiff's distance."""
    found = _MATCHERS.get(path)
    if found is not None:
        return found
    return match_criteria if path.startswith(CRITERIA) else match_unknown


# What people call an item: the first of these fields that it has.
_NAMES = (
    "measure",
    "label",
    "name",
    "term",
    "title",
    "text",
    "pmid",
    "id",
    "filename",
    "citation",
    "url",
    "type",
    "date",
)


def handle(path: str, item: Json) -> str:
    """A short name of an item for people and for the log: never an index, which would move."""
    if not isinstance(item, dict):
        return str(item)
    if path == LOCATIONS:
        parts = [item.get(key) for key in ("facility", "city", "state", "zip", "country")]
        return ", ".join(str(part) for part in parts if part)
    if path == REFERENCES and item.get("pmid"):
        return f"PMID {item['pmid']}"
    name = next((item[key] for key in _NAMES if item.get(key)), None)
    if name is not None:
        return str(name)
    # A table inside a row is no part of its name.
    words = (f"{key} {value}" for key, value in sorted(item.items()) if not isinstance(value, dict | list))
    return ", ".join(words)[:120] or "without a name"
