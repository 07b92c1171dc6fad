"""Sites, records and pairs of records in a line each, written by hand for the tests of sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from watcher.meaning.draft import Draft, Pair
from watcher.meaning.edits import diff, difference
from watcher.meaning.record import SUBMITTED, get
from watcher.meaning.sites.fold import fold_sites
from watcher.meaning.stage import stage
from watcher.model import Edit, Known

R, N, A, C = "RECRUITING", "NOT_YET_RECRUITING", "ACTIVE_NOT_RECRUITING", "COMPLETED"
S, W = "SUSPENDED", "WITHDRAWN"

Json = dict[str, Any]


def site(city: str = "Seoul", country: str = "South Korea", status: str | None = R, **more: Any) -> Json:
    """A site as AstraZeneca lists them; None leaves a field out."""
    fields = {"facility": "Research Site", "status": status, "city": city, "country": country, **more}
    return {key: value for key, value in fields.items() if value is not None}


def but(place: Json, **more: Any) -> Json:
    """The same site with other fields; None takes a field out."""
    return {key: value for key, value in {**place, **more}.items() if value is not None}


MD_ANDERSON = site("Houston", "United States", facility="MD Anderson Cancer Center", state="Texas", zip="77030")
OXFORD = site("Oxford", "United Kingdom", N, zip="OX4 6LB", geoPoint={"lat": 51.75222, "lon": -1.25596})
PADUA = site("Padua", "Italy", zip="35128")
HOST = [site(f"City {number}", "Italy", zip=str(20_100 + number)) for number in range(12)]


def seoul(statuses: str) -> list[Json]:
    """Sites of one name and one address, without a postal code: "RRNR"."""
    return [site(status={"R": R, "N": N, "A": A, "C": C, "S": S, "W": W}[letter]) for letter in statuses]


def contact(name: str = "Trial Nurse", **more: Any) -> Json:
    return {"name": name, "role": "CONTACT", "phone": "555-0100", **more}


def record(
    sites: Sequence[Any],
    status: str = R,
    submitted: str = "2026-01-10",
    central: Sequence[Json] = (),
    removed: Sequence[str] = (),
) -> Json:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT06455449"},
            "statusModule": {"overallStatus": status, "lastUpdateSubmitDate": submitted},
            "contactsLocationsModule": {"centralContacts": list(central), "locations": list(sites)},
        },
        "derivedSection": {"miscInfoModule": {"removedCountries": list(removed)}},
    }


def pair(old: Json, new: Json) -> Pair:
    items = difference(old, new).items
    return Pair(old, new, Known(), stage(old, new), get(old, SUBMITTED), get(new, SUBMITTED), items=items)


def edits(old: Sequence[Any], new: Sequence[Any]) -> tuple[Edit, ...]:
    return diff(record(old), record(new))


def told(old: Json, new: Json) -> list[Draft]:
    """The drafts of a pair; every edit of a site is owned, and none twice."""
    found = diff(old, new)
    drafts = fold_sites(pair(old, new), found)
    owned = [id(edit) for draft in drafts for edit in draft.edits]
    ours = {id(edit) for edit in found if ".locations[]" in edit.path}
    assert len(owned) == len(set(owned))
    assert ours <= set(owned)
    return drafts


def told_of(old: Sequence[Any], new: Sequence[Any], **more: Any) -> list[Draft]:
    """The drafts between two lists of sites of a recruiting trial, submitted a month apart."""
    return told(record(old), record(new, **{"submitted": "2026-02-10", **more}))


def only(drafts: Sequence[Draft]) -> Draft:
    assert len(drafts) == 1, [draft.summary for draft in drafts]
    return drafts[0]


def kinds(drafts: Sequence[Draft]) -> list[str]:
    return sorted(draft.kind for draft in drafts)
