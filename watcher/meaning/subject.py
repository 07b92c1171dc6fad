"""A record in, the trial as an alert speaks of it out."""

from __future__ import annotations

from watcher.meaning.normal import text
from watcher.meaning.record import CENTRAL_CONTACTS, LOCATIONS, get, items, phases, status
from watcher.meaning.words import phase
from watcher.model import Json, Subject, Trial

_ID = "protocolSection.identificationModule"
_PAGE = "https://clinicaltrials.gov/study/"


def subject(trial: Trial, content: Json) -> Subject:
    return Subject(
        trial=trial,
        title=_text(content, f"{_ID}.briefTitle") or _text(content, f"{_ID}.officialTitle") or trial.id,
        acronym=_text(content, f"{_ID}.acronym"),
        sponsor=_text(content, "protocolSection.sponsorCollaboratorsModule.leadSponsor.name"),
        phase=phase(phases(content)),
        status=status(content),
        conditions=_texts(content, "protocolSection.conditionsModule.conditions"),
        countries=tuple(sorted({text(name) for name in _countries(content)})),
        contact=_contact(content),
        url=f"{_PAGE}{trial.id}",
        compare_url=f"{_PAGE}{trial.id}?tab=history",
    )


def _countries(content: Json) -> set[str]:
    return {str(site["country"]) for site in items(content, LOCATIONS) if site.get("country")}


def _text(content: Json, path: str) -> str | None:
    found = get(content, path)
    return text(found) or None if isinstance(found, str) else None


def _texts(content: Json, path: str) -> tuple[str, ...]:
    found = get(content, path)
    return tuple(text(value) for value in found if isinstance(value, str)) if isinstance(found, list) else ()


def _contact(content: Json) -> str | None:
    """The first central contact in one line: name, telephone, e-mail."""
    for contact in items(content, CENTRAL_CONTACTS):
        extension = f" ext. {contact['phoneExt']}" if contact.get("phoneExt") and contact.get("phone") else ""
        parts = [
            contact.get("name"),
            f"{contact['phone']}{extension}" if contact.get("phone") else None,
            contact.get("email"),
        ]
        line = ", ".join(text(str(part)) for part in parts if part)
        if line:
            return line
    return None
