"""Folds by the field table: single fields, and lists whose items are people, papers, documents, identifiers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.fields import FIELD_OF, LIST_OF, Field, List
from watcher.meaning.record import CENTRAL_CONTACTS, REFERENCES, get, items, phases
from watcher.meaning.words import constant, joined, phase, quoted, sentence, words_of_key
from watcher.model import Actor, At, Edit, Json

_SHARING = "protocolSection.ipdSharingStatementModule."
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_PAPERS = frozenset({"RESULT", "DERIVED"})
_CODE = re.compile(r"\b[A-Z][A-Za-z0-9]+-\d[\w-]*")
_PARTS_OF_A_CITATION = 4  # authors, title, journal, date
# "Erratum In" is added to a citation by PubMed; it says nothing new about the trial (correction 9).
_ERRATUM = re.compile(r"\b(?:erratum|corrigendum|correction)\b", re.IGNORECASE)


def figures(text: Json) -> tuple[str, ...]:
    """The numbers of a text, in order: where they differ, more than the wording moved."""
    return tuple(_FIGURE.findall(text)) if isinstance(text, str) else ()


def fold_sharing(_pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    """The statement on sharing participants' data is one statement, whatever moved in it."""
    owned = tuple(edit for edit in edits if edit.path.startswith(_SHARING))
    if not owned:
        return []
    plan = next((edit for edit in owned if edit.path == f"{_SHARING}ipdSharing"), None)
    named = [FIELD_OF[edit.path].label for edit in owned if edit.path in FIELD_OF and edit is not plan]
    named += ["Documents to be shared"] if any(edit.at for edit in owned) else []
    shown = plan or owned[0]
    summary = _field_summary(FIELD_OF[plan.path], plan) if plan else f"{joined(_lowered(named))} changed"
    also = (f"Also changed: {joined(_lowered(named))}",) if plan and named else ()
    return [
        Draft(
            kind="ipd.changed",
            path=shown.path.removesuffix("[]"),
            label="Sharing of participants' data",
            section="documents",
            summary=sentence(summary),
            edits=owned,
            before=shown.before,
            after=shown.after,
            inputs={"field": shown.path.rpartition(".")[2], "before": shown.before, "after": shown.after},
            details=also,
        )
    ]


def _lowered(labels: Sequence[str]) -> list[str]:
    return [label[:1].lower() + label[1:] for label in labels]


def fold_fields(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    return [_field(pair, FIELD_OF[edit.path], edit) for edit in edits if edit.path in FIELD_OF]


def _field(pair: Pair, field: Field, edit: Edit) -> Draft:
    inputs = {"field": field.path.rpartition(".")[2], "before": edit.before, "after": edit.after}
    if field.is_text:
        inputs = {"field": inputs["field"], "numbers_changed": figures(edit.before) != figures(edit.after)}
    return Draft(
        kind=_field_kind(field, edit),
        path=edit.path,
        label=field.label,
        section=field.section,
        summary=_field_summary(field, edit),
        edits=(edit,),
        before=edit.before,
        after=edit.after,
        inputs=inputs,
        details=_lead_sponsor_stays(pair, edit),
    )


def _lead_sponsor_stays(pair: Pair, edit: Edit) -> tuple[str, ...]:
    """The organization that keeps the record bears a new name, and the lead sponsor the old one: a rename."""
    lead = [
        get(content, "protocolSection.sponsorCollaboratorsModule.leadSponsor.name") for content in (pair.old, pair.new)
    ]
    is_renamed = edit.path.endswith(".organization.fullName") and lead == [edit.before, edit.before]
    return (f"The lead sponsor is still given as {edit.before}",) if is_renamed and edit.before else ()


def _field_kind(field: Field, edit: Edit) -> str:
    if field.kind == "identifier":
        return "identifier.removed" if edit.after is None else "identifier.added"
    if field.kind == "sponsor.changed" and is_spelling_variant(edit.before, edit.after):
        return "organization.renamed"
    return field.kind


# Legal forms and punctuation that do not tell organizations apart.
_LEGAL_FORMS = re.compile(
    r"\b(?:inc|incorporated|ltd|limited|llc|gmbh|ag|sa|s a|nv|bv|plc|corp|corporation|co|company|kg|kgaa|pty|spa|ab|as"
    r"|oy|the)\b"
)


def is_spelling_variant(before: Json, after: Json) -> bool:
    """The same name but for case, punctuation, word order and legal form."""
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    return _organization(before) == _organization(after)


def _organization(name: str) -> tuple[str, ...]:
    folded = re.sub(r"[^\w]+", " ", name.casefold())
    return tuple(sorted(_LEGAL_FORMS.sub(" ", folded).split()))


def _field_summary(field: Field, edit: Edit) -> str:
    if edit.before is None:
        return f"{field.label} is now given: {_shown(field, edit.after)}"
    if edit.after is None:
        return f"{field.label} is no longer given (before: {_shown(field, edit.before)})"
    if field.is_text:
        return f"{field.label} was rewritten" if _is_rewrite(edit) else f"{field.label} was edited"
    return f"{field.label} changed from {_shown(field, edit.before)} to {_shown(field, edit.after)}"


def _shown(field: Field, value: Json) -> str:
    return quoted(value) if field.is_text and isinstance(value, str) else constant(value)


def _is_rewrite(edit: Edit) -> bool:
    old, new = set(str(edit.before).split()), set(str(edit.after).split())
    return len(old & new) * 2 < min(len(old), len(new))


def fold_lists(pair: Pair, edits: Sequence[Edit]) -> list[Draft]:
    drafts: list[Draft] = []
    for path, found in by_list(edits).items():
        row = LIST_OF[path]
        if row.path.endswith(".phases"):
            drafts.append(_phases(pair, row, found))
        elif row.stem.endswith(".changed"):
            drafts.append(_set(row, found))
        else:
            drafts += [_item(pair, row, group) for group in by_item(found)]
    return drafts


def by_list(edits: Iterable[Edit]) -> dict[str, list[Edit]]:
    """Edits of the table's lists, by the path of the outermost list."""
    groups: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        path = edit.path.partition("[]")[0]
        if edit.at and path in LIST_OF:
            groups[path].append(edit)
    return groups


def by_item(edits: Iterable[Edit]) -> list[tuple[Edit, ...]]:
    """Edits of one list, by item."""
    groups: dict[At, list[Edit]] = defaultdict(list)
    for edit in edits:
        groups[edit.at[0]].append(edit)
    return [tuple(group) for group in groups.values()]


def _phases(pair: Pair, row: List, edits: Sequence[Edit]) -> Draft:
    before, after = phases(pair.old), phases(pair.new)
    old, new = phase(before) or "no phase", phase(after) or "no phase"
    return Draft(
        kind="phase.changed",
        path=row.path,
        label="Phase",
        section=row.section,
        summary=f"Phase changed from {old.lower().removeprefix('phase ')} to {new.lower().removeprefix('phase ')}",
        edits=tuple(edits),
        before=list(before),
        after=list(after),
        inputs={"before": list(before), "after": list(after)},
    )


def _set(row: List, edits: Sequence[Edit]) -> Draft:
    """Words of a set, or records of one kind, as one change."""
    gone = [edit for edit in edits if edit.after is None and edit.path.endswith("[]")]
    come = [edit for edit in edits if edit.before is None and edit.path.endswith("[]")]
    parts = []
    if come:
        parts.append(f"added {joined([_name(edit.after, edit.item) for edit in come], 5)}")
    if gone:
        parts.append(f"removed {joined([_name(edit.before, edit.item) for edit in gone], 5)}")
    if not parts:
        parts.append(f"edited {joined(sorted({edit.item or '' for edit in edits}), 5)}")
    return Draft(
        kind=row.stem,
        path=row.path,
        label=sentence(row.noun),
        section=row.section,
        summary=f"{sentence(row.noun)}: {'; '.join(parts)}",
        edits=tuple(edits),
        before=[edit.before for edit in gone] or None,
        after=[edit.after for edit in come] or None,
        inputs={"field": row.path.rpartition(".")[2], "added": len(come), "removed": len(gone)},
    )


def _name(value: Json, item: str | None) -> str:
    return constant(value) if isinstance(value, str) else (item or "")


def _item(pair: Pair, row: List, edits: tuple[Edit, ...]) -> Draft:
    first = edits[0]
    whole = first.path.endswith("[]") and len(first.at) == 1
    verb = ("added" if first.before is None else "removed") if whole else "edited"
    inputs = {"fields": [] if whole else sorted({_last(edit.path) for edit in edits}), **_more(pair, row, edits)}
    before, after = (first.before, first.after) if whole else _sides(edits)
    return Draft(
        kind="reference.retracted" if inputs.get("retracted") else _item_kind(row, verb),
        path=row.path,
        label=sentence(row.noun),
        section=row.section,
        summary=_item_summary(row, verb, edits, (before, after), first=bool(inputs.get("first"))),
        edits=edits,
        item=first.item,
        before=before,
        after=after,
        inputs=inputs,
        actor=_list_actor(row, edits),
    )


# Lists whose vocabulary has no `.edited`.
_EDITED = {
    "document": "document.changed",
    "identifier": "identifier.added",
    "collaborator": "organization.renamed",
}


def _item_kind(row: List, verb: str) -> str:
    if "." in row.stem:
        return row.stem
    return _EDITED[row.stem] if verb == "edited" and row.stem in _EDITED else f"{row.stem}.{verb}"


def _last(path: str) -> str:
    return path.rpartition(".")[2].removesuffix("[]")


def _sides(edits: Sequence[Edit]) -> tuple[Json, Json]:
    if len(edits) == 1:
        return edits[0].before, edits[0].after
    before = {_last(edit.path): edit.before for edit in edits if edit.before is not None}
    after = {_last(edit.path): edit.after for edit in edits if edit.after is not None}
    return before or None, after or None


def _item_summary(row: List, verb: str, edits: Sequence[Edit], sides: tuple[Json, Json], *, first: bool) -> str:
    before, after = sides
    if verb == "added" and row.path == REFERENCES:
        return f"{_paper(after, first=first)}: {_described(row, after, edits[0].item)}"
    if verb in {"added", "removed"}:
        return f"{sentence(row.noun)} {verb}: {_described(row, after if verb == 'added' else before, edits[0].item)}"
    fields = sorted({_last(edit.path) for edit in edits})
    named = f"{sentence(row.noun)} {_short(edits[0].item)}"
    if len(edits) == 1 and not isinstance(before, dict | list) and not isinstance(after, dict | list):
        field = words_of_key(fields[0])
        if before is None:
            return f"{named}: {field} is now given, {constant(after)}"
        if after is None:
            return f"{named}: {field} is no longer given"
        if len(str(before)) + len(str(after)) < 160:
            return f"{named}: {field} changed from {constant(before)} to {constant(after)}"
    return f"{named}: {joined([words_of_key(f) for f in fields])} edited"


def _paper(value: Json, *, first: bool) -> str:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "BACKGROUND":
        return "Background paper listed"
    by = {"DERIVED": "linked by the registry", "RESULT": "with results listed"}.get(str(kind), "listed")
    return f"{'First paper' if first else 'Paper'} {by}"


def _short(item: str | None) -> str:
    return quoted(item or "", 80)


# What of an item a person wants to see, in order.
_SHOWN = {
    "contact": ("name", "phone", "email"),
    "official": ("name", "role", "affiliation"),
    "collaborator": ("name", "class"),
    "identifier": ("id", "type", "domain"),
    "document": ("label", "date"),
    "reference": ("citation", "pmid"),
    "link.see_also": ("label", "url"),
}


def _described(row: List, value: Json, item: str | None) -> str:
    if not isinstance(value, dict):
        return constant(value)
    shown = [constant(value[key]) for key in _SHOWN.get(row.stem, ()) if value.get(key)]
    if row.stem == "reference":
        pmid = f" (PMID {value['pmid']})" if value.get("pmid") else ""
        return f"{quoted(cited(str(value.get('citation') or item or '')), 400)}{pmid}"
    if row.stem == "collaborator" and len(shown) > 1:
        return f"{shown[0]} ({shown[1]})"
    return ", ".join(shown) or (item or "")


def _more(pair: Pair, row: List, edits: Sequence[Edit]) -> dict[str, Json]:
    """What the rules of references, identifiers and collaborators look at."""
    value = edits[0].after if isinstance(edits[0].after, dict) else edits[0].before
    if row.path == REFERENCES:
        return _reference_inputs(pair, edits, value)
    if row.path == CENTRAL_CONTACTS:
        return {"central": True}
    return {key: value[key] for key in ("type", "class") if isinstance(value, dict) and key in value}


def _reference_inputs(pair: Pair, edits: Sequence[Edit], value: Json) -> dict[str, Json]:
    return {
        "type": value.get("type") if isinstance(value, dict) else None,
        "first": _is_first_paper(pair, value),
        "retracted": any("retractions" in edit.path and edit.before is None for edit in edits)
        or (edits[0].before is None and isinstance(value, dict) and bool(value.get("retractions"))),
        "erratum": any(_ERRATUM.search(str(edit.after)) for edit in edits if edit.path.endswith(".citation")),
    }


def _is_first_paper(pair: Pair, value: Json) -> bool:
    """No paper of the trial was listed before, or none that bears its name: overviews of a programme come earlier."""
    papers = [str(item.get("citation", "")) for item in items(pair.old, REFERENCES) if item.get("type") in _PAPERS]
    if not papers or not isinstance(value, dict):
        return not papers
    names = _names_of_trial(pair.new)
    paper = str(value.get("citation"))
    return any(name in paper and not any(name in other for other in papers) for name in names)


def _names_of_trial(content: Json) -> set[str]:
    """Its acronym, and codes like KEYVIBE-010 in its titles."""
    module = get(content, "protocolSection.identificationModule")
    titles = " ".join(str(module.get(key) or "") for key in ("briefTitle", "officialTitle")) if module else ""
    acronym = module.get("acronym") if module else None
    return set(_CODE.findall(titles)) | ({acronym} if isinstance(acronym, str) and acronym else set())


def cited(citation: str) -> str:
    """Authors. Title. Journal. Date … → "Dummer R et al. Title. Journal. Date"; anything else as it is."""
    parts = citation.split(". ")
    if len(parts) < _PARTS_OF_A_CITATION:
        return citation
    authors = parts[0].split(", ")
    named = f"{authors[0]} et al." if len(authors) > 1 else f"{authors[0]}."
    return f"{named} {parts[1]}. {parts[2]}. {re.split('[;:]', parts[3])[0].rstrip('.')}"


def _list_actor(row: List, edits: Sequence[Edit]) -> Actor | None:
    """The registry links papers by itself (DERIVED) and lets PubMed's citation texts in."""
    if row.path != REFERENCES:
        return None
    value = edits[0].after if isinstance(edits[0].after, dict) else edits[0].before
    derived = isinstance(value, dict) and value.get("type") == "DERIVED"
    only_citation = all(edit.path.endswith((".citation", ".retractions[]")) for edit in edits)
    return Actor.REGISTRY if derived or only_citation else None
