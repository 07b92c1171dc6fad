"""Standard Webhooks signatures: who holds the secret can tell that a call is ours and fresh.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

_PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes, by the standard


def secret_bytes(secret: str) -> bytes:
    """The key inside `whsec_…`. The message of a ValueError never holds any of it."""
    if not secret.startswith(_PREFIX):
        raise ValueError(f"a signing secret begins with {_PREFIX}; {_how_to_make_one()}")
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"a signing secret is {_PREFIX} and base64; {_how_to_make_one()}") from None
    if not _SHORTEST <= len(key) <= _LONGEST:
        raise ValueError(f"a signing secret holds {_SHORTEST} to {_LONGEST} bytes, this one {len(key)}")
    return key


def signature(keys: tuple[bytes, ...], message_id: str, timestamp: int, body: bytes) -> str:
    """One signature a key, so that old and new secret both verify while they are being exchanged."""
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    macs = (hmac.new(key, signed, hashlib.sha256).digest() for key in keys)
    return " ".join(f"v1,{base64.b64encode(mac).decode()}" for mac in macs)


def _how_to_make_one() -> str:
    return "this makes one: python -c \"import base64,os;print('whsec_'+base64.b64encode(os.urandom(32)).decode())\""
