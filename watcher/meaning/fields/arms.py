"""Folds of arms, interventions and the links between them: a renamed arm is one change, wherever its label stands."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.excerpt import from_to
from watcher.meaning.fields.items import by_item
from watcher.meaning.fields.links import LINK_FIELDS, fold_links
from watcher.meaning.fields.outermost import outer_name
from watcher.meaning.record import ARMS, INTERVENTIONS, items
from watcher.meaning.spelling import respelled
from watcher.meaning.texts import signals
from watcher.meaning.texts.doses import are_other_doses, moved
from watcher.meaning.texts.signals import Signal
from watcher.meaning.words import constant, joined, quoted, sentence, words_of_key
from watcher.model import Edit, Json

_NAMES = 5  # other names of an intervention, or things linked to it, that are told
_DESCRIBED = 300  # characters of a description


class _Thing(Struct, frozen=True):
    """An arm or an intervention that came, went or was edited, with the names that others call it by."""

    stem: str
    edits: tuple[Edit, ...]
    old: str | None
    new: str | None
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
    path, name = _LISTED[stem]
    things = []
    for group in by_item(edits):
        first = group[0]
        if first.path.endswith("[]") and len(first.at) == 1:
            things.append(_Thing(stem, group, _name(first.before, name), _name(first.after, name)))
        else:
            renamed = next((edit for edit in group if edit.path.endswith(f"[].{name}")), None)
            stays = outer_name(pair, path, first)
            old, new = (renamed.before, renamed.after) if renamed else (stays, stays)
            things.append(_Thing(stem, group, old, new))
    return things


def _name(value: Json, key: str) -> str | None:
    return str(value[key]) if isinstance(value, dict) and value.get(key) else None


def _owner(link: Edit, things: Sequence[_Thing]) -> _Thing | None:
    """The thing that came, went or was renamed, and so made the link change."""
    stem = "intervention" if link.path == LINK_FIELDS[0] else "arm"
    called = str(link.after if link.before is None else link.before)
    if stem == "intervention":
        called = called.partition(": ")[2] or called  # "Drug: Anifrolumab"
    for thing in things:
        if (
            thing.stem == stem
            and thing.old != thing.new
            and called == (thing.new if link.before is None else thing.old)
        ):
            return thing
    return None


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
        verb = "added" if first.before is None else "removed"
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
    fields = sorted({edit.path.rpartition(".")[2].removesuffix("[]") for edit in thing.edits})
    before = {_last(edit): edit.before for edit in thing.edits if edit.before is not None}
    after = {_last(edit): edit.after for edit in thing.edits if edit.after is not None}
    texts = [edit for edit in thing.edits if _last(edit) != "otherNames"]
    found = _signals(texts)
    inputs = {
        "fields": fields,
        "numbers_changed": any(_are_other_doses(edit) for edit in texts),
        "signals": sorted({signal.kind for signals_of in found.values() for signal in signals_of}),
        "type_changed": "type" in fields,
    }
    single = thing.edits[0] if len(thing.edits) == 1 else None
    return {
        "before": single.before if single else before or None,
        "after": single.after if single else after or None,
        "inputs": inputs,
        "summary": _summary(thing, fields, found.get("description", []), _doses(texts)),
    }


def _are_other_doses(edit: Edit) -> bool:
    before, after = (side if isinstance(side, str) else "" for side in (edit.before, edit.after))
    return are_other_doses(before, respelled(after, before), of_names=_last(edit) in {"label", "name"})


def _last(edit: Edit) -> str:
    return edit.path.rpartition(".")[2].removesuffix("[]")


def _signals(edits: Sequence[Edit]) -> dict[str, list[Signal]]:
    """By field: "2L" → "2/3L" in the name of an arm changes who is treated (correction 10)."""
    return {
        _last(edit): _said(_last(edit), edit.before, respelled(edit.after, edit.before))
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
    sides = next(((e.before, e.after) for e in edits if _last(e) == "description" and e.before and e.after), None)
    return moved(*map(str, sides)) if sides else None


def _summary(thing: _Thing, fields: Sequence[str], described: Sequence[Signal], doses: str | None) -> str:
    noun = sentence(thing.stem)
    parts = []
    if thing.old != thing.new:
        parts.append(f"renamed {from_to(thing.old or '', thing.new or '')}")
    types = [edit for edit in thing.edits if _last(edit) == "type"]
    parts += [f"type changed from {constant(edit.before)} to {constant(edit.after)}" for edit in types]
    parts += _other_names([edit for edit in thing.edits if _last(edit) == "otherNames"])
    texts = [words_of_key(name) for name in fields if name not in {"label", "name", "type", "otherNames"}]
    if texts:
        says = [*signals.says(described), *([doses] if doses else [])]
        parts.append(f"{joined(texts)} edited{f', {joined(says)}' if says else ''}")
    name = "" if thing.old != thing.new else f" {quoted(thing.new or '', 120)}"
    return f"{noun}{name}{':' if name else ''} {'; '.join(parts)}"


def _other_names(edits: Sequence[Edit]) -> list[str]:
    come = [str(edit.after) for edit in edits if edit.after is not None]
    gone = [str(edit.before) for edit in edits if edit.before is not None]
    told = [f"other names added: {joined(come, _NAMES)}"] if come else []
    return [*told, f"other names removed: {joined(gone, _NAMES)}"] if gone else told
