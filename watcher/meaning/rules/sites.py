"""Rules of sites, countries and places. No row can rate higher than minor once the trial takes nobody any more."""

from __future__ import annotations

from watcher.meaning.draft import Case, Rule
from watcher.meaning.record import STOPPED
from watcher.meaning.sites.view import recruitment_is_over
from watcher.model import Significance

_C, _MA, _MI, _AD = Significance.CRITICAL, Significance.MAJOR, Significance.MINOR, Significance.ADMINISTRATIVE
_CLOSED = "docs/rating.md, correction 7: in stage closed, site changes are at most minor"
_TABLE = "docs/rating.md, sites; 42 CFR 11.64: site status within 30 days"


def _is_over(case: Case) -> bool:
    return recruitment_is_over(case.pair.old)


def _stopped_before_opening(case: Case) -> bool:
    was_open = case.inputs.get("status_before") != "NOT_YET_RECRUITING"
    return not was_open and case.draft.after in STOPPED


def _opened(case: Case) -> bool:
    return bool(case.draft.after == "RECRUITING")


def _name_revealed(case: Case) -> bool:
    return case.inputs.get("name") == "revealed"


def _in_another_city(case: Case) -> bool:
    return bool(case.inputs.get("moved"))


RULES: tuple[Rule, ...] = (
    Rule(
        "country.closed",
        ("country.entered", "country.left"),
        _MI,
        "The first or last site of a country was listed or taken out, after recruitment was over.",
        _CLOSED,
        _is_over,
        names_stage=True,
    ),
    Rule("country.entered", ("country.entered",), _MA, "A country joined.", "GM; EU 536/2014: a new member state"),
    Rule("country.left", ("country.left",), _MA, "The last site of a country is gone.", "GM; EU 536/2014"),
    Rule(
        "site.added",
        ("site.added",),
        _MI,
        "A site was added.",
        "EU 536/2014: substantial for sites in the EU and EEA; " + _TABLE,
    ),
    Rule("site.removed", ("site.removed",), _MI, "A site was removed.", _TABLE),
    Rule(
        "site.stopped_before_opening",
        ("site.status_changed",),
        _MI,
        "A site that had never opened was suspended, withdrawn or terminated.",
        _TABLE,
        _stopped_before_opening,
    ),
    Rule("site.opened", ("site.status_changed",), _MI, "A site takes participants now.", _TABLE, _opened),
    Rule("site.status_changed", ("site.status_changed",), _MI, "The status of a site changed.", _TABLE),
    Rule(
        "site.name_revealed",
        ("site.edited",),
        _AD,
        "A site without a name has one now; it is the same place.",
        "docs/registry.md, fact 7",
        _name_revealed,
    ),
    Rule(
        "site.in_another_city",
        ("site.edited",),
        _AD,
        "The same site is listed in another city.",
        "docs/rating.md, correction 8",
        _in_another_city,
    ),
    Rule("site.edited", ("site.edited",), _AD, "The same place, renamed or spelled anew.", "docs/rating.md, sites"),
    Rule(
        "sites.status_withheld",
        ("sites.status_withheld", "sites.status_shown"),
        _AD,
        "The registry hides or shows site statuses by the trial's status; no site did anything.",
        "docs/registry.md, fact 5",
    ),
    Rule(
        "sites.anonymised",
        ("sites.anonymised",),
        _MI,
        "Names of many sites were hidden at once: counts are not comparable any more.",
        "docs/rating.md, correction 13",
    ),
    Rule(
        "place.renamed", ("place.renamed",), _AD, "A place is written anew; nothing moved.", "docs/registry.md, fact 3"
    ),
)


def _all_gone(case: Case) -> bool:
    return bool(case.inputs["sites_before"]) and not case.inputs["sites_after"]


def _share(case: Case) -> float:
    """Not the rounded figure that is shown."""
    before = case.inputs["sites_before"]
    return 100 * abs(int(case.inputs["net"])) / int(before) if before else 0.0


def _net_percent(case: Case) -> bool:
    return _share(case) >= case.numbers.sites_major_percent


def _net_count(case: Case) -> bool:
    many = abs(int(case.inputs["net"])) >= case.numbers.sites_major_count
    return many and _share(case) >= case.numbers.sites_major_count_percent


def _many_stopped(case: Case) -> bool:
    return int(case.inputs["stopped"]) >= case.numbers.sites_stopped_major


# These rate an update by all its site changes together; no single change carries them (docs/rating.md).
UPDATE_RULES: tuple[Rule, ...] = (
    Rule("sites.all_gone", ("sites",), _C, "All sites are gone.", "docs/rating.md, sites", _all_gone),
    Rule("sites.net_percent", ("sites",), _MA, "The number of sites changed much.", "20 %: GM, cognis", _net_percent),
    Rule(
        "sites.net_count",
        ("sites",),
        _MA,
        "The number of sites changed by many, and by a share that counts.",
        "docs/rating.md, correction 7",
        _net_count,
    ),
    Rule(
        "sites.many_stopped",
        ("sites",),
        _MA,
        "Many sites were withdrawn, terminated or suspended while the trial as a whole goes on.",
        "docs/rating.md, sites",
        _many_stopped,
    ),
)
