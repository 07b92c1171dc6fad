"""Folds of arms, interventions and the links between them: a renamed arm is one change, wherever its label stands."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.excerpt import from_to
from watcher.meaning.fields.items import by_item
from watcher.meaning.fields.links import LINK_FIELDS, fold_links
from watcher.meaning.record import ARMS, INTERVENTIONS, items
from watcher.meaning.spelling import respelled
from watcher.meaning.texts import signals
from watcher.meaning.texts.doses import are_other_doses, are_respelled, moved
from watcher.meaning.texts.signals import Signal
from watcher.meaning.words import constant, joined, quoted, sentence, words_of_key
from watcher.model import Edit, Json

_NAMES = 5  # other names of an intervention, or things linked to it, that are told
_DESCRIBED = 300  # characters of the description of what came or went
_WHOLE = 600  # of one that came or went itself: as long as a mail shows one


class _Thing(Struct, frozen=True):
    """An arm or an intervention that came, went or was edited, with its names and what links call it by."""

    stem: str
    edits: tuple[Edit, ...]
    old: str | None
    new: str | None
    called: tuple[str | None, str | None]
    links: list[Edit] = field(default_factory=list)


def fold_arms(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    things = [
        *_things(pair, "arm", [e for e in edits if _is_of(e, ARMS)]),
        *_things(pair, "intervention", [e for e in edits if _is_of(e, INTERVENTIONS)]),
    ]
    links = [edit for edit in edits if edit.path in LINK_FIELDS]
    left: list[Edit] = []
    for link in links:
        owner = _owner(link, things)
        (owner.links if owner else left).append(link)
    return [*(_draft(pair, thing) for thing in things), *fold_links(pair, left)]


def _is_of(edit: Edit, path: str) -> bool:
    return edit.path.startswith(f"{path}[]") and edit.path not in LINK_FIELDS


# Where each is listed, and the field that holds its name.
_LISTED = {"arm": (ARMS, "label"), "intervention": (INTERVENTIONS, "name")}


def _things(pair: Pair, stem: str, edits: Sequence[Edit]) -> list[_Thing]:
    _, name = _LISTED[stem]
    things = []
    for group in by_item(edits):
        at = group[0].at[0]
        sides = pair.item(at.before), pair.item(at.after)
        old, new = (_name(side, name) for side in sides)
        things.append(_Thing(stem, group, old, new, (_called(stem, sides[0]), _called(stem, sides[1]))))
    return things


def _name(value: Json, key: str) -> str | None:
    return str(value[key]) if isinstance(value, dict) and value.get(key) else None


def _called(stem: str, value: Json) -> str | None:
    """An intervention is called by its type, too: "Dietary Supplement: Vitamin D"; so another type is another name."""
    name = _name(value, _LISTED[stem][1])
    if name is None or stem == "arm":
        return name
    return f"{str(value.get('type', '')).replace('_', ' ').title()}: {name}"


def _owner(link: Edit, things: Sequence[_Thing]) -> _Thing | None:
    """The thing that came, went or goes by another name, and so made the link change."""
    stem = "intervention" if link.path == LINK_FIELDS[0] else "arm"
    side, called = (1, link.after) if link.before is None else (0, link.before)
    return next(
        (one for one in things if one.stem == stem and one.called[0] != one.called[1] and one.called[side] == called),
        None,
    )


def _draft(pair: Pair, thing: _Thing) -> Draft:
    whole = thing.edits[0].path.endswith("[]") and len(thing.edits[0].at) == 1
    path = _LISTED[thing.stem][0]
    first = thing.edits[0]
    draft = Draft(
        kind="",
        path=path,
        label=sentence(thing.stem),
        section="arms",
        summary="",
        edits=(*thing.edits, *thing.links),
        item=thing.new or thing.old or first.item,
    )
    if whole:
        verb = _verb(first)
        value = first.after if verb == "added" else first.before
        return replace(
            draft,
            kind=f"{thing.stem}.{verb}",
            summary=f"{sentence(thing.stem)} {verb}: {_described(thing, value)}",
            before=first.before,
            after=first.after,
            inputs={"type": value.get("type") if isinstance(value, dict) else None},
            details=(*_said_of(thing.stem, value), *_left(pair, path, thing.stem)),
        )
    return replace(draft, kind=f"{thing.stem}.edited", **_edited(thing))


# By whom an arm or an intervention is linked, as people say it.
_LINKED = {"arm": ("interventionNames", "Gets"), "intervention": ("armGroupLabels", "In the arms")}


def _said_of(stem: str, value: Json) -> tuple[str, ...]:
    """What it is and what it gets: of what came or went, the name alone says too little."""
    if not isinstance(value, dict):
        return ()
    key, says = _LINKED[stem]
    linked = value.get(key)
    names = [str(name) for name in linked] if isinstance(linked, list) else []
    described = value.get("description")
    told = [f"Described as: {quoted(str(described), _DESCRIBED)}"] if described else []
    return (*told, f"{says}: {joined(names, _NAMES)}") if names else tuple(told)


def _left(pair: Pair, path: str, stem: str) -> tuple[str, ...]:
    """How many there are now: a trial that keeps one of two arms compares nothing any more."""
    before, after = len(items(pair.old, path)), len(items(pair.new, path))
    return (f"{sentence(stem)}s listed: {before} → {after}",) if before and after and before != after else ()


def _described(thing: _Thing, value: Json) -> str:
    kind = constant(value.get("type")) if isinstance(value, dict) and value.get("type") else None
    return f"{quoted(thing.new or thing.old or '', 120)}{f' ({kind})' if kind else ''}"


def _edited(thing: _Thing) -> dict[str, Json]:
    fields = sorted({edit.leaf for edit in thing.edits})
    before = {edit.leaf: edit.before for edit in thing.edits if edit.before is not None}
    after = {edit.leaf: edit.after for edit in thing.edits if edit.after is not None}
    texts = [edit for edit in thing.edits if edit.leaf != "otherNames"]
    found = _signals(texts)
    inputs = {
        "fields": fields,
        "numbers_changed": any(_are_other_doses(edit) for edit in texts),
        "respelled": all(_are_respelled(edit) for edit in thing.edits),
        "signals": sorted({signal.kind for signals_of in found.values() for signal in signals_of}),
        "type_changed": "type" in fields,
    }
    single = thing.edits[0] if len(thing.edits) == 1 else None
    return {
        "before": single.before if single else before or None,
        "after": single.after if single else after or None,
        "inputs": inputs,
        "summary": _summary(thing, found.get("description", []), _doses(texts)),
        "details": tuple(_whole(edit) for edit in texts if edit.leaf == "description" and _verb(edit) != "edited"),
    }


def _whole(edit: Edit) -> str:
    """A description that came or went: no comparison shows it where other fields were edited beside it."""
    said = "Described as" if edit.before is None else "Described before as"
    return f"{said}: {quoted(str(edit.before or edit.after), _WHOLE)}"


def _are_other_doses(edit: Edit) -> bool:
    before, after = (side if isinstance(side, str) else "" for side in (edit.before, edit.after))
    return are_other_doses(before, respelled(after, before), of_names=edit.leaf in {"label", "name"})


def _are_respelled(edit: Edit) -> bool:
    if not isinstance(edit.before, str) or not isinstance(edit.after, str):
        return False
    return edit.before.lower() == edit.after.lower() or are_respelled(edit.before, edit.after)


def _signals(edits: Sequence[Edit]) -> dict[str, list[Signal]]:
    """By field: "2L" → "2/3L" in the name of an arm changes who is treated (correction 10)."""
    return {
        edit.leaf: _said(edit.leaf, edit.before, respelled(edit.after, edit.before))
        for edit in edits
        if isinstance(edit.before, str) and isinstance(edit.after, str)
    }


def _said(name: str, before: str, after: str) -> list[Signal]:
    return [
        *signals.design(before, after),
        *signals.population(before, after),
        *signals.given(before, after),
        *(signals.called(before, after) if name == "label" else ()),
    ]


def _doses(edits: Sequence[Edit]) -> str | None:
    """Which numbers of the description gave way to which; a text that came or went is quoted as it is."""
    sides = next(((e.before, e.after) for e in edits if e.leaf == "description" and e.before and e.after), None)
    if not sides:
        return None
    before, after = map(str, sides)
    return moved(before, after) or ("the same amounts written otherwise" if are_respelled(before, after) else None)


def _summary(thing: _Thing, described: Sequence[Signal], doses: str | None) -> str:
    noun = sentence(thing.stem)
    parts = []
    if thing.old != thing.new:
        parts.append(f"renamed {from_to(thing.old or '', thing.new or '')}")
    types = [edit for edit in thing.edits if edit.leaf == "type"]
    parts += [f"type changed from {constant(edit.before)} to {constant(edit.after)}" for edit in types]
    parts += _other_names([edit for edit in thing.edits if edit.leaf == "otherNames"])
    says = joined([*signals.says(described), *([doses] if doses else [])])
    texts = [edit for edit in thing.edits if edit.leaf not in {"label", "name", "type", "otherNames"}]
    parts += [f"{words_of_key(edit.leaf)} {_verb(edit)}{f', {says}' if says else ''}" for edit in texts]
    name = "" if thing.old != thing.new else f" {quoted(thing.new or '', 120)}"
    return f"{noun}{name}{':' if name else ''} {'; '.join(parts)}"


def _verb(edit: Edit) -> str:
    return "added" if edit.before is None else "removed" if edit.after is None else "edited"


def _other_names(edits: Sequence[Edit]) -> list[str]:
    come = [str(edit.after) for edit in edits if edit.after is not None]
    gone = [str(edit.before) for edit in edits if edit.before is not None]
    told = [f"other names added: {joined(come, _NAMES)}"] if come else []
    return [*told, f"other names removed: {joined(gone, _NAMES)}"] if gone else told
