"""What is asked of the registry, and that each trial gets exactly one honest answer. Real sockets throughout."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from tests.support.registry import (
    BOMB,
    BROKEN,
    EMPTY_OBJECT,
    FORBIDDEN,
    HANG,
    HTML_200,
    HTML_404,
    QUICK,
    RELEASE,
    RESET,
    asked,
    at,
    by_number,
    client_of,
    record,
    trial,
)
from watcher.demo.registry import Fault, Registry, Reply, Request
from watcher.errors import BadRequest, Blocked, NotFound, Outage, RegistryError, TooSlow, UnexpectedRecord
from watcher.model import Answer, Trial, record_hash
from watcher.net.client import Client
from watcher.registries.clinicaltrials_gov.client import ClinicalTrialsGov
from watcher.registries.clinicaltrials_gov.settings import RegistrySettings


def publish(registry: Registry, count: int, **more: Any) -> list[Trial]:
    """So many trials, NCT00000001 on; more records by keyword, as `NCT00000009={…}`."""
    trials = [trial(n) for n in range(1, count + 1)]
    registry.publish({t.id: record(t.id) for t in trials} | more, RELEASE)
    return trials


def fetched(registry: Registry, trials: list[Trial], **settings: Any) -> dict[str, Answer]:
    with client_of(registry, **settings) as client:
        return by_number(client.fetch(trials, RELEASE))


def kinds(answers: dict[str, Answer]) -> list[str]:
    return [type(a.error).__name__ if a.error else "record" for a in answers.values()]


def test_the_release_is_one_request_and_its_words_are_kept() -> None:
    with Registry() as registry, client_of(registry) as client:
        publish(registry, 1)
        assert client.release() == RELEASE
        assert asked(registry) == ["version"]


@pytest.mark.parametrize("timestamp", [None, 7, "", "today", "2026-03-09", "2026-03-09T09:00:05<script>"])
def test_a_version_without_a_timestamp_is_no_version(timestamp: object) -> None:
    body = json.dumps({"apiVersion": "2.0.5", "dataTimestamp": timestamp}).encode()
    with Registry() as registry, client_of(registry) as client:
        registry.fault = at("version", Fault("odd", lambda reply: replace(reply, body=body)))
        with pytest.raises(UnexpectedRecord, match="dataTimestamp"):
            client.release()


def test_records_come_as_sent_under_the_release_asked_for() -> None:
    with Registry() as registry:
        trials = publish(registry, 3)
        answers = fetched(registry, trials)
        assert [(a.trial, a.record.raw, a.record.release, a.error, a.alias) for a in answers.values() if a.record] == [
            (t, registry.records[t.id], RELEASE, None, None) for t in trials
        ]


def test_many_trials_are_few_requests() -> None:
    with Registry() as registry:
        fetched(registry, publish(registry, 250), batch=100)
        assert asked(registry) == ["first page"] * 3
        assert [r.query["pageSize"] for r in registry.requests] == ["1000"] * 3


def test_no_url_is_longer_than_4_kb_whatever_the_batch() -> None:
    with Registry() as registry:
        answers = fetched(registry, publish(registry, 600), batch=1000)
        assert kinds(answers) == ["record"] * 600
        assert max(len(quote(r.query["filter.ids"])) for r in registry.requests) < 3800


def test_pages_are_followed_to_the_end_with_all_parameters_repeated() -> None:
    with Registry() as registry:
        trials = publish(registry, 25)
        assert kinds(fetched(registry, trials, page_size=10)) == ["record"] * 25
        assert asked(registry) == ["first page", "later page", "later page"]
        first, *later = [dict(r.query) for r in registry.requests]
        assert [{k: v for k, v in query.items() if k != "pageToken"} for query in later] == [first, first]


def test_an_empty_page_is_not_the_end() -> None:
    def emptied(reply: Reply) -> Reply:
        """The first page's studies come with the second."""
        return replace(reply, body=b'{"studies":[],' + reply.body[reply.body.index(b'"nextPageToken"') :])

    with Registry() as registry:
        trials = publish(registry, 4)
        registry.fault = at("first page", Fault("empty page", emptied))
        answers = fetched(registry, trials, page_size=2)
        assert kinds(answers) == ["record"] * 4
        assert asked(registry) == ["first page", "later page", "single", "single"]


def test_a_study_that_comes_twice_is_answered_once() -> None:
    with Registry() as registry:
        trials = publish(registry, 2)
        twice = Fault("twice", lambda r: replace(r, body=r.body.replace(b'"studies":[', b'"studies":[' + first + b",")))
        first = registry.records[trials[0].id]
        registry.fault = at("first page", twice)
        assert kinds(fetched(registry, [trials[0], *trials, trials[1]])) == ["record"] * 2


def test_a_study_nobody_asked_for_is_nobodys_answer() -> None:
    with Registry() as registry:
        trials = publish(registry, 1, NCT00000009=record("NCT00000009"))
        stray = registry.records["NCT00000009"]
        put = Fault("stray", lambda r: replace(r, body=r.body.replace(b'"studies":[', b'"studies":[' + stray + b",")))
        registry.fault = at("first page", put)
        answers = fetched(registry, trials)
        assert [a.record.raw for a in answers.values() if a.record] == [registry.records["NCT00000001"]]


def test_a_pages_chain_begins_again_when_the_release_moves_and_answers_nobody_twice() -> None:
    with Registry() as registry:
        trials = publish(registry, 30)

        def move(request: Request) -> None:
            if request.moment == "later page" and registry.release == RELEASE:
                registry.publish({}, "2026-03-10T09:00:04")

        registry.fault = move
        assert kinds(fetched(registry, trials, page_size=10)) == ["record"] * 30
        assert asked(registry) == ["first page", "later page", "first page", "later page", "later page"]


def test_a_registry_that_refuses_its_own_tokens_is_asked_three_times_at_most() -> None:
    with Registry() as registry:
        trials = publish(registry, 4)
        registry.fault = at("later page", Fault("stale", lambda r: Reply(400, "text/plain", b"Invalid pageToken")))
        assert kinds(fetched(registry, trials, page_size=3)) == ["record"] * 3 + ["Outage"]
        assert asked(registry) == ["first page", "later page"] * 3


def test_pages_that_go_round_in_circles_are_left() -> None:
    circle = Reply(200, "application/json", b'{"studies":[],"nextPageToken":"again"}')
    with Registry() as registry:
        trials = publish(registry, 2)
        registry.fault = lambda r: Fault("circle", lambda _: circle) if r.path.endswith("/studies") else None
        assert kinds(fetched(registry, trials)) == ["record"] * 2
        assert asked(registry) == ["first page", "later page", "single", "single"]


def test_empty_pages_without_an_end_are_left_soon() -> None:
    def endless(request: Request) -> Fault | None:
        page = json.dumps({"studies": [], "nextPageToken": f"t{len(registry.requests)}"}).encode()
        is_page = request.path.endswith("/studies")
        return Fault("endless", lambda _: Reply(200, "application/json", page)) if is_page else None

    with Registry() as registry:
        trials = publish(registry, 2)
        registry.fault = endless
        assert kinds(fetched(registry, trials)) == ["record"] * 2
        assert len(registry.requests) == 13  # eleven pages, then one for each trial


def test_a_page_too_large_comes_in_halves_and_the_next_batch_begins_small() -> None:
    with Registry() as registry:
        trials = publish(registry, 40)
        registry.fault = lambda r: BOMB if r.moment != "single" and int(r.query["pageSize"]) > 5 else None
        assert kinds(fetched(registry, trials, batch=20)) == ["record"] * 40
        assert [r.query["pageSize"] for r in registry.requests] == ["1000", "10"] + ["5"] * 8


def test_a_number_the_registry_refuses_is_named_and_the_others_are_answered() -> None:
    with Registry() as registry:
        trials = publish(registry, 100)
        bad = trials[37].id

        def refuse(request: Request) -> Fault | None:
            refused = bad in request.query.get("filter.ids", "")
            return Fault("400", lambda r: Reply(400, "text/plain", b"incorrect format")) if refused else None

        registry.fault = refuse
        answers = fetched(registry, trials)
        wrong = {number: answer.error for number, answer in answers.items() if answer.error}
        assert list(wrong) == [bad]
        assert isinstance(wrong[bad], BadRequest)
        assert "incorrect format" in str(wrong[bad])
        assert len(registry.requests) <= 16


def test_a_registry_that_refuses_everything_is_not_asked_for_every_trial() -> None:
    with Registry() as registry:
        trials = publish(registry, 100)
        registry.fault = lambda r: Fault("400", lambda reply: Reply(400, "text/plain", b"Invalid parameter name"))
        answers = fetched(registry, trials)
        assert not any(a.record for a in answers.values())
        assert len(answers) == 100
        assert len(registry.requests) < 20


def test_what_is_no_number_is_not_even_asked_for() -> None:
    with Registry() as registry:
        odd = [trial("NCT00000000"), trial("NCT1"), trial("nct00000001"), trial("NCT00000001/../../version")]
        assert kinds(fetched(registry, odd)) == ["BadRequest"] * 4
        assert registry.requests == []


def test_a_number_missing_from_the_answer_is_asked_for_alone_and_then_missing() -> None:
    with Registry() as registry:
        trials = publish(registry, 3)
        registry.withdraw("NCT00000002")
        answers = fetched(registry, trials)
        assert dict(zip(answers, kinds(answers), strict=True)) == {
            "NCT00000001": "record", "NCT00000003": "record", "NCT00000002": "NotFound",
        }  # fmt: skip
        assert asked(registry) == ["first page", "single"]


def test_only_a_404_in_plain_text_for_one_trial_says_that_it_is_gone() -> None:
    for kind, body, expected in (
        ("text/html", b"<h1>404</h1>", "Outage"),
        ("application/json", b'{"error":404}', "Outage"),
        ("", b"", "Outage"),
        ("text/plain; charset=utf-8", b"not found", "NotFound"),
    ):
        with Registry() as registry:
            registry.publish({}, RELEASE)
            registry.fault = at("single", Fault("404", lambda r, kind=kind, body=body: Reply(404, kind, body)))
            assert kinds(fetched(registry, [trial(1)])) == [expected]


def test_an_old_number_is_answered_by_the_trials_record_and_says_so() -> None:
    with Registry() as registry:
        now = record("NCT00000001", nctIdAliases=["NCT00000007", "NCT00000008"])
        registry.publish({"NCT00000001": now}, RELEASE)
        answers = fetched(registry, [trial(7), trial(1), trial(8)])
        assert {number: (a.alias, a.trial.id, a.record and a.record.trial.id) for number, a in answers.items()} == {
            "NCT00000001": (None, "NCT00000001", "NCT00000001"),
            "NCT00000007": ("NCT00000001", "NCT00000007", "NCT00000007"),
            "NCT00000008": ("NCT00000001", "NCT00000008", "NCT00000008"),
        }
        assert asked(registry) == ["first page"]


def test_an_alias_goes_after_the_record_that_bears_the_number_itself() -> None:
    with Registry() as registry:
        claims = record("NCT00000001", nctIdAliases=["NCT00000002"])
        registry.publish({"NCT00000001": claims, "NCT00000002": record("NCT00000002")}, RELEASE)
        answers = fetched(registry, [trial(2), trial(1)], page_size=1)
        assert answers["NCT00000002"].record is not None
        assert answers["NCT00000002"].record.raw == registry.records["NCT00000002"]
        assert answers["NCT00000002"].alias is None


def test_a_redirect_to_the_trials_present_number_is_followed() -> None:
    with Registry() as registry:
        trials = publish(registry, 1)
        sent_on = Reply(301, "text/plain", b"", (("Location", "/api/v2/studies/NCT00000001"),))
        registry.fault = lambda r: Fault("moved", lambda _: sent_on) if r.path.endswith("NCT00000005") else None
        answers = fetched(registry, [trial(5), *trials])
        assert answers["NCT00000005"].alias == "NCT00000001"
        assert answers["NCT00000005"].record is not None


@pytest.mark.parametrize(
    "location", ["https://elsewhere.example/api/v2/studies/NCT00000001", "//elsewhere.example/", "http://[", "ftp://x/"]
)
def test_a_redirect_to_another_host_is_not_followed(location: str) -> None:
    with Registry() as registry:
        away = Reply(301, "text/plain", b"", (("Location", location),))
        registry.fault = at("single", Fault("away", lambda _: away))
        answers = fetched(registry, [trial(1)])
        assert isinstance(answers["NCT00000001"].error, Outage)
        assert "which is not the registry" in str(answers["NCT00000001"].error)
        assert "log in first" in answers["NCT00000001"].error.advice


def test_redirects_in_a_circle_end() -> None:
    with Registry() as registry:
        again = Reply(301, "text/plain", b"", (("Location", "/api/v2/studies/NCT00000001"),))
        registry.fault = at("single", Fault("circle", lambda _: again))
        assert kinds(fetched(registry, [trial(1)])) == ["Outage"]
        assert len(registry.requests) == 5


def test_a_record_that_is_not_believed_on_a_page_is_asked_for_once_more_alone() -> None:
    with Registry() as registry:
        trials = publish(registry, 3)
        spoil = Fault("no status", lambda r: replace(r, body=r.body.replace(b'"overallStatus"', b'"x"', 1)))
        registry.fault = at("first page", spoil)
        assert sorted(kinds(fetched(registry, trials))) == ["record"] * 3
        assert asked(registry) == ["first page", "single"]


def test_one_poisoned_record_keeps_no_other_from_being_seen() -> None:
    deep = b'{"a":' * 3000 + b"1" + b"}" * 3000
    with Registry() as registry:
        trials = publish(
            registry, 6, NCT00000004=json.dumps(record("NCT00000004")).encode()[:-1] + b',"x":' + deep + b"}"
        )
        answers = fetched(registry, trials)
        assert {n: k for n, k in zip(answers, kinds(answers), strict=True) if k != "record"} == {
            "NCT00000004": "UnexpectedRecord"
        }


def test_a_record_that_was_believed_before_is_not_read_to_the_end_again() -> None:
    unreadable = json.dumps(record("NCT00000001")).encode()[:-1] + b',"x":1e999}'
    with Registry() as registry, client_of(registry) as client:
        registry.publish({"NCT00000001": unreadable}, RELEASE)
        known = record_hash(registry.records["NCT00000001"])
        assert kinds(by_number(client.fetch([trial(1)], RELEASE))) == ["UnexpectedRecord"]
        assert kinds(by_number(client.fetch([trial(1)], RELEASE, known=lambda t: known))) == ["record"]


def test_a_known_record_with_a_damaged_data_date_is_not_believed() -> None:
    """The data date is no part of the hash, so the damage does not show in it."""
    with Registry() as registry, client_of(registry) as client:
        trials = publish(registry, 1)
        known = record_hash(registry.records["NCT00000001"])
        damaged = registry.records["NCT00000001"].replace(b"2026-03-09", b"2026-03-\xff9")
        registry.publish({"NCT00000001": damaged}, RELEASE, stamp=False)
        assert record_hash(damaged) == known
        assert kinds(by_number(client.fetch(trials, RELEASE, known=lambda t: known))) == ["UnexpectedRecord"]


def test_a_403_is_tried_once_by_the_other_transport_which_then_stays() -> None:
    with Registry() as registry:
        trials = publish(registry, 3)
        registry.fault = lambda r: FORBIDDEN if "httpx" in r.headers["user-agent"] else None
        with client_of(registry, batch=1) as client:
            assert client.release() == RELEASE
            assert kinds(by_number(client.fetch(trials, RELEASE))) == ["record"] * 3
        assert ["httpx" in r.headers["user-agent"] for r in registry.requests] == [True] + [False] * 4


@pytest.mark.parametrize(("transport", "requests"), [("auto", 2), ("httpx", 1), ("urllib", 1)])
def test_a_403_ends_the_asking_for_this_run_and_the_next_run_asks_again(transport: str, requests: int) -> None:
    with Registry() as registry, client_of(registry, transport=transport, batch=1) as client:
        trials = publish(registry, 5)
        registry.fault = at("any", FORBIDDEN)
        answers = by_number(client.fetch(trials, RELEASE))
        assert kinds(answers) == ["Blocked"] * 5
        assert len(registry.requests) == requests
        assert "We will be back soon" in str(answers["NCT00000005"].error)
        registry.fault = lambda request: None
        assert client.release() == RELEASE
        assert kinds(by_number(client.fetch(trials, RELEASE))) == ["record"] * 5


def test_a_403_in_json_is_the_registrys_own_word_and_not_tried_otherwise() -> None:
    with Registry() as registry:
        no = Reply(403, "application/json", b'{"error":"forbidden"}')
        registry.fault = at("any", Fault("403 JSON", lambda _: no))
        assert kinds(fetched(registry, publish(registry, 1))) == ["Blocked"]
        assert len(registry.requests) == 1


def test_two_failed_batches_in_a_row_are_enough() -> None:
    with Registry() as registry:
        trials = publish(registry, 100)
        registry.fault = at("any", BROKEN)
        answers = fetched(registry, trials, batch=10)
        assert kinds(answers) == ["Outage"] * 100
        assert len(registry.requests) == 2 * 4


def test_one_failed_batch_between_good_ones_stops_nothing() -> None:
    with Registry() as registry:
        trials = publish(registry, 30)
        registry.fault = lambda r: RESET if "NCT00000011" in r.query.get("filter.ids", "") else None
        assert kinds(fetched(registry, trials, batch=10)) == ["record"] * 10 + ["Outage"] * 10 + ["record"] * 10


def test_a_maintenance_page_in_place_of_everything_costs_few_requests() -> None:
    with Registry() as registry:
        trials = publish(registry, 1000)
        registry.fault = at("any", HTML_200)
        answers = fetched(registry, trials)
        assert len(answers) == 1000
        assert set(kinds(answers)) == {"WrongType"}
        assert len(registry.requests) == 2 * (2 + 3)


def test_a_version_that_fails_answers_for_all_trials_without_asking() -> None:
    with Registry() as registry, client_of(registry) as client:
        trials = publish(registry, 3)
        registry.fault = at("version", BROKEN)
        with pytest.raises(Outage):
            client.release()
        assert kinds(by_number(client.fetch(trials, RELEASE))) == ["Outage"] * 3
        assert asked(registry) == ["version"] * 4


def test_a_closing_error_keeps_nothing_of_the_run_alive() -> None:
    with Registry() as registry:
        trials = publish(registry, 20)
        registry.fault = at("any", BROKEN)
        errors = [a.error for a in fetched(registry, trials, batch=5).values()]
        assert [(e.__traceback__, e.__cause__, e.__context__) for e in errors if e] == [(None, None, None)] * 20


class Clock:
    """Each look at it takes a second; sleeping takes what it takes."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 9, 15, 17, tzinfo=UTC)
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)


def with_clock(registry: Registry, clock: Clock, act: Callable[[ClinicalTrialsGov], Any], **more: Any) -> Any:
    settings = RegistrySettings(**{"base_url": registry.url, "timeout": 20.0} | more)
    with Client(settings.wire) as http:
        return act(ClinicalTrialsGov(http, settings, clock=clock, sleep=clock.sleep))


def test_what_is_left_at_the_deadline_is_too_slow_and_not_asked_for() -> None:
    with Registry() as registry:
        trials, clock = publish(registry, 9), Clock()
        deadline = clock.now.timestamp() + 8
        answers = with_clock(registry, clock, lambda c: by_number(c.fetch(trials, RELEASE, deadline)), batch=1, pace=0)
        assert set(kinds(answers)) == {"record", "TooSlow"}
        assert len(answers) == 9
        assert all(isinstance(a.error, TooSlow) for a in list(answers.values())[-5:])
        assert len(registry.requests) == kinds(answers).count("record")


# By the clock of this machine, since sockets know no other. The whole answer would take a minute.
DRIPS = Fault("drip", lambda reply: replace(reply, body=reply.body.ljust(1200)), wire="drip")


def test_a_page_that_drips_is_cut_off_at_the_deadline_and_is_no_failure_of_its_trials() -> None:
    with Registry() as registry, client_of(registry, timeout=20.0) as client:
        trials = publish(registry, 3)
        registry.fault = at("first page", DRIPS)
        began = time.time()
        assert kinds(by_number(client.fetch(trials, RELEASE, began + 0.5))) == ["TooSlow"] * 3
        assert (time.time() - began < 10, len(registry.requests)) == (True, 1)


def test_to_be_told_the_release_takes_no_longer_than_the_run_may() -> None:
    with Registry() as registry, client_of(registry, timeout=20.0) as client:
        registry.fault = at("version", DRIPS)
        began = time.time()
        with pytest.raises(TooSlow):
            client.release(began + 0.5)
        assert (time.time() - began < 10, len(registry.requests)) == (True, 1)


def test_no_wait_goes_past_the_deadline() -> None:
    with Registry() as registry:
        trials, clock = publish(registry, 1), Clock()
        slow_down = Fault("429", lambda _: Reply(429, "text/plain", b"", (("Retry-After", "50"),)))
        registry.fault = at("any", slow_down)
        deadline = clock.now.timestamp() + 30
        answers = with_clock(registry, clock, lambda c: by_number(c.fetch(trials, RELEASE, deadline)))
        assert kinds(answers) == ["RateLimited"]
        assert not any(seconds >= 30 for seconds in clock.slept)


def test_a_429_is_waited_out_as_told_and_slows_the_rest_of_the_run() -> None:
    with Registry() as registry:
        trials, clock = publish(registry, 2), Clock()
        slow_down = Fault("429", lambda _: Reply(429, "text/plain", b"", (("Retry-After", "7"),)))
        registry.fault = at("first page", slow_down, times=(1,))
        answers = with_clock(registry, clock, lambda c: by_number(c.fetch(trials, RELEASE)), batch=1)
        assert kinds(answers) == ["record"] * 2
        assert 7 in clock.slept
        assert max(seconds for seconds in clock.slept if seconds != 7) > 1.5


def test_requests_keep_their_pace() -> None:
    with Registry() as registry:
        trials, clock = publish(registry, 4), Clock()
        with_clock(registry, clock, lambda c: by_number(c.fetch(trials, RELEASE)), batch=1, pace=1.0)
        assert len([s for s in clock.slept if 0.5 < s <= 1]) == 3


def test_the_answers_come_as_the_pages_do() -> None:
    with Registry() as registry, client_of(registry, page_size=1) as client:
        answers = client.fetch(publish(registry, 3), RELEASE)
        next(answers)
        assert asked(registry) == ["first page"]


def test_nobody_is_asked_about_nothing() -> None:
    with Registry() as registry:
        assert fetched(registry, []) == {}
        assert registry.requests == []


def test_who_we_are_is_said_with_every_request() -> None:
    with Registry() as registry:
        fetched(registry, publish(registry, 1), contact="me@example.org")
        headers = registry.requests[0].headers
        assert "me@example.org" in headers["user-agent"]
        assert headers["accept"] == "application/json"


def test_a_hang_is_asked_again_once() -> None:
    with Registry() as registry:
        trials = publish(registry, 1)
        registry.fault = at("first page", HANG)
        assert kinds(fetched(registry, trials, timeout=QUICK)) == ["Outage"]
        assert asked(registry) == ["first page"] * 2


def test_a_password_in_the_registrys_address_is_in_no_error() -> None:
    with Registry() as registry:
        trials = publish(registry, 1)
        for fault in (BROKEN, RESET, FORBIDDEN):
            registry.fault = at("any", fault)
            answers = fetched(registry, trials, base_url=registry.url.replace("//", "//user:hunter2@"))
            assert "hunter2" not in str(answers["NCT00000001"].error)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda body: body.replace(b'"Trial ', b'"Tr\xffal '), "'utf-8' codec can't decode byte 0xff"),
        (lambda body: body.replace(b'"Trial ', b'"Tr\\ud800al '), "JSON is malformed: unexpected end"),
        (lambda body: body.replace(b"false", b"NaN"), "JSON is malformed: invalid character"),
        (lambda body: b"\xef\xbb\xbf" + body, "a byte order mark stands before it"),
        (lambda body: body[:-3], "truncated"),
        (lambda body: body + body, "trailing characters"),
    ],
    ids=["UTF-8", "surrogate", "NaN", "BOM", "cut off", "twice"],
)
def test_a_record_that_cannot_be_read_is_refused_with_the_readers_own_reason(
    spoil: Callable[[bytes], bytes], why: str
) -> None:
    with Registry() as registry:
        trials = publish(registry, 1)
        spoilt = Fault("spoilt", lambda reply: replace(reply, body=spoil(reply.body)))
        registry.fault = lambda request: None if request.moment == "version" else spoilt
        error = fetched(registry, trials)["NCT00000001"].error
        assert isinstance(error, UnexpectedRecord)
        assert str(error).startswith("asked for NCT00000001, found what cannot be read (")
        assert why in str(error)
        assert "cut off or damaged" in error.advice


@pytest.mark.parametrize(
    ("moment", "fault"), [("version", HTML_404), ("version", EMPTY_OBJECT), ("first page", HTML_404), ("any", HTML_200)]
)
def test_what_looks_like_another_server_asks_for_a_look_at_the_base_url(moment: str, fault: Fault) -> None:
    with Registry() as registry, client_of(registry) as client:
        trials = publish(registry, 1)
        registry.fault = at(moment, fault)
        try:
            advice = next(iter(client.fetch(trials, client.release()))).error.advice  # type: ignore[union-attr]
        except RegistryError as error:
            advice = error.advice
        assert "check registry.base_url" in advice


def test_errors_say_what_was_asked_what_was_found_and_what_would_do() -> None:
    with Registry() as registry:
        registry.publish({}, RELEASE)
        error = fetched(registry, [trial(1)])["NCT00000001"].error
        assert isinstance(error, NotFound)
        assert "/api/v2/studies/NCT00000001: 404, 'NCT number NCT00000001 not found'" in str(error)
        assert error.advice
        assert Blocked.advice != Outage.advice
