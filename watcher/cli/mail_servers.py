"""A mail address in, the server that takes its owner's mail out: what the providers publish, else a guess."""

from __future__ import annotations

import re
from urllib.parse import quote

from msgspec import Struct

from watcher import DOCS

_YAHOO = "smtp.mail.yahoo.com:465"
_OUTLOOK = "smtp-mail.outlook.com:587"
_PROTON = "127.0.0.1:1025"
# By the part behind the @. Port 465 speaks TLS from the first byte.
_SERVERS = {
    domain: server
    for server, domains in {
        "smtp.gmail.com:587": "gmail.com googlemail.com",
        "smtp.mail.me.com:587": "icloud.com me.com mac.com",
        "smtp.fastmail.com:465": "fastmail.com fastmail.fm",
        _YAHOO: "ymail.com rocketmail.com",
        "smtp.mail.yahoo.co.jp:465": "yahoo.co.jp",
        "smtp.aol.com:465": "aol.com",
        _OUTLOOK: "msn.com",
        "mail.gmx.net:587": "gmx.net gmx.de gmx.at gmx.ch",
        "mail.gmx.com:587": "gmx.com gmx.us gmx.co.uk",
        "smtp.web.de:587": "web.de",
        "securesmtp.t-online.de:465": "t-online.de magenta.de",
        "mx.freenet.de:587": "freenet.de",
        "posteo.de:465": "posteo.de posteo.net",
        "smtp.mailbox.org:465": "mailbox.org",
        "smtp.orange.fr:465": "orange.fr wanadoo.fr",
        "smtp.free.fr:465": "free.fr",
        "smtp.laposte.net:465": "laposte.net",
        "smtp.libero.it:465": "libero.it",
        "smtp.zoho.com:465": "zoho.com zohomail.com",
        "smtp.yandex.com:465": "yandex.com",
        "smtp.mail.ru:465": "mail.ru",
        "smtp.qq.com:465": "qq.com",
        "smtp.163.com:465": "163.com",
        "smtp.126.com:465": "126.com",
        "smtp.naver.com:465": "naver.com",
        _PROTON: "proton.me protonmail.com pm.me",
    }.items()
    for domain in domains.split()
}
# The same server whatever the country: yahoo.de, hotmail.co.uk.
_FAMILIES = {"yahoo": _YAHOO, "outlook": _OUTLOOK, "hotmail": _OUTLOOK, "live": _OUTLOOK}
_FAMILY = re.compile(r"([a-z]+)\.(?:com?\.)?(?:com|[a-z]{2})")
_NOTES = {
    _OUTLOOK: f"Outlook.com takes no password, only a token that is renewed every hour: {DOCS}/channels.md",
    _PROTON: f"Proton takes mail only from its Bridge on this machine; its certificate is ca_file: {DOCS}/channels.md",
}


class MailServer(Struct, frozen=True):
    url: str  # the password stays in the environment
    takes_token: bool
    note: str  # what to know of it before it is believed; "" when it just works


def usual_server(address: str) -> MailServer:
    domain = address.rpartition("@")[2].lower()
    family = _FAMILY.fullmatch(domain)
    known = _SERVERS.get(domain) or (_FAMILIES.get(family[1]) if family else None)
    server = known or f"mail.{domain}:587"
    scheme = "smtps" if server.endswith(":465") else "smtp+starttls"
    takes_token = server == _OUTLOOK
    login = quote(address, safe="") + ("" if takes_token else ":${SMTP_PASSWORD}")
    note = _NOTES.get(server, "" if known else f"{server} is a guess; check it: {DOCS}/channels.md")
    return MailServer(f"{scheme}://{login}@{server}", takes_token, note)
