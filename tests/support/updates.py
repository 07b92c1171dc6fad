"""Updates written by hand for what shows them: no record of the registry, only its shape."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from watcher.model import (
    Actor,
    Change,
    ChangeDates,
    Digest,
    Direction,
    Edit,
    Notice,
    Significance,
    Stage,
    Subject,
    Trial,
    Update,
    UpdateMessage,
)

JASMINE = Subject(
    trial=Trial("clinicaltrials.gov", "NCT06455449"),
    title="Anifrolumab or Placebo, Added to Standard of Care, in Adults With Polymyositis or Dermatomyositis",
    acronym="JASMINE",
    sponsor="AstraZeneca",
    phase="Phase 3",
    status="RECRUITING",
    conditions=("Polymyositis", "Dermatomyositis"),
    countries=("Italy", "South Korea"),
    contact="Study Information Center, 1-555-010-9479, information.center@example.org",
    url="https://clinicaltrials.gov/study/NCT06455449",
    compare_url="https://clinicaltrials.gov/study/NCT06455449?a=3&b=4&tab=history",
)
SUBMITTED = ChangeDates(submitted="2026-02-03", seen="2026-02-09T15:17:00Z")

HOSTILE = (
    "<script>alert(1)</script> \x1b[31mred\x1b[0m \u202egnp.exe\u202c =cmd() @everyone | `code` *bold* "
    "[x](http://evil.example) \u200b#1"
)


def change(kind: str, section: str, summary: str, /, **more: Any) -> Change:
    """A change with quiet defaults; the tests name what they are about."""
    defaults: dict[str, Any] = {
        "path": f"protocolSection.{section}Module.{kind}",
        "item": None,
        "label": section.capitalize(),
        "before": None,
        "after": None,
        "significance": Significance.MINOR,
        "direction": Direction.NEUTRAL,
        "actor": Actor.SPONSOR,
        "stage": Stage.ENROLLING,
        "rule": f"{kind}.some",
        "dates": SUBMITTED,
    }
    return Change(kind=kind, section=section, summary=summary, **(defaults | more))


def update(*changes: Change, subject: Subject = JASMINE, **more: Any) -> Update:
    defaults: dict[str, Any] = {
        "trial": subject.trial,
        "from_version": 3,
        "to_version": 4,
        "from_hash": "0" * 32,
        "to_hash": "1" * 32,
        "registry_date": "2026-02-03",
        "detected_at": datetime(2026, 2, 9, 15, 17, tzinfo=UTC),
        "release": "2026-02-09T09:00:05",
        "headline": changes[0].summary if changes else "Nothing",
        "significance": max((c.significance for c in changes), key=lambda s: s.rank, default=Significance.MINOR),
        "ruleset": "1",
    }
    return Update(subject=subject, changes=changes, **(defaults | more))


def message(told: Update, **more: Any) -> UpdateMessage:
    defaults: dict[str, Any] = {"id": "0123456789abcdef01234567", "alerts": ("team",), "sequence": 3}
    return UpdateMessage(update=told, **(defaults | more))


def renamed(subject: Subject, number: str, acronym: str | None) -> Subject:
    url = f"https://clinicaltrials.gov/study/{number}"
    return replace(subject, trial=Trial("clinicaltrials.gov", number), acronym=acronym, url=url, compare_url=None)


SLIP = change(
    "date.moved",
    "dates",
    "Primary completion moved 241 days later, from 14 May 2027 to 10 Jan 2028 (estimated)",
    path="protocolSection.statusModule.primaryCompletionDateStruct.date",
    label="Primary completion",
    before="2027-05-14",
    after="2028-01-10",
    significance=Significance.CRITICAL,
    direction=Direction.UNFAVOURABLE,
    inputs={"days": 241, "exact": True, "late_phase": True},
    details=("312 days later than planned at registration (4 Mar 2027)",),
)
LARGER = change(
    "enrollment.changed",
    "enrollment",
    "Planned enrollment changed from 240 to 264 (+10 %)",
    path="protocolSection.designModule.enrollmentInfo.count",
    label="Enrollment",
    before=240,
    after=264,
    direction=Direction.FAVOURABLE,
)
POSTED = Edit(
    path="protocolSection.statusModule.lastUpdatePostDateStruct.date",
    item=None,
    before="2025-11-20",
    after="2026-02-05",
)

SLIPPED = update(
    SLIP,
    LARGER,
    headline="Primary completion moved 241 days later, to 10 Jan 2028; enrollment 240 → 264",
    edits=(POSTED,),
    unchanged=("The status is still recruiting.", "220 sites in 29 countries, as before."),
)


def site(kind: str, city: str, country: str, before: Any, after: Any, **more: Any) -> Change:
    """A change of one site, as matching tells it."""
    return change(
        kind,
        "sites",
        more.pop("summary", f"Site in {city} ({country})"),
        path="protocolSection.contactsLocationsModule.locations[]",
        item=f"Research Site, {city}, {country}",
        label="Site",
        before=before,
        after=after,
        inputs={"facility": "Research Site", "city": city, "country": country, **more.pop("inputs", {})},
        **more,
    )


def place(city: str, country: str, status: str) -> Mapping[str, str]:
    return {"facility": "Research Site", "city": city, "country": country, "status": status}


def added(city: str, country: str, status: str = "NOT_YET_RECRUITING", **more: Any) -> Change:
    inputs = {"status": status} | more.pop("inputs", {})
    return site("site.added", city, country, None, place(city, country, status), inputs=inputs, **more)


def opened(city: str, country: str, **more: Any) -> Change:
    return site("site.status_changed", city, country, "NOT_YET_RECRUITING", "RECRUITING", **more)


SITES = update(
    *(added(city, "Italy") for city in ("Padova", "Roma", "Roma")),
    added("Seoul", "South Korea", "RECRUITING"),
    *(opened(city, "South Korea", ordinal=n) for n, city in enumerate(("Busan", "Seoul", "Seoul", "Seoul", "Daegu"))),
    change("country.entered", "sites", "Italy is now among the countries", label="Countries", item="Italy"),
    headline="4 sites added, 5 opened; now 224 in 30 countries",
    unchanged=("Enrollment and dates did not change.",),
)

CLOSED = update(
    change(
        "status.changed",
        "status",
        "Recruitment closed: recruiting → active, not recruiting",
        path="protocolSection.statusModule.overallStatus",
        label="Recruitment status",
        before="RECRUITING",
        after="ACTIVE_NOT_RECRUITING",
        significance=Significance.MAJOR,
    ),
    change(
        "enrollment.reached",
        "enrollment",
        "231 of 240 planned participants enrolled (96 %)",
        label="Enrollment",
        before=240,
        after=231,
    ),
    change(
        "sites.status_withheld",
        "sites",
        "The registry no longer shows the status and the contacts of its 220 sites",
        actor=Actor.REGISTRY,
        significance=Significance.ADMINISTRATIVE,
        before={"RECRUITING": 205, "NOT_YET_RECRUITING": 15},
        details=(
            "Last shown: 205 recruiting, 15 not yet recruiting",
            "Italy: 150 recruiting",
            "South Korea: 55 recruiting, 15 not yet recruiting",
            "It hides them for every trial that has closed recruitment",
        ),
        inputs={
            "by_country": {"Italy": {"RECRUITING": 150}, "South Korea": {"RECRUITING": 55, "NOT_YET_RECRUITING": 15}}
        },
    ),
    headline="Recruitment closed: 231 of 240 enrolled (96 %)",
)

_CRITERION_BEFORE = (
    "Interstitial lung disease that required systemic steroids within the last twelve months, or any sign of an active "
    "infection of the lung at screening, as judged by the local radiologist and confirmed by the central reader."
)
_CRITERION_AFTER = (
    "Any history of interstitial lung disease irrespective of systemic steroids, or any sign of an active "
    "infection of the lung at screening, as judged by the local radiologist and confirmed by the central reader."
)
TIGHTENED = update(
    change(
        "criterion.edited",
        "eligibility",
        "One exclusion was tightened: interstitial lung disease",
        label="Exclusion criterion",
        before=_CRITERION_BEFORE,
        after=_CRITERION_AFTER,
        significance=Significance.MAJOR,
    ),
    change(
        "outcome.edited",
        "outcomes",
        "A secondary outcome was edited: total improvement score",
        label="Secondary outcome",
        before={"measure": "Total improvement score", "timeFrame": "From baseline up to the visit at week 52"},
        after={"measure": "Total improvement score", "timeFrame": "From baseline up to the visit at week 48"},
    ),
    headline="One exclusion tightened: any history of interstitial lung disease",
)

EVIL = update(
    change(
        "text.edited",
        "texts",
        f"The brief summary changed {HOSTILE}",
        label="Brief summary",
        before=f"Before {HOSTILE} ends.",
        after=f"After {HOSTILE} ends otherwise.",
        details=(HOSTILE,),
    ),
    subject=Subject(
        trial=JASMINE.trial,
        title=HOSTILE,
        acronym="=1+1",
        sponsor="Smith & Sons <b>Ltd</b>",
        phase=None,
        status="RECRUITING",
        contact=HOSTILE,
        url="javascript:alert(1)",
    ),
    headline=HOSTILE,
    unchanged=(HOSTILE,),
)


def step(number: int, *changes: Change, subject: Subject = JASMINE, **more: Any) -> UpdateMessage:
    """The number-th update of a trial, a day after the one before."""
    at = datetime(2026, 2, 9 + number, 15, 17, tzinfo=UTC)
    told = update(*changes, subject=subject, from_version=number, to_version=number + 1, detected_at=at)
    return message(told, id=f"{number:024d}", sequence=number, labels=more.pop("labels", {}), **more)


def status(before: str, after: str, significance: Significance = Significance.CRITICAL) -> Change:
    return change(
        "status.changed",
        "status",
        f"{before.capitalize()} → {after.lower()}",
        path="protocolSection.statusModule.overallStatus",
        label="Recruitment status",
        before=before,
        after=after,
        significance=significance,
    )


def slip(before: str, after: str) -> Change:
    """Primary completion moved."""
    return replace(SLIP, before=before, after=after, summary=f"Primary completion moved from {before} to {after}")


def digest(*updates: UpdateMessage, **more: Any) -> Digest:
    defaults: dict[str, Any] = {
        "id": "fedcba9876543210fedcba98",
        "slot": "2026-02-16T08:00:00+00:00 weekly mon 08:00",
        "title": "Your week in clinical trials",
        "since": "2026-02-09",
        "until": "2026-02-16",
        "checked": 1200,
        "not_seen": 3,
        "release": "2026-02-13T09:00:05",
    }
    return Digest(updates=updates, **(defaults | more))


BLIND = Notice(
    id="0f" * 12,
    kind="blind",
    title="The registry refuses this address (403): 2,000 of 2,000 trials were not checked",
    lines=("This is no outage, and no trial vanished.", "Nothing is waiting to be sent.", "Run from another network."),
    at="2026-02-09T15:17:00+00:00",
)
