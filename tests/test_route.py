"""Laws of routing: who hears which changes, when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.support.told import JASMINE, ME, NOW, OXFORD_READING, WATCH, alert, change, site, update
from watcher.meaning.telling.presets import PRESETS, expand
from watcher.meaning.telling.route import route
from watcher.model import Alert, Change, Direction, Held, Significance, Stage, Target, Update, Watch

ONE = {"me": ("k1",)}
STATUS = change(
    "status.changed", "critical", section="status", summary="Recruiting → Suspended", direction=Direction.UNFAVOURABLE
)
DATE = change("date.moved", "major")
TEXT = change("text.edited", "minor", section="texts", direction=Direction.NEUTRAL, stage=Stage.CLOSED)
STUDY = update(STATUS, DATE, TEXT)


def routed(of: Update, *alerts: Alert, watches: tuple[Watch, ...] = (WATCH,)) -> tuple[Held, ...]:
    return route(of, watches, alerts, ONE, NOW)


def heard(of: Update, *alerts: Alert, watches: tuple[Watch, ...] = (WATCH,)) -> list[tuple[str | None, list[str]]]:
    """(slot, kinds) of each held row."""
    kinds = {of.change_id(c): c.kind for c in of.changes}
    return [(held.slot, [kinds[i] for i in held.changes]) for held in routed(of, *alerts, watches=watches)]


def test_a_change_below_the_threshold_is_not_told() -> None:
    assert heard(STUDY, alert(at_least="major")) == [(None, ["status.changed", "date.moved"])]


def test_two_rules_that_meet_the_same_change_for_the_same_person_make_one_row() -> None:
    first, second = alert("loud", "critical"), alert("dates", kinds=("date.*",))
    assert routed(STUDY, first, second) == (
        Held(
            update_id=STUDY.id,
            target=ME,
            changes=(STUDY.change_id(STATUS), STUDY.change_id(DATE)),
            alerts=("loud", "dates"),
            labels={"asset": "anifrolumab"},
            at_least=Significance.MINOR,
        ),
    )


def test_what_is_told_now_is_not_repeated_in_the_digest() -> None:
    now, weekly = alert("now", "major"), alert("rest", "minor", when="weekly mon 08:00")
    assert heard(STUDY, weekly, now) == [
        (None, ["status.changed", "date.moved"]),
        ("2026-03-16T08:00:00+00:00 weekly mon 08:00", ["text.edited"]),
    ]


def test_what_the_daily_digest_tells_is_not_repeated_in_the_weekly_one() -> None:
    daily, weekly = alert("d", "major", when="daily 08:00"), alert("w", "minor", when="weekly mon 08:00")
    assert [kinds for _, kinds in heard(STUDY, weekly, daily)] == [["status.changed", "date.moved"], ["text.edited"]]


def test_each_recipient_of_each_channel_has_a_row_of_its_own() -> None:
    rows = route(STUDY, [WATCH], [alert(channels=("me", "hook", "gone"))], {"me": ("a", "b"), "hook": ("c",)}, NOW)
    assert [row.target for row in rows] == [Target("hook", "c"), Target("me", "a"), Target("me", "b")]


@pytest.mark.parametrize("kind", ["watching", "baseline.replaced"])
def test_first_sight_tells_nobody(kind: str) -> None:
    assert heard(update(change(kind, "administrative")), alert(at_least="administrative")) == []


def test_a_muted_rule_is_silent_until_its_time_and_not_a_moment_longer() -> None:
    assert heard(STUDY, alert(mute_until=NOW + timedelta(seconds=1))) == []
    assert len(heard(STUDY, alert(mute_until=NOW))) == 1


def test_a_paused_watch_tells_nobody() -> None:
    assert heard(STUDY, alert(), watches=(replace(WATCH, paused=True),)) == []


@pytest.mark.parametrize(
    ("filters", "kinds"),
    [
        ({"watches": ("jasmine",)}, ["status.changed", "date.moved", "text.edited"]),
        ({"watches": ("tulip",)}, []),
        ({"labels": {"asset": "Anifrolumab"}}, ["status.changed", "date.moved", "text.edited"]),
        ({"labels": {"asset": "other"}}, []),
        ({"labels": {"rival": "anifrolumab"}}, []),
        ({"trials": ("nct06455449",)}, ["status.changed", "date.moved", "text.edited"]),
        ({"trials": ("NCT00000001",)}, []),
        ({"kinds": ("status.changed", "date.*")}, ["status.changed", "date.moved"]),
        ({"kinds": ("site.*",)}, []),
        ({"sections": ("Texts",)}, ["text.edited"]),
        ({"directions": (Direction.NEUTRAL,)}, ["text.edited"]),
        ({"stages": (Stage.CLOSED,)}, ["text.edited"]),
        ({"actors": ("registry",)}, []),
        ({"phases": ("PHASE3",)}, ["status.changed", "date.moved", "text.edited"]),
        ({"phases": ("2/3",)}, []),
        ({"statuses": ("Recruiting",)}, ["status.changed", "date.moved", "text.edited"]),
        ({"statuses": ("COMPLETED",)}, []),
        ({"countries": ("italy",)}, ["status.changed", "date.moved", "text.edited"]),
        ({"countries": ("Peru",)}, []),
        ({"text": "suspended"}, ["status.changed"]),
        ({"text": "2028-01", "kinds": ("date.*",)}, ["date.moved"]),
    ],
)
def test_each_filter_lets_through_what_it_names_and_nothing_else(filters: dict[str, Any], kinds: list[str]) -> None:
    found = heard(STUDY, alert(**filters))
    assert found == ([(None, kinds)] if kinds else [])


@pytest.mark.parametrize(
    ("asked", "phase", "meets"),
    [
        ("PHASE2/PHASE3", "Phase 2/3", True),
        ("PHASE2|PHASE3", "Phase 2/3", True),
        ("3", "Phase 2/3", False),
        ("PHASE1", "Phase 1/2", False),
        ("early_phase1", "Early Phase 1", True),
        ("NA", "N/A", True),
        ("phase 3", None, False),
    ],
)
def test_a_double_phase_is_neither_of_its_halves(asked: str, phase: str | None, meets: bool) -> None:
    study = update(DATE)
    assert bool(routed(replace(study, subject=replace(study.subject, phase=phase)), alert(phases=(asked,)))) is meets


def test_a_site_is_in_its_own_country_whatever_the_trial_has_besides() -> None:
    study = update(site(city="Seoul"), site(city="Reading"))
    found = routed(study, alert(countries=("United Kingdom",)))
    assert [held.changes for held in found] == [(study.change_id(study.changes[1]),)]


def test_labels_come_from_the_watches_that_the_rule_speaks_of() -> None:
    other = Watch("tulip", (JASMINE,), {"owner": "Ada"})
    [held] = routed(STUDY, alert(watches=("tulip",)), watches=(WATCH, other))
    assert held.labels == {"owner": "Ada"}


def test_of_two_watches_that_disagree_the_first_in_the_file_names_the_label() -> None:
    other = Watch("tulip", (JASMINE,), {"asset": "none", "owner": "Ada"})
    alerts = alert("second", watches=("tulip",)), alert("first", watches=(WATCH.name,))
    found = routed(STUDY, *alerts, watches=(WATCH, other))
    assert [held.labels for held in found] == [{"asset": "anifrolumab", "owner": "Ada"}]


def test_a_site_far_away_is_not_told_and_of_a_near_one_the_distance_is_kept() -> None:
    study = update(site(city="Reading"), site(city="Seoul"))
    [held] = routed(study, alert(near=OXFORD_READING))
    near = study.change_id(study.changes[0])
    assert (held.changes, held.distances, held.notes) == ((near,), {near: 38.0}, ())


def test_a_new_site_near_you_is_critical_to_you_and_a_closed_one_major() -> None:
    opened = site("site.status_changed", before="NOT_YET_RECRUITING", after="RECRUITING")
    closed = site("site.status_changed", before="RECRUITING", after="SUSPENDED")
    removed = site("site.removed")
    study = update(site(), opened, replace(closed, ordinal=1), removed)
    assert heard(study, alert(at_least="critical", near=OXFORD_READING)) == [
        (None, ["site.added", "site.status_changed"])
    ]
    assert len(heard(study, alert(at_least="major", near=OXFORD_READING))[0][1]) == 4
    assert heard(study, alert(at_least="major")) == []


def test_where_recruitment_is_over_no_site_near_you_is_raised() -> None:
    late = site(stage=Stage.CLOSED)
    assert heard(update(late), alert(at_least="major", near=OXFORD_READING)) == []


def test_a_status_that_is_no_longer_shown_is_no_closing() -> None:
    hidden = site("site.status_changed", before="RECRUITING", after=None)
    assert heard(update(hidden), alert(at_least="major", near=OXFORD_READING)) == []


def test_the_contact_of_a_site_far_away_is_not_told() -> None:
    study = update(site("contact.added", city="Seoul"), site("contact.added", city="Reading"))
    [held] = routed(study, alert(near=OXFORD_READING))
    assert held.changes == (study.change_id(study.changes[1]),)


def test_many_sites_that_together_are_major_are_told_to_who_asks_for_major_changes() -> None:
    places = [site(city=city, inputs={"city": city, "net_significance": "major"}) for city in ("Seoul", "Reading")]
    net = update(*places, TEXT, significance=Significance.MAJOR)
    assert heard(net, alert(at_least="major")) == [(None, ["site.added", "site.added"])]
    louder = update(*places, DATE, significance=Significance.MAJOR)
    assert heard(louder, alert(at_least="major", kinds=("site.*",))) == [(None, ["site.added", "site.added"])]


def test_a_major_change_does_not_make_the_sites_beside_it_major() -> None:
    assert heard(update(site(), DATE), alert(at_least="major")) == [(None, ["date.moved"])]


# Box Hill lies in England, and the registry does not put it on the map.
BOX_HILL = {"city": "Box Hill", "country": "United Kingdom", "lat": None, "lon": None}
ENGLAND, SCOTLAND = [50.8, -2.6, 53.5, 0.1], [55.9, -4.3, 57.1, -2.1]


@pytest.mark.parametrize(
    ("countries", "around", "told"),
    [
        ((), ENGLAND, True),
        ((), SCOTLAND, False),
        ((), None, False),
        (("United Kingdom",), None, True),
        (("United Kingdom",), SCOTLAND, True),
        (("France",), ENGLAND, False),
    ],
)
def test_a_site_without_a_point_is_told_in_a_country_asked_for_or_among_sites_that_lie_around_the_place(
    countries: tuple[str, ...], around: list[float] | None, told: bool
) -> None:
    study = update(site(inputs={**BOX_HILL, "around": around}))
    asked = alert(near=OXFORD_READING, countries=countries)
    assert [held.distances for held in routed(study, asked)] == [{study.change_id(study.changes[0]): None}] * told


def test_a_site_without_a_point_is_not_raised() -> None:
    nowhere = update(site(inputs={**BOX_HILL, "around": ENGLAND}))
    assert routed(nowhere, alert(at_least="major", near=OXFORD_READING)) == ()


def test_sites_without_a_point_far_away_are_no_mail_and_one_line_beside_a_site_that_is_near() -> None:
    nowhere = [
        site("site.status_changed", ordinal=number, inputs={"city": city, "country": country, "lat": None, "lon": None})
        for number, (city, country) in enumerate([("CABA", "Argentina"), ("Conception", "Chile")])
    ]
    [held] = routed(update(site(), *nowhere, site(city="Seoul")), alert(near=OXFORD_READING))
    assert held.notes == (
        "2 more sites changed whose places the registry does not put on the map: CABA (Argentina) and "
        "Conception (Chile).",
    )
    assert routed(update(*nowhere), alert(near=OXFORD_READING)) == ()
    [of_status] = routed(update(STATUS, *nowhere), alert(near=OXFORD_READING))
    assert (len(of_status.changes), of_status.notes) == (1, ("Its sites are in Italy and South Korea.",))


_NOWHERE = [
    site("site.status_changed", ordinal=number, inputs={"city": city, "country": "Chile", "lat": None, "lon": None})
    for number, city in enumerate(["Conception", "Temuco", "Talca"])
]


@pytest.mark.parametrize("when", ["now", "daily 08:00"])
def test_a_site_that_another_rule_tells_is_not_said_to_be_left_out(when: str) -> None:
    told = routed(update(site(), *_NOWHERE), alert("near", near=OXFORD_READING), alert("all", when=when))
    assert [held.notes for held in told] == [()] * len(told)
    assert sum(len(held.changes) for held in told) == 4


def test_what_several_rules_leave_out_is_said_once() -> None:
    opened = site("site.added", inputs={"city": "Arica", "country": "Chile", "lat": None, "lon": None}, ordinal=3)
    study = update(site(), site("site.status_changed", ordinal=9), opened, *_NOWHERE)
    rules = [alert(kind, near=OXFORD_READING, kinds=(kind,)) for kind in ("site.added", "site.status_changed")]
    [held] = routed(study, *rules)
    assert held.notes == (
        "4 more sites changed whose places the registry does not put on the map: Arica (Chile), Conception (Chile), "
        "Temuco (Chile) and Talca (Chile).",
    )


def test_less_than_one_km_is_kept_as_none() -> None:
    here = update(site(inputs={"lat": 51.7575, "lon": -1.2577, "city": "Oxford", "country": "United Kingdom"}))
    [held] = routed(here, alert(near=OXFORD_READING))
    assert list(held.distances.values()) == [0.0]


def test_beside_a_place_countries_pick_sites_and_of_the_trial_all_is_told() -> None:
    """The trial lists sites in Italy and South Korea; whoever waits for one in Oxford hears that it was stopped."""
    entered = change("country.entered", "major", section="sites", item="Italy", inputs={"country": "Italy"})
    study = update(STATUS, site(), site(city="Seoul"), entered)
    asked = alert(near=OXFORD_READING, countries=("United Kingdom",))
    assert heard(study, asked) == [(None, ["status.changed", "site.added"])]
    assert heard(study, alert(countries=("United Kingdom",))) == [(None, ["site.added"])]


def test_nearness_holds_back_nothing_but_sites() -> None:
    assert len(heard(STUDY, alert(near=OXFORD_READING))[0][1]) == 3


def test_rules_never_change_the_update() -> None:
    study = update(site())
    before = replace(study)
    routed(study, alert(near=OXFORD_READING, at_least="critical"))
    assert study == before


_ALERTS = st.builds(
    lambda name, at_least, when, kinds: alert(name, at_least, when=when, kinds=kinds),
    st.sampled_from("abc"),
    st.sampled_from(["critical", "major", "minor", "administrative"]),
    st.sampled_from(["now", "daily 08:00", "weekly mon 08:00", "weekly fri 18:00"]),
    st.sampled_from([(), ("date.*",), ("status.changed", "text.*")]),
)


@given(st.lists(_ALERTS, max_size=5))
def test_a_person_hears_of_each_change_at_most_once_and_of_all_that_any_rule_lets_through(alerts: list[Alert]) -> None:
    together = [change for held in routed(STUDY, *alerts) for change in held.changes]
    alone = {change for one in alerts for held in routed(STUDY, one) for change in held.changes}
    assert (sorted(together), len(set(together))) == (sorted(alone), len(together))


@given(st.lists(_ALERTS, max_size=4), st.randoms())
def test_the_order_of_the_rules_moves_no_change_to_another_moment(alerts: list[Alert], random: Any) -> None:
    shuffled = random.sample(alerts, len(alerts))
    assert heard(STUDY, *alerts) == heard(STUDY, *shuffled)


def preset(name: str, **given: Any) -> tuple[Alert, ...]:
    return tuple(
        Alert("p", ("me",), **{**row, "at_least": Significance(row["at_least"])}) for row in expand(name, given)
    )


def told(name: str, changes: tuple[Change, ...], **given: Any) -> list[str]:
    return [kind for _, kinds in heard(update(*changes), *preset(name, **given)) for kind in kinds]


def test_the_patient_hears_of_status_sites_nearby_and_eligibility_and_of_nothing_else() -> None:
    day = (STATUS, site(), site(city="Seoul"), change("eligibility.changed", "major"), change("sponsor.changed"), TEXT)
    assert told("patient", day, near=OXFORD_READING) == ["status.changed", "site.added", "eligibility.changed"]


def test_the_analyst_hears_of_what_matters_now_and_of_the_rest_on_monday() -> None:
    assert heard(STUDY, *preset("ci")) == [
        (None, ["status.changed", "date.moved"]),
        ("2026-03-16T08:00:00+00:00 weekly mon 08:00", ["text.edited"]),
    ]


def test_the_registry_team_hears_of_everything_once_a_day() -> None:
    everything = (STATUS, change("verified", "administrative"))
    assert told("registry-team", everything) == ["status.changed", "verified"]


def test_the_journalist_hears_of_outcomes_changed_after_recruitment_closed() -> None:
    early, late = change("outcome.edited", "minor"), change("outcome.added", "minor", stage=Stage.POST_PCD)
    assert told("journalist", (early, late, DATE)) == ["outcome.added"]


def test_the_investor_hears_of_major_changes_in_late_phases_only() -> None:
    study = update(change("sponsor.changed"))
    early = replace(study, subject=replace(study.subject, phase="Phase 1"))
    assert (len(routed(study, *preset("investor"))), routed(early, *preset("investor"))) == (1, ())


def test_the_meta_researcher_gets_no_mail() -> None:
    assert PRESETS["meta-research"] == ()


def test_what_the_user_writes_wins_over_the_preset() -> None:
    assert {row["when"] for row in expand("ci", {"when": "daily 07:00"})} == {"daily 07:00"}


def test_an_unknown_preset_is_told_which_there_are() -> None:
    with pytest.raises(ValueError, match="presets are ci, patient, registry-team"):
        expand("analyst", {})
