"""Studies cut out of a page as they were sent, and which of them are believed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.registry import record
from watcher.errors import Outage, UnexpectedRecord
from watcher.net import Response
from watcher.registries.clinicaltrials_gov.believe import DEEPEST, believe, deeper, readable
from watcher.registries.clinicaltrials_gov.pages import WrongType, cut, single, study
from watcher.registries.clinicaltrials_gov.quote import quoted

NUMBER = "NCT06455449"
# Every way of writing a thing that a parser would write differently.
AWKWARD = (
    rb'{"protocolSection" : {"identificationModule":{"nctId":"NCT06455449","briefTitle":"a\u0062\/\ud83d\ude00\n \\"},'
    b'\n\t"statusModule":{"overallStatus":"RECRUITING"}},'
    b'"one":1.0,"thousand":1e3,"small":-0.0,"twice":1,"twice":2,"text":"Z\xc3\xbcrich \xe2\x89\xa5 \\u2265 }],[{"}'
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def response(body: bytes, kind: str = "application/json", status: int = 200) -> Response:
    return Response(status, {"content-type": kind}, body, "http://registry/api/v2/studies")


def page(*studies: bytes, rest: bytes = b"") -> bytes:
    return b'{"studies":[' + b" ,\n".join(studies) + b"]" + rest + b"}"


def raws(body: bytes) -> list[bytes]:
    return [each.raw for each in cut(response(body)).studies()]


def test_a_study_is_cut_out_to_the_byte() -> None:
    other = json.dumps(record("NCT00000001")).encode()
    assert raws(page(other, AWKWARD, other)) == [other, AWKWARD, other]


def test_the_escapes_and_numbers_of_a_study_are_believed_and_readable() -> None:
    readable(AWKWARD)
    assert believe(study(AWKWARD), NUMBER) is None


@settings(max_examples=50)
@given(
    st.lists(st.dictionaries(st.text(max_size=5), json_values, max_size=3), max_size=3),
    st.booleans(),
    st.sampled_from([None, 0, 2]),
)
def test_whatever_a_page_holds_comes_out_as_it_was_sent(
    contents: list[dict[str, Any]], ascii_only: bool, indent: int | None
) -> None:
    sent = [json.dumps(content, ensure_ascii=ascii_only, indent=indent).encode() for content in contents]
    assert raws(page(*sent)) == sent


def test_token_and_count_of_a_page() -> None:
    found = cut(response(page(rest=b',"nextPageToken":"abc","totalCount":7')))
    assert (found.raws, found.next_token, found.total) == ((), "abc", 7)
    assert cut(response(page(rest=b',"nextPageToken":""'))).next_token is None


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b'{"studies":{}}', b'{"studies":[{"a":1}', b'{"studies":[1],}', b"\xff\xfe{}",
     b'{"studies":' + b"[" * 100_000, b'{"a":' * 100_000, b'{"studies":[],"nextPageToken":7}'],
    ids=lambda body: repr(body[:30]),
)  # fmt: skip
def test_what_is_no_page_is_an_error_that_says_what_was_found(body: bytes) -> None:
    with pytest.raises(UnexpectedRecord, match="no page of studies"):
        cut(response(body))


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "", "application/jsonp"])
def test_what_is_not_called_json_is_not_read_as_json(kind: str) -> None:
    for read in (cut, single):
        with pytest.raises(WrongType, match="asked for JSON"):
            read(response(page(), kind))
    assert issubclass(WrongType, Outage)


def test_a_record_is_believed_under_its_number_an_alias_or_where_the_registry_sent_us() -> None:
    of = study(json.dumps(record(NUMBER, nctIdAliases=["NCT00000002"])).encode())
    assert believe(of, NUMBER) is None
    assert believe(of, "NCT00000002") == NUMBER
    assert believe(of, "NCT00000003", moved_to=NUMBER) == NUMBER
    with pytest.raises(UnexpectedRecord, match=f"asked for NCT00000003, found the record of '{NUMBER}'"):
        believe(of, "NCT00000003")


def _without(*path: str) -> bytes:
    content = record(NUMBER)
    inner: Any = content
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return json.dumps(content).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"{}", b"1", b"[]", b"null", b'"NCT06455449"', b'{"protocolSection":null}', b'{"protocolSection":[]}',
        b'{"error":"NCT06455449"}',
        _without("protocolSection"),
        _without("protocolSection", "identificationModule"),
        _without("protocolSection", "identificationModule", "nctId"),
        _without("protocolSection", "statusModule"),
        _without("protocolSection", "statusModule", "overallStatus"),
        json.dumps(record(NUMBER, status="")).encode(),
        json.dumps(record(NUMBER, nctIdAliases="NCT00000002")).encode(),
        json.dumps(record(NUMBER)).encode().replace(b'"RECRUITING"', b"7"),
    ],
    ids=lambda raw: repr(raw[:40]),
)  # fmt: skip
def test_a_record_without_number_or_status_is_not_believed(raw: bytes) -> None:
    with pytest.raises(UnexpectedRecord, match=f"asked for {NUMBER}, found"):
        believe(study(raw), NUMBER)


def _holding(value: bytes) -> bytes:
    return AWKWARD[:-1] + b',"more":' + value + b"}"


def _nested(depth: int) -> bytes:
    return b'{"a":[' * (depth // 2) + b'"]}{["' + b"]}" * (depth // 2)


@pytest.mark.parametrize(
    "value",
    [b'"\xff"', b'"\xed\xa0\x80"', b"1e999", b"1" * 5000, _nested(DEEPEST), _nested(5000)],
    ids=["no UTF-8", "surrogate", "too large a number", "too long a number", "too deep", "far too deep"],
)
def test_a_record_that_cannot_be_read_to_the_end_is_not_believed(value: bytes) -> None:
    with pytest.raises(UnexpectedRecord, match="found a record"):
        readable(_holding(value))


def test_depth_is_counted_in_brackets_and_not_in_text() -> None:
    readable(_holding(_nested(DEEPEST - 2)))
    readable(_holding(json.dumps('{"[' * 1000 + "\\").encode()))
    readable(_holding(b"[" + b",".join([b"[[]]"] * 1000) + b"]"))


@given(json_values)
def test_depth_is_what_a_walk_through_the_objects_finds(value: Any) -> None:
    raw = json.dumps([value], ensure_ascii=False).encode()
    deep = _depth([value])
    assert not deeper(raw, deep)
    assert deep == 1 or deeper(raw, deep - 1)


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)


def test_a_strangers_page_is_quoted_short_and_harmless() -> None:
    html = b"<!DOCTYPE html><html><style>b{}</style><script>alert(1)</script><body><h1>Down</h1>\n for <b>repairs</b>"
    assert quoted(html) == "'Down for repairs'"
    assert quoted("a\x1b[31m\u202eb\x00\r\nc".encode()) == "'a[31mb c'"
    assert quoted(b"") == quoted(b"<html></html>") == "nothing"
    assert quoted(b"x" * 1_000_000) == "'" + "x" * 160 + "…'"
