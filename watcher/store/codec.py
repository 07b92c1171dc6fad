"""A version's bytes in, few bytes out, and back exactly. The only module that knows zstd.

A version is stored as its difference from the one before (zstd with that one's bytes as raw prefix): about 190 bytes
for a real one. Every 32 versions, or sooner where records are huge, one stands alone, so that reading stays quick.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from msgspec import Struct

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_AnyDict: TypeAlias = zstd.ZstdDict | tuple[zstd.ZstdDict, int] | None

# 2^23 = 8 MB of memory to find repetitions in; long-distance matching pays even for small records (204 → 189 bytes).
# The checksum is no luxury: with a wrong prefix zstd decodes, without a word, to a wrong text.
_CHECKED: dict[int, int] = {zstd.CompressionParameter.checksum_flag: 1}
# A version that stands alone is written once and fills nearly all of the file: 12 % less for half a millisecond.
_OPTIONS: dict[int, int] = {**_CHECKED, zstd.CompressionParameter.compression_level: 9}
_DELTA_OPTIONS: dict[int, int] = {
    **_CHECKED,
    zstd.CompressionParameter.compression_level: 3,
    zstd.CompressionParameter.window_log: 23,
    zstd.CompressionParameter.enable_long_distance_matching: 1,
}

_MAX_CHAIN = 32  # versions from one that stands alone to the next
_MAX_CHAIN_BYTES = 8_000_000  # of text to be gone through for the last version of a chain: 4 ms

# Trained on 256 real records, a dictionary takes 35 % off each first version; more samples add nothing, and twice the
# size no more than 4 % (measured on 900 real records).
SAMPLES = 256
_DICTIONARY_BYTES = 262_144
_SAMPLE_BYTES = 131_072  # of each record: the few with results would crowd out the others


class Undecodable(Exception):
    """The bytes are not what was once encoded, or the base is not the one they were encoded against."""


class Dictionary(Struct, frozen=True):
    id: int
    trained: zstd.ZstdDict

    @classmethod
    def from_body(cls, row: int, body: bytes) -> Dictionary:
        return cls(row, zstd.ZstdDict(body))


def fingerprint(raw: bytes) -> str:
    """32 hex digits over all bytes, versionHolder included: says that a version came back exactly."""
    return hashlib.blake2b(raw, digest_size=16).hexdigest()


def stands_alone(chain: Sequence[int]) -> bool:
    """Given the sizes of the versions since the last one that stands alone: must the next one stand alone too?"""
    return not chain or len(chain) >= _MAX_CHAIN or sum(chain) > _MAX_CHAIN_BYTES


def encode(raw: bytes, dictionary: Dictionary | None = None) -> bytes:
    trained = dictionary.trained.as_digested_dict if dictionary else None
    return zstd.compress(raw, options=_OPTIONS, zstd_dict=trained)


def decode(body: bytes, dictionary: Dictionary | None = None) -> bytes:
    return _decoded(body, dictionary.trained if dictionary else None)


def encode_against(base: bytes, raw: bytes) -> bytes:
    return zstd.compress(raw, options=_DELTA_OPTIONS, zstd_dict=_prefix(base))


def decode_against(base: bytes, body: bytes) -> bytes:
    return _decoded(body, _prefix(base))


def train(samples: Iterable[bytes]) -> bytes:
    """The body of a dictionary."""
    return zstd.train_dict([sample[:_SAMPLE_BYTES] for sample in samples], _DICTIONARY_BYTES).dict_content


def _decoded(body: bytes, dictionary: _AnyDict) -> bytes:
    try:
        return zstd.decompress(body, zstd_dict=dictionary)
    except zstd.ZstdError as error:
        raise Undecodable(str(error)) from error


def _prefix(base: bytes) -> _AnyDict:
    # zstd refuses a prefix of less than 8 bytes: both sides then do without.
    return zstd.ZstdDict(base, is_raw=True).as_prefix if len(base) >= 8 else None
