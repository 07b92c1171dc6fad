"""What is said of the papers of a trial, and what their rules look at (docs/rating.md, correction 9)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from watcher.meaning.citation import TRIAL_CODE, Citation
from watcher.meaning.draft import Pair
from watcher.meaning.fields.outermost import outermost
from watcher.meaning.record import REFERENCES, get, items
from watcher.meaning.words import quoted
from watcher.model import Actor, Edit, Json

_PAPERS = frozenset({"RESULT", "DERIVED"})
# "Erratum In" is added to a citation by PubMed; it says nothing new about the trial.
_ERRATUM = re.compile(r"\b(?:erratum|corrigendum|correction)\b", re.IGNORECASE)


def paper(pair: Pair, edits: Sequence[Edit]) -> Json:
    """The paper that all these edits are in, as it is now or was last."""
    return outermost(pair, edits[0])


def inputs(pair: Pair, edits: Sequence[Edit], value: Json) -> dict[str, Json]:
    is_new = edits[0].before is None and edits[0].path == f"{REFERENCES}[]"
    return {
        "type": value.get("type") if isinstance(value, dict) else None,
        "first": _is_first(pair, value),
        "retracted": (is_new and isinstance(value, dict) and bool(value.get("retractions")))
        or any("retractions" in edit.path and edit.before is None for edit in edits),
        "erratum": any(_ERRATUM.search(str(edit.after)) for edit in edits if edit.path.endswith(".citation")),
    }


def _is_first(pair: Pair, value: Json) -> bool:
    """No paper of the trial was listed before, or none that bears its name: overviews of a programme come earlier."""
    papers = [str(item.get("citation", "")) for item in items(pair.old, REFERENCES) if item.get("type") in _PAPERS]
    if not papers or not isinstance(value, dict):
        return not papers
    names = _names_of_trial(pair.new)
    citation = str(value.get("citation"))
    return any(name in citation and not any(name in other for other in papers) for name in names)


def _names_of_trial(content: Json) -> set[str]:
    """Its acronym, and codes like KEYVIBE-010 in its titles."""
    module = get(content, "protocolSection.identificationModule")
    titles = " ".join(str(module.get(key) or "") for key in ("briefTitle", "officialTitle")) if module else ""
    acronym = module.get("acronym") if module else None
    return set(TRIAL_CODE.findall(titles)) | ({acronym} if isinstance(acronym, str) and acronym else set())


def actor(edits: Sequence[Edit], value: Json) -> Actor | None:
    """The registry links papers by itself (DERIVED), and the citation of a PMID is PubMed's. None: by law 11."""
    known = value if isinstance(value, dict) else {}
    from_pubmed = bool(known.get("pmid")) and all(edit.path.endswith((".citation", ".retractions[]")) for edit in edits)
    return Actor.REGISTRY if from_pubmed or known.get("type") == "DERIVED" else None


def listed(value: Json, *, first: bool) -> str:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "BACKGROUND":
        return f"Background paper listed: {described(value)}"
    by = {"DERIVED": "linked by the registry", "RESULT": "with results listed"}.get(str(kind), "listed")
    return f"{'First paper' if first else 'Paper'} {by}: {described(value)}"


def retracted(value: Json) -> str:
    return f"Paper retracted: {described(value)}"


def described(value: Json) -> str:
    known = value if isinstance(value, dict) else {}
    pmid = f" (PMID {known['pmid']})" if known.get("pmid") else ""
    return f"{quoted(cited(str(known.get('citation') or 'a paper without a citation')), 400)}{pmid}"


def cited(citation: str) -> str:
    """Authors. Title. Journal. Date … → "Dummer R et al. Title. Journal. Date"; anything else as it is."""
    found = Citation.parse(citation)
    if found is None:
        return citation
    first, *others = found.authors
    return f"{first}{' et al.' if others else '.'} {found.title}. {found.journal}. {found.date}"
