"""Every fault at every moment: nothing false, nothing twice, few requests, and afterwards all as usual."""

from __future__ import annotations

import pytest

from tests.support.registry import (
    BOMB,
    BROKEN,
    CUT_JSON,
    CUT_WIRE,
    DEEP,
    DRIP,
    EMPTY_OBJECT,
    FAULTS,
    FORBIDDEN,
    HANG,
    HTML_200,
    HTML_404,
    OTHER_RECORD,
    QUICK,
    RELEASE,
    RESET,
    TEXT_404,
    TOO_MANY,
    UNAVAILABLE,
    WRONG_TYPE,
    at,
    by_number,
    client_of,
    record,
    trial,
)
from watcher.demo.registry import Fault, Registry
from watcher.errors import (
    Blocked,
    NotFound,
    Outage,
    RateLimited,
    RegistryError,
    TooSlow,
    UnexpectedRecord,
)
from watcher.model import Answer

TRIALS = [trial(n) for n in range(1, 7)]
GONE = TRIALS[-1]  # the registry holds all but this one
ALL = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)

# What a fault is called when it does not go away.
CLASSES: dict[Fault, type[RegistryError]] = {
    FORBIDDEN: Blocked,
    TEXT_404: NotFound,
    HTML_404: Outage,
    TOO_MANY: RateLimited,
    BROKEN: Outage,
    UNAVAILABLE: Outage,
    CUT_JSON: UnexpectedRecord,
    CUT_WIRE: Outage,
    HTML_200: Outage,
    EMPTY_OBJECT: UnexpectedRecord,
    OTHER_RECORD: UnexpectedRecord,
    HANG: Outage,
    RESET: Outage,
    DRIP: Outage,
    BOMB: Outage,
    DEEP: UnexpectedRecord,
    WRONG_TYPE: Outage,
}
# What a run survives when it happens once, at any moment: asked again, asked otherwise, or asked for alone.
PASSING = [fault for fault in FAULTS if fault not in (TEXT_404, HTML_404)]


def publish(registry: Registry) -> None:
    held = {t.id: record(t.id, briefTitle=f"A trial of some length, number {t.id} " * 20) for t in TRIALS if t != GONE}
    registry.publish(held, RELEASE)


def fetched(registry: Registry, fault: Fault, **settings: object) -> dict[str, Answer]:
    """One run: the release, then all trials; a run that cannot see the release sees nothing."""
    slow = fault.wire in ("hang", "drip")
    with client_of(registry, **{"timeout": QUICK} if slow else {}, **settings) as client:
        try:
            client.release()
        except RegistryError:
            seen = len(registry.requests)
            answers = by_number(client.fetch(TRIALS, RELEASE))
            assert len(registry.requests) == seen
            return answers
        return by_number(client.fetch(TRIALS, RELEASE))


def assert_nothing_false(registry: Registry, answers: dict[str, Answer]) -> None:
    assert set(answers) == {t.id for t in TRIALS}
    for number, answer in answers.items():
        assert (answer.record is None) != (answer.error is None)
        if answer.record:
            assert answer.record.raw == registry.records[number]
        if isinstance(answer.error, NotFound):
            assert "/studies/" in str(answer.error)


def assert_all_as_usual(registry: Registry) -> None:
    registry.fault = lambda request: None
    answers = fetched(registry, RESET)
    assert {number for number, answer in answers.items() if answer.record} == {t.id for t in TRIALS} - {GONE.id}
    assert isinstance(answers[GONE.id].error, NotFound)


@pytest.mark.parametrize("moment", ["version", "first page", "later page", "single", "any"])
@ALL
def test_a_fault_that_stays_makes_nothing_false_and_costs_few_requests(fault: Fault, moment: str) -> None:
    with Registry() as registry:
        publish(registry)
        registry.fault = at(moment, fault)
        answers = fetched(registry, fault, page_size=4)
        assert_nothing_false(registry, answers)
        assert len(registry.requests) <= 17
        assert_all_as_usual(registry)


@pytest.mark.parametrize("moment", ["version", "first page", "later page", "single"])
@ALL
def test_a_fault_that_happens_once_makes_nothing_false(fault: Fault, moment: str) -> None:
    with Registry() as registry:
        publish(registry)
        registry.fault = at(moment, fault, times=(1,))
        answers = fetched(registry, fault, page_size=4)
        assert_nothing_false(registry, answers)
        if fault in PASSING:
            assert [number for number, answer in answers.items() if not answer.record] == [GONE.id]
        assert_all_as_usual(registry)


@ALL
def test_every_fault_of_a_single_record_has_its_name(fault: Fault) -> None:
    """Only this trial's requests fail: alone on a page, then alone."""
    first = TRIALS[0].id
    with Registry() as registry:
        publish(registry)
        registry.fault = lambda r: fault if first in r.path or r.query.get("filter.ids") == first else None
        answers = fetched(registry, fault, batch=1)
        expected = Outage if fault is TEXT_404 else CLASSES[fault]  # a batch is no trial that could be gone
        assert isinstance(answers[first].error, expected), answers[first].error
        assert answers[first].error.advice
        if fault is not FORBIDDEN:
            assert all(answers[t.id].record for t in TRIALS[1:-1])


# With another record's number in it, or only slow, this answer is a version all the same.
@pytest.mark.parametrize("fault", [f for f in FAULTS if f not in (OTHER_RECORD, DRIP)], ids=lambda fault: fault.name)
def test_every_fault_of_the_version_has_its_name(fault: Fault) -> None:
    with Registry() as registry, client_of(registry, **{"timeout": QUICK} if fault is HANG else {}) as client:
        registry.fault = at("version", fault)
        with pytest.raises(Outage if fault is TEXT_404 else CLASSES[fault]):
            client.release()


def test_one_trials_error_stops_no_other() -> None:
    with Registry() as registry:
        publish(registry)
        registry.fault = lambda r: BROKEN if r.path.endswith(GONE.id) else None
        answers = fetched(registry, RESET)
        assert [type(a.error) for a in answers.values()] == [type(None)] * 5 + [Outage]


def test_a_text_404_in_place_of_a_page_never_says_that_trials_are_gone() -> None:
    with Registry() as registry:
        publish(registry)
        for moment in ("first page", "later page", "version"):
            registry.fault = at(moment, TEXT_404)
            answers = fetched(registry, TEXT_404, page_size=4)
            gone = [number for number, answer in answers.items() if isinstance(answer.error, NotFound)]
            assert set(gone) <= {GONE.id}


def test_a_slow_registry_ends_with_the_time_budget() -> None:
    """The budget is spent before the first request: the clock stands at the deadline."""
    with Registry() as registry, client_of(registry) as client:
        publish(registry)
        answers = by_number(client.fetch(TRIALS, RELEASE, deadline=0.0))
        assert all(isinstance(a.error, TooSlow) for a in answers.values())
        assert registry.requests == []
