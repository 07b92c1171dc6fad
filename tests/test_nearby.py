"""What a patient is told of sites near a place: real updates, as the e-mail shows them, and the words in between."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.support.history import decided, real_pairs
from tests.support.paths import needs_registry
from tests.support.told import ME, OXFORD_READING, WATCH, alert, change, row, site, update
from watcher.meaning.telling.presets import expand
from watcher.meaning.telling.route import route
from watcher.meaning.telling.settle import Row, Situation, settle
from watcher.model import Alert, Near, Significance, Update, UpdateMessage, Watch
from watcher.render.outline import parts
from watcher.render.text import subject_line, text

ABINGDON = Near(51.6708, -1.2880, 50)
SAN_FRANCISCO = Near(37.7749, -122.4194, 50)


def patient(near: Near | None, countries: tuple[str, ...] = ()) -> list[Alert]:
    rows = [{**row, "at_least": Significance(row["at_least"])} for row in expand("patient", {})]
    return [Alert("patient", ("me",), near=near, countries=countries, **row) for row in rows]


def mail(trial: str, day: str, near: Near | None, countries: tuple[str, ...] = ()) -> str | None:
    """Subject and body of the one mail that a real update makes, in one line; None when it makes none."""
    old, new = next((old, new) for old, new in real_pairs() if (new.trial, new.data_date) == (trial, day))
    now = datetime.fromisoformat(f"{day}T15:17:00").replace(tzinfo=UTC)
    found = decided(old, new, now).update
    assert found is not None
    held = route(found, [Watch("mine", (found.trial,))], patient(near, countries), {"me": ("me",)}, now)
    sent = settle([Row(n, one, found) for n, one in enumerate(held)], Situation(now, found.release, 1, 1)).outgoing
    assert len(sent) <= 1
    return " ".join(f"{subject_line(sent[0].message)} {text(sent[0].message)}".split()) if sent else None


@needs_registry
def test_a_new_site_near_a_patient_is_the_subject_with_its_distance_and_what_is_not_known_of_it() -> None:
    told = mail("NCT06868277", "2026-03-02", ABINGDON) or ""
    assert told.startswith("New site 9 km from you: Oxford (United Kingdom), not yet recruiting · ")
    assert "SITES * New site 9 km from you: Oxford, OX4 6LB (United Kingdom); not yet recruiting It is not " in told
    assert "The registry gives no name for this site (“Research Site”); ask the contact below." in told
    assert "Sites that are recruiting: 150 of 288." in told
    line = "4 more sites changed whose places the registry does not put on the map: San José Capital (Costa Rica), "
    assert line in told.partition("WHAT DID NOT CHANGE")[0]


@needs_registry
def test_with_the_own_country_named_nothing_of_other_countries_is_said() -> None:
    assert "Costa Rica" not in (mail("NCT06868277", "2026-03-02", ABINGDON, ("United Kingdom",)) or "")


@needs_registry
def test_a_site_that_stops_says_that_no_reason_is_given_and_how_the_trial_stands() -> None:
    told = mail("NCT06989112", "2026-03-12", SAN_FRANCISCO) or ""
    assert told.startswith("Site less than 1 km from you suspended before it opened: San Francisco (United States) · ")
    assert "The registry gives no reason for single sites." in told
    assert "The trial as a whole is recruiting. Sites that are recruiting: 161 of 249." in told


@needs_registry
def test_a_patient_far_from_all_sites_hears_that_recruitment_closed_and_how_many_joined() -> None:
    told = mail("NCT06754501", "2026-02-18", ABINGDON, ("United Kingdom",)) or ""
    assert told.startswith("Recruitment closed: 4 of 35 enrolled (11 %) · NCT06754501")


@needs_registry
def test_a_patient_far_from_all_sites_of_a_trial_that_opens_hears_where_they_are() -> None:
    told = mail("NCT06911827", "2026-02-25", ABINGDON) or ""
    assert told.startswith("Not yet recruiting → recruiting")
    assert "Sites: 1 in China, 1 recruiting." in told


@needs_registry
def test_sites_in_japan_that_the_registry_does_not_put_on_the_map_are_no_mail_to_england() -> None:
    assert mail("NCT07098338", "2026-02-09", ABINGDON) is None


def told(of: Update, *alerts: Alert) -> UpdateMessage:
    held = route(of, [WATCH], alerts or [alert(near=OXFORD_READING)], {"me": ("k1",)}, of.detected_at)
    rows = [Row(number, one, of) for number, one in enumerate(held)]
    [out] = settle(rows, Situation(of.detected_at, of.release, 1, 1)).outgoing
    assert isinstance(out.message, UpdateMessage)
    return out.message


def in_england(city: str, lat: float | None, **more: object) -> dict[str, object]:
    lon = None if lat is None else -1.2577
    return {"city": city, "country": "United Kingdom", "lat": lat, "lon": lon, "facility": "A Clinic", **more}


def test_the_nearest_of_what_matters_alike_comes_first_and_a_place_without_a_point_last() -> None:
    unknown = site(summary="Site added: Box Hill", inputs=in_england("Box Hill", None, around=[51, -2, 52, 0]))
    far = site(summary="Site added: Bicester", inputs=in_england("Bicester", 51.9), ordinal=1)
    near = site(summary="Site added: Kidlington", inputs=in_england("Kidlington", 51.82), ordinal=2)
    edited = site("site.edited", summary="Site edited: Oxford", inputs=in_england("Oxford", 51.752), ordinal=3)
    message = told(update(unknown, edited, far, near))
    assert message.update.headline == (
        "New site 8 km from you: Kidlington (United Kingdom); 2 more sites near you changed; 1 other site changed"
    )
    assert [one.summary for one in message.update.changes] == [
        "New site 8 km from you: Kidlington",
        "New site 16 km from you: Bicester",
        "Site edited: Oxford, less than 1 km from you",
        "Site added: Box Hill",
    ]
    assert message.update.changes[-1].details == (
        "The registry does not put this place on the map: its distance from you is unknown.",
    )


def test_four_sites_that_opened_near_somebody_are_told_each_with_its_distance() -> None:
    opened = [
        site(summary=f"Site added: {city}", inputs=in_england(city, 51.752 + 0.05 * number), ordinal=number)
        for number, city in enumerate(("Oxford", "Kidlington", "Bicester", "Banbury"))
    ]
    assert text(told(update(*opened))).count(" km from you: ") == 4 + 1


def test_a_stopped_trial_comes_before_a_site_near_somebody_and_that_before_criteria() -> None:
    criterion = change("criterion.added", "major", section="eligibility", summary="Criterion added")
    nearby = site(summary="Site added: Oxford", inputs=in_england("Oxford", 51.752))
    assert told(update(criterion, nearby)).update.headline.startswith("New site less than 1 km from you")
    stopped = change("status.changed", "critical", section="status", before="RECRUITING", after="SUSPENDED", inputs={})
    assert told(update(nearby, stopped)).update.headline.startswith("Suspended")


@pytest.mark.parametrize(
    ("kind", "said", "told_as", "headline"),
    [
        (
            "site.edited",
            "Site name now given: Clinic, Oxford (United Kingdom) (was “Research Site”)",
            "Site name now given: Clinic, Oxford (United Kingdom) (was “Research Site”), 8 km from you",
            "Site name now given: Oxford (United Kingdom), 8 km from you",
        ),
        (
            "site.edited",
            "Site name edited in Oxford (United Kingdom): “A” is now “B”",
            "Site name edited in Oxford (United Kingdom): “A” is now “B”, 8 km from you",
            "Site name edited in Oxford (United Kingdom), 8 km from you",
        ),
        (
            "site.edited",
            "Site address edited: Clinic, Oxford; postal code now given, OX1",
            "Site address edited: Clinic, Oxford; postal code now given, OX1, 8 km from you",
            "Site address edited: Oxford (United Kingdom), 8 km from you",
        ),
        (
            "site.removed",
            "Site removed: Clinic, Oxford; was recruiting",
            "Site 8 km from you removed: Clinic, Oxford; was recruiting",
            "Site 8 km from you removed: Oxford (United Kingdom)",
        ),
        (
            "site.status_changed",
            "Site now recruiting (was not yet recruiting): Clinic, Oxford",
            "Site 8 km from you now recruiting (was not yet recruiting): Clinic, Oxford",
            "Site 8 km from you now recruiting (was not yet recruiting): Oxford (United Kingdom)",
        ),
        (
            "site.status_changed",
            "2 of 3 sites in Oxford (United Kingdom) now recruiting (was not yet recruiting)",
            "2 of 3 sites in Oxford (United Kingdom) now recruiting (was not yet recruiting), 8 km from you",
            "2 of 3 sites in Oxford (United Kingdom) now recruiting (was not yet recruiting), 8 km from you",
        ),
    ],
)
def test_a_distance_stands_where_the_sentence_stays_one(kind: str, said: str, told_as: str, headline: str) -> None:
    one = site(kind, summary=said, after="RECRUITING", inputs=in_england("Oxford", 51.82))
    message = told(update(one))
    assert (message.update.changes[0].summary, message.update.headline) == (told_as, headline)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("A Clinic", "B Clinic"), None),
        (("Research Site",), "The registry gives no name for this site (“Research Site”)."),
        ((None,), "The registry gives no name for this site."),
        (("Research Site", "Research Site"), "The registry gives no name for these 2 sites (“Research Site”)."),
        (("Research Site", "A Clinic"), "The registry gives no name for 1 of these 2 sites (“Research Site”)."),
    ],
)
def test_that_near_sites_bear_no_name_is_said_once(names: tuple[str | None, ...], said: str | None) -> None:
    opened = [site(ordinal=n, inputs=in_england("Oxford", 51.82) | {"facility": name}) for n, name in enumerate(names)]
    message = told(update(*opened))
    assert [note for note in message.notes if "no name" in note] == ([said] if said else [])
    assert [change.details for change in message.update.changes] == [()] * len(names)


def test_who_asked_for_no_place_is_told_no_distance() -> None:
    plain = site(summary="Site added: Oxford", inputs=in_england("Oxford", 51.752))
    [out] = settle([row(1, update(plain), target=ME)], Situation(update().detected_at, "", 1, 1)).outgoing
    assert isinstance(out.message, UpdateMessage)
    assert out.message.update.changes == (plain,)


@pytest.mark.parametrize(("told", "shown"), [((0, 1, 2), ": 278 → 280"), ((0,), ""), ((0, 2), "")])
def test_the_number_of_all_sites_stands_above_all_of_them_only(told: tuple[int, ...], shown: str) -> None:
    kinds = ("site.added", "site.added", "site.status_changed")
    counts = {"sites_before": 278, "sites_after": 280}
    changes = [site(kind, inputs={"city": "Oxford", **counts}, ordinal=n) for n, kind in enumerate(kinds)]
    assert parts([changes[n] for n in told])[0].heading == f"Sites{shown}"
