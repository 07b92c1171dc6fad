"""Searches: what is asked, what is found, and when the answer is known to be whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from tests.support.registry import BROKEN, CUT_JSON, RELEASE, asked, at, client_of, record
from watcher.demo.registry import Fault, Registry, Request
from watcher.errors import BadRequest, Outage, TooSlow, UnexpectedRecord, UsageError
from watcher.registries.clinicaltrials_gov.search import End, Found
from watcher.registries.clinicaltrials_gov.terms import params

LATER = "2026-03-10T09:00:04"


def lupus(number: int, status: str = "RECRUITING", phase: str = "PHASE3", **modules: Any) -> dict[str, Any]:
    content = record(f"NCT{number:08d}", status)
    content["protocolSection"] |= {
        "conditionsModule": {"conditions": ["Lupus Nephritis"]},
        "designModule": {"phases": [phase]},
    } | modules
    return content


def swept(registry: Registry, search: dict[str, str], **settings: Any) -> tuple[list[Found], End]:
    with client_of(registry, **settings) as client:
        *pages, end = client.search(search, RELEASE)
    assert isinstance(end, End)
    assert all(isinstance(page, Found) for page in pages)
    return [page for page in pages if isinstance(page, Found)], end


def numbers(pages: list[Found]) -> list[int]:
    return [int(answer.trial.id[3:]) for page in pages for answer in page.answers]


def publish(registry: Registry, count: int) -> None:
    registry.publish({f"NCT{n:08d}": lupus(n) for n in range(1, count + 1)}, RELEASE)


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"condition": "lupus"}, {"query.cond": "lupus"}),
        ({"sponsor": "AZ", "term": " anifrolumab "}, {"query.spons": "AZ", "query.term": "anifrolumab"}),
        ({"query.lead": "NIH"}, {"query.lead": "NIH"}),
        ({"status": "recruiting, Not yet recruiting"}, {"filter.overallStatus": "RECRUITING|NOT_YET_RECRUITING"}),
        ({"phase": "3"}, {"filter.advanced": "AREA[Phase]PHASE3"}),
        ({"phase": "2/3"}, {"filter.advanced": "AREA[Phase](PHASE2 OR PHASE3)"}),
        ({"phase": "Phase 2, PHASE4"}, {"filter.advanced": "AREA[Phase](PHASE2 OR PHASE4)"}),
        ({"phase": "early phase 1"}, {"filter.advanced": "AREA[Phase]EARLY_PHASE1"}),
        ({"phase": "NA"}, {"filter.advanced": "AREA[Phase]NA"}),
        ({"country": "South Korea"}, {"filter.advanced": 'AREA[LocationCountry]"South Korea"'}),
        ({"near": "52.52, 13.40, 50km"}, {"filter.geo": "distance(52.52,13.40,50km)"}),
        ({"advanced": "AREA[Condition]lupus OR AREA[Condition]SLE"},
         {"filter.advanced": "AREA[Condition]lupus OR AREA[Condition]SLE"}),
        ({"advanced": "AREA[Condition]lupus OR AREA[Condition]SLE", "phase": "2/3", "country": "France"},
         {"filter.advanced": "(AREA[Condition]lupus OR AREA[Condition]SLE) AND AREA[Phase](PHASE2 OR PHASE3)"
                             ' AND AREA[LocationCountry]"France"'}),
        ({"study_type": "observational", "advanced": 'AREA[BriefTitle]"this OR that"'},
         {"filter.advanced": 'AREA[StudyType]OBSERVATIONAL AND AREA[BriefTitle]"this OR that"'}),
        (
            {"phase": "3", "study_type": "interventional", "advanced": "AREA[StartDate]2022"},
            {"filter.advanced": "AREA[Phase]PHASE3 AND AREA[StudyType]INTERVENTIONAL AND AREA[StartDate]2022"},
        ),
    ],
)  # fmt: skip
def test_terms_become_the_apis_parameters(terms: dict[str, str], expected: dict[str, str]) -> None:
    assert params(terms) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://clinicaltrials.gov/search?cond=Lupus&intr=anifrolumab&viewType=Table&page=2#top",
         {"query.cond": "Lupus", "query.intr": "anifrolumab"}),
        ("clinicaltrials.gov/search?aggFilters=phase:3,status:rec&cond=a%20b",
         {"query.cond": "a b", "aggFilters": "phase:3,status:rec"}),
        ("https://clinicaltrials.gov/search?locStr=Berlin,%20Germany&country=Germany&city=Berlin",
         {"query.locn": "Berlin, Germany"}),
        ("https://clinicaltrials.gov/search?locStr=Berlin&lat=52.5&lng=13.4&distance=25",
         {"filter.geo": "distance(52.5,13.4,25mi)"}),
        ("https://clinicaltrials.gov/search?country=France&start=2024-01-01_&lastUpdPost=_2025-06",
         {"query.locn": "France",
          "filter.advanced": "AREA[StartDate]RANGE[2024-01-01,MAX] AND AREA[LastUpdatePostDate]RANGE[MIN,2025-06]"}),
    ],
)  # fmt: skip
def test_a_pasted_search_address_asks_the_same(address: str, expected: dict[str, str]) -> None:
    assert params({"url": address}) == expected


@pytest.mark.parametrize(
    ("terms", "what"),
    [
        ({}, "would find every trial"),
        ({"conditon": "lupus"}, "'conditon'; did you mean 'condition'? known: "),
        ({"zzzqq": "lupus"}, "'zzzqq'; known: "),
        ({"condition": " "}, "is empty"),
        ({"status": "open"}, "'OPEN' is not known; known: ACTIVE_NOT_RECRUITING"),
        ({"phase": "5"}, "'5' is not known"),
        ({"near": "Berlin"}, "52.52,13.40,50km, would do"),
        ({"condition": "NCT06455449, nct00000001"}, "list them under trials"),
        ({"url": "https://clinicaltrials.gov/search?term=NCT06455449"}, "list them under trials"),
        ({"condition": "lupus", "query.cond": "lupus"}, "says query.cond twice"),
        ({"url": "https://clinicaltrials.gov/search?cond=x", "phase": "3"}, "not both"),
        ({"url": "https://clinicaltrials.gov/search?viewType=Table"}, "would find every trial"),
        (
            {"url": "https://clinicaltrials.gov/search?cond=x&ageRange=18y_&sug=1"},
            "ageRange, sug, which the API cannot",
        ),
        ({"url": "https://clinicaltrials.gov/study/NCT06455449"}, "is no search address"),
        ({"url": "https://example.org/search?cond=x"}, "is no search address"),
        ({"url": "http://["}, "is no search address"),
    ],
)
def test_a_search_that_is_not_understood_is_refused(terms: dict[str, str], what: str) -> None:
    with pytest.raises(UsageError) as raised:
        params(terms)
    assert what in str(raised.value)


def test_a_search_finds_what_matches_and_says_that_it_is_all() -> None:
    with Registry() as registry:
        registry.publish(
            {
                "NCT00000001": lupus(1),
                "NCT00000002": lupus(2, phase="PHASE2"),
                "NCT00000003": lupus(3, status="COMPLETED"),
                "NCT00000004": record("NCT00000004"),
            },
            RELEASE,
        )
        for terms, found in (
            ({"condition": "lupus"}, [1, 2, 3]),
            ({"condition": "lupus", "phase": "2/3", "status": "recruiting"}, [1, 2]),
            ({"url": "https://clinicaltrials.gov/search?cond=lupus&aggFilters=phase:3,status:com"}, [3]),
            ({"condition": "asthma OR nephritis"}, [1, 2, 3]),
            ({"condition": "asthma"}, []),
        ):
            pages, end = swept(registry, params(terms))
            assert (numbers(pages), end) == (found, End(complete=True))


def test_without_terms_it_is_the_whole_registry_in_pages_of_a_thousand() -> None:
    with Registry() as registry:
        publish(registry, 2500)
        pages, end = swept(registry, {})
        assert (len(numbers(pages)), [page.total for page in pages], end.complete) == (2500, [2500] * 3, True)
        assert asked(registry) == ["first page", "later page", "later page", "version"]
        answer = pages[0].answers[0]
        assert answer.record is not None
        assert (answer.record.raw, answer.record.release) == (registry.records["NCT00000001"], RELEASE)


def test_a_search_goes_on_where_it_stopped() -> None:
    with Registry() as registry:
        publish(registry, 25)
        with client_of(registry, page_size=10) as client:
            first = next(client.search({}, RELEASE))
            assert isinstance(first, Found)
            *rest, end = client.search({}, RELEASE, token=first.next_token)
        assert isinstance(end, End)
        assert (numbers([first, *(p for p in rest if isinstance(p, Found))]), end.complete) == (
            list(range(1, 26)),
            True,
        )


def test_a_search_over_which_the_release_moved_is_not_complete() -> None:
    with Registry() as registry:
        publish(registry, 25)

        def move(request: Request) -> None:
            if request.moment == "later page" and registry.release == RELEASE:
                registry.publish({}, LATER)

        registry.fault = move
        pages, end = swept(registry, {}, page_size=10)
        assert sorted(numbers(pages)) == list(range(1, 26))
        assert (end.complete, LATER in end.reason) == (False, True)


def test_a_search_that_breaks_off_keeps_its_pages_and_says_why() -> None:
    with Registry() as registry:
        publish(registry, 25)
        registry.fault = at("later page", BROKEN)
        pages, end = swept(registry, {}, page_size=10)
        assert (numbers(pages), end.complete) == (list(range(1, 11)), False)
        assert isinstance(end.error, Outage)
        assert "503" in end.reason or "500" in end.reason


def test_a_cut_off_page_is_asked_for_once_more() -> None:
    with Registry() as registry:
        publish(registry, 25)
        registry.fault = at("later page", CUT_JSON, times=(1,))
        pages, end = swept(registry, {}, page_size=10)
        assert (numbers(pages), end.complete) == (list(range(1, 26)), True)


def test_fewer_than_the_registry_counts_is_not_complete() -> None:
    with Registry() as registry:
        publish(registry, 3)
        more = Fault("counts more", lambda r: replace(r, body=r.body.replace(b'"totalCount":3', b'"totalCount":4')))
        registry.fault = at("first page", more)
        _, end = swept(registry, {})
        assert (end.complete, end.reason) == (False, "the registry counts 4 trials, 3 came")


def test_a_study_without_a_number_is_not_passed_over_in_silence() -> None:
    with Registry() as registry:
        registry.publish({"NCT00000001": lupus(1), "NCT00000002": b"{}"}, RELEASE)
        pages, end = swept(registry, {})
        assert (numbers(pages), end.complete, end.reason) == ([1], False, "1 studies came without a number")


def test_a_record_that_is_not_believed_is_an_error_in_its_place() -> None:
    with Registry() as registry:
        odd = lupus(2)
        del odd["protocolSection"]["statusModule"]
        registry.publish({"NCT00000001": lupus(1), "NCT00000002": odd}, RELEASE)
        pages, end = swept(registry, {})
        assert [type(a.error) for a in pages[0].answers] == [type(None), UnexpectedRecord]
        assert end.complete


def test_a_search_the_registry_does_not_understand_is_an_error_and_not_an_empty_answer() -> None:
    with Registry() as registry:
        publish(registry, 3)
        pages, end = swept(registry, {"filter.advanced": "AREA[Fase]PHASE3"})
        assert (pages, end.complete) == ([], False)
        assert isinstance(end.error, BadRequest)
        assert "Unknown area name: `Fase`" in end.reason


def test_a_search_ends_at_the_deadline() -> None:
    with Registry() as registry, client_of(registry) as client:
        publish(registry, 3)
        (end,) = client.search({}, RELEASE, deadline=0.0)
        assert isinstance(end, End)
        assert isinstance(end.error, TooSlow)


def test_records_known_already_are_not_read_again() -> None:
    unreadable = json.dumps(lupus(1)).encode()[:-1] + b',"x":1e999}'
    with Registry() as registry, client_of(registry) as client:
        registry.publish({"NCT00000001": unreadable}, RELEASE)
        page, _ = client.search({}, RELEASE)
        assert isinstance(page, Found)
        assert isinstance(page.answers[0].error, UnexpectedRecord)
