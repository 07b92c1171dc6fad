"""The little registry itself: it speaks as the real one is documented to speak."""

from __future__ import annotations

import gzip
import http.client
import json
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from tests.support.paths import REGISTRY, needs_registry
from tests.support.registry import BROKEN, RELEASE, at, record
from watcher.demo.registry import Registry
from watcher.registries.clinicaltrials_gov.terms import OWN_NAMES, STATUSES

API = "/api/v2"


def get(registry: Registry, path: str, headers: dict[str, str] | None = None, **query: str) -> tuple[int, str, bytes]:
    """Status, content type and body, by Python's own client."""
    host = registry.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request("GET", path + ("?" + urlencode(query) if query else ""), headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers["Content-Type"], body


def held(count: int) -> dict[str, Any]:
    return {f"NCT{n:08d}": record(f"NCT{n:08d}") for n in range(1, count + 1)}


def test_a_release_stamps_its_date_into_every_record_and_touches_nothing_else() -> None:
    odd = b'{ "x":1.0,"derivedSection":{"miscInfoModule":{"versionHolder" : "2020-01-01"}},\n"y":"\\u00e9"}'
    with Registry() as registry:
        registry.publish({"NCT00000001": odd, "NCT00000002": record("NCT00000002")}, RELEASE)
        registry.publish({}, "2026-03-10T09:00:04")
        assert registry.records["NCT00000001"] == odd.replace(b"2020-01-01", b"2026-03-10")
        assert b'"versionHolder":"2026-03-10"' in registry.records["NCT00000002"]
        assert json.loads(get(registry, f"{API}/version")[2])["dataTimestamp"] == "2026-03-10T09:00:04"


def test_a_record_is_served_alone_as_on_a_page() -> None:
    with Registry() as registry:
        registry.publish(held(1), RELEASE)
        raw = registry.records["NCT00000001"]
        assert get(registry, f"{API}/studies/nct00000001") == (200, "application/json", raw)
        assert get(registry, f"{API}/studies", **{"filter.ids": "nct00000001"})[2] == b'{"studies":[' + raw + b"]}"


def test_a_page_holds_ten_unless_asked_and_a_thousand_at_most() -> None:
    with Registry() as registry:
        registry.publish(held(1001), RELEASE)
        for asked, given in (({}, 10), ({"pageSize": "0"}, 10), ({"pageSize": "7"}, 7), ({"pageSize": "99999"}, 1000)):
            page = json.loads(get(registry, f"{API}/studies", **asked)[2])
            assert len(page["studies"]) == given
            assert "nextPageToken" in page
            assert "totalCount" not in page
        assert json.loads(get(registry, f"{API}/studies", countTotal="true")[2])["totalCount"] == 1001


def test_a_token_of_another_release_is_refused() -> None:
    with Registry() as registry:
        registry.publish(held(20), RELEASE)
        token = json.loads(get(registry, f"{API}/studies")[2])["nextPageToken"]
        assert get(registry, f"{API}/studies", pageToken=token)[0] == 200
        registry.publish({}, "2026-03-10T09:00:04")
        for each in (token, "nonsense", "%%%", "YQ=="):
            assert get(registry, f"{API}/studies", pageToken=each)[:2] == (400, "text/plain")


@pytest.mark.parametrize(
    ("path", "query", "status", "kind"),
    [
        ("/studies/NCT00000000", {}, 400, "text/plain"),
        ("/studies/hello", {}, 400, "text/plain"),
        ("/studies/NCT00000099", {}, 404, "text/plain"),
        ("/nothing", {}, 404, "text/html"),
        ("/studies", {"filter.ids": "NCT00000001|NCT00000000"}, 400, "text/plain"),
        ("/studies", {"filter.phase": "PHASE3"}, 400, "text/plain"),
        ("/studies", {"filter.advanced": "AREA[Nonsense]x"}, 400, "text/plain"),
        ("/studies", {"filter.advanced": "whatever"}, 400, "text/plain"),
        ("/studies", {"aggFilters": "colour:red"}, 400, "text/plain"),
        ("/studies", {"pageSize": "many"}, 400, "text/plain"),
        ("/studies", {"query.cond": "lupus"}, 200, "application/json"),
    ],
)
def test_what_is_wrong_is_refused_as_the_real_one_does(
    path: str, query: dict[str, str], status: int, kind: str
) -> None:
    with Registry() as registry:
        registry.publish(held(1), RELEASE)
        assert get(registry, API + path, **query)[:2] == (status, kind)


def test_answers_are_packed_only_for_who_asks() -> None:
    with Registry() as registry:
        registry.publish(held(1), RELEASE)
        plain = get(registry, f"{API}/version")[2]
        assert gzip.decompress(get(registry, f"{API}/version", {"Accept-Encoding": "gzip"})[2]) == plain


def test_every_request_is_remembered_and_a_fault_is_asked_about_each() -> None:
    with Registry() as registry:
        registry.publish(held(1), RELEASE)
        registry.fault = at("version", BROKEN, times=(2,))
        assert [get(registry, f"{API}/version")[0] for _ in range(3)] == [200, 500, 200]
        get(registry, f"{API}/studies", **{"filter.ids": "NCT00000001"})
        assert [r.moment for r in registry.requests] == ["version"] * 3 + ["first page"]
        assert registry.requests[3].query == {"filter.ids": "NCT00000001"}


def test_areas_and_ranges_of_an_advanced_filter_narrow_the_answer() -> None:
    first, second = record("NCT00000001"), record("NCT00000002")
    first["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = {"date": "2026-03-05"}
    second["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = {"date": "2026-02-05"}
    second["protocolSection"]["contactsLocationsModule"] = {"locations": [{"country": "South Korea"}]}
    with Registry() as registry:
        registry.publish({"NCT00000001": first, "NCT00000002": second}, RELEASE)
        for expression, numbers in (
            ("AREA[LastUpdatePostDate]RANGE[2026-03-01,MAX]", ["NCT00000001"]),
            ("AREA[LastUpdatePostDate]RANGE[MIN,2026-03]", ["NCT00000001", "NCT00000002"]),
            ('AREA[LocationCountry]"South Korea" AND AREA[LastUpdatePostDate]RANGE[MIN,MAX]', ["NCT00000002"]),
            ("AREA[OverallStatus](COMPLETED OR WITHDRAWN)", []),
        ):
            page = json.loads(get(registry, f"{API}/studies", **{"filter.advanced": expression})[2])
            found = [s["protocolSection"]["identificationModule"]["nctId"] for s in page["studies"]]
            assert found == numbers


@needs_registry
def test_all_that_the_client_may_ask_is_in_the_registrys_own_description() -> None:
    described = yaml.safe_load((REGISTRY / "ctg-oas-v2.yaml").read_text())
    parameters = {parameter["name"] for parameter in described["paths"]["/studies"]["get"]["parameters"]}
    assert OWN_NAMES | {"filter.ids", "pageSize", "pageToken", "countTotal", "format"} <= parameters
    assert set(described["components"]["schemas"]["Status"]["enum"]) == set(STATUSES)
