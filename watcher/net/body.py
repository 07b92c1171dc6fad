"""An answer's body, unpacked piece by piece and counted on the way: a bomb stops at the limit, not after it."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from watcher.errors import TooLarge, Unreachable

_GZIP = 31  # window bits: zlib is to expect gzip's header and checksum


def unpacked(chunks: Iterable[bytes], encoding: str, most: int) -> Iterator[bytes]:
    """Never more than `most` bytes in all. Knows gzip only, once: it is all that we ask for."""
    encoding = encoding.strip().lower()
    if encoding in ("gzip", "x-gzip"):
        chunks = _inflated(chunks, most)
    elif encoding not in ("", "identity"):
        raise Unreachable(f"the answer is packed as {encoding[:40]!r}, which was not asked for; gzip would do")
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise TooLarge(f"the answer is larger than {most} bytes")
        yield chunk


def _inflated(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    inflate = zlib.decompressobj(wbits=_GZIP)
    try:
        for chunk in chunks:
            # One more than allowed is enough to be refused by who counts.
            yield inflate.decompress(chunk, most + 1)
    except zlib.error as error:
        raise Unreachable(f"the answer is damaged: {error}") from error
    if not inflate.eof:
        raise Unreachable("the answer is cut off inside its packing")
