"""The one TLS context: certificates verified, the same greeting as Python's own http.client."""

from __future__ import annotations

import ssl
from functools import cache
from pathlib import Path

from watcher.net.deadline import HurriedTlsSocket
from watcher.net.http import httpx


@cache
def context(ca_file: Path | None = None) -> ssl.SSLContext:
    """Built once: reading the certificates costs 30 ms.

    httpx's certificates (or those that SSL_CERT_FILE names) and the system's besides: a Python from python.org on
    macOS knows none of the system's, and httpx's hold none of a company's own.
    """
    context = httpx.create_ssl_context()
    context.load_default_certs()
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    # http.client offers this, and every client that the registry's firewall is known to let pass does; a plain
    # httpx does not, and many report 403 with it. No browser is imitated: it is Python's own greeting.
    context.post_handshake_auth = True
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = HurriedTlsSocket
    return context
