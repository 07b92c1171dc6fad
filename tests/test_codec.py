"""What a version's bytes become in the database, and that they come back: or that it is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.stored import raw
from watcher.store import codec

any_bytes = st.binary(max_size=300)


@given(any_bytes)
def test_any_bytes_come_back_alone(text: bytes) -> None:
    assert codec.decode(codec.encode(text)) == text


@given(any_bytes, any_bytes)
def test_any_bytes_come_back_against_any_others(base: bytes, text: bytes) -> None:
    assert codec.decode_against(base, codec.encode_against(base, text)) == text


@given(st.integers(0, 40), st.integers(0, 40), st.data())
def test_a_flipped_bit_in_what_is_stored_never_passes_unseen(old: int, new: int, data: st.DataObject) -> None:
    body = bytearray(codec.encode_against(raw(old), raw(new)))
    body[data.draw(st.integers(0, len(body) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    try:
        found = codec.decode_against(raw(old), bytes(body))
    except codec.Undecodable:
        return
    assert codec.fingerprint(found) == codec.fingerprint(raw(new))  # a bit that carries nothing


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_against_the_wrong_version_nothing_is_decoded(old: int, wrong: int, new: int) -> None:
    body = codec.encode_against(raw(old), raw(new))
    try:
        found = codec.decode_against(raw(wrong), body)
    except codec.Undecodable:
        return
    assert found == raw(new)


def test_what_is_cut_off_is_not_decoded() -> None:
    with pytest.raises(codec.Undecodable):
        codec.decode(codec.encode(raw(1))[:-3])


def test_a_few_changes_cost_a_few_bytes() -> None:
    assert len(codec.encode_against(raw(1), raw(2))) < 100


def test_a_dictionary_makes_first_versions_smaller_and_decodes_them() -> None:
    body = codec.train(raw(seed) for seed in range(codec.SAMPLES))
    assert body is not None
    dictionary = codec.Dictionary.from_body(1, body)
    small = codec.encode(raw(300), dictionary)
    assert len(small) < len(codec.encode(raw(300)))
    assert codec.decode(small, dictionary) == raw(300)


def test_a_chain_of_versions_ends_before_reading_it_takes_long() -> None:
    assert [codec.stands_alone(sizes) for sizes in ([], [9] * 31, [9] * 32, [3_000_000] * 2, [3_000_000] * 3)] == [
        True, False, True, False, True,
    ]  # fmt: skip
