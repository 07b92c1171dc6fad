"""All site changes of an update together: how many sites net, and what that says of the update."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from watcher.meaning.draft import Case, Draft, Pair
from watcher.meaning.record import STOPPED
from watcher.meaning.rules.sites import UPDATE_RULES
from watcher.meaning.sites.view import SITE, countries_of, recruitment_is_over, sites_of
from watcher.model import Json, Significance


def net_sites(drafts: Sequence[Draft]) -> int:
    """Sites added less sites removed. Renamed, edited and anonymised ones are neither (correction 7)."""
    kinds = Counter(draft.kind for draft in drafts)
    return kinds["site.added"] - kinds["site.removed"]


def totals(pair: Pair, drafts: Sequence[Draft]) -> dict[str, Json]:
    """The counts that every site change carries."""
    before, after = sites_of(pair.old), sites_of(pair.new)
    net = net_sites(drafts)
    return {
        "net": net,
        "net_percent": round(100 * abs(net) / len(before), 1) if before else 0.0,
        "sites_before": len(before),
        "sites_after": len(after),
        "countries_before": countries_of(before),
        "countries_after": countries_of(after),
    }


def update_significance(
    pair: Pair, drafts: Sequence[Draft]
) -> tuple[Significance, str, str, Mapping[str, Json]] | None:
    """What all site changes together make of the update: significance, rule, reason, inputs. None: nothing more."""
    told = [draft for draft in drafts if draft.path.startswith(SITE)]
    if not told or recruitment_is_over(pair.old):
        return None
    stopped = sum(draft.kind == "site.status_changed" and draft.after in STOPPED for draft in told)
    inputs = {**totals(pair, told), "stopped": stopped}
    case = Case(Draft(kind="sites", path=SITE, label="Sites", section="sites", summary="", inputs=inputs), pair)
    row = next((row for row in UPDATE_RULES if row.test(case)), None)
    return (row.significance, row.id, row.reason, inputs) if row else None
