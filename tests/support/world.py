"""What the pages speak of, on this machine: the registry, the mail server, the webhook, and who reads the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

import trustme

from tests.support.desk import Desk, Ran, desk
from tests.support.reader import Reader, installed, reader
from tests.support.receivers import PASSWORD, USER, Mailbox, mail_server, server_context
from tests.support.registry import record
from watcher.demo.jasmine import NUMBER, releases
from watcher.demo.sinks import Sinks
from watcher.model import Json

RIVALS = ("NCT05414032", "NCT04895709")
LIST = "nct_id,asset,owner\nNCT05414032,rilvegostomig,bo\n"
VARIABLES = {
    "HOME_PLACE": "51.75,-1.26",
    "SMTP_PASSWORD": PASSWORD,
    "WEBHOOK_SECRET": "whsec_c2VjcmV0IG9mIHR3ZW50eSBmb3VyIGJ5dGVz",
}

_CHANGE = re.compile(r"\b3f(?:2a|9a01c2)\b")  # the ids that the pages show
_MAIL_SERVER = re.compile(r"//[^/:]+:\$\{SMTP_PASSWORD\}@mail\.example\.org:587")
_HOOK = '"https://example.org/hooks/trials"'


@dataclass
class World:
    reader: Reader
    desk: Desk
    box: Mailbox
    sinks: Sinks
    studies: Iterator[Json]  # what becomes of the trial

    def publishes(self, at: datetime | None = None) -> None:
        """The trial's next record, in a data release of that moment, or of now."""
        records = {NUMBER: next(self.studies), **{rival: record(rival) for rival in RIVALS}}
        self.desk.registry.publish(records, f"{at or datetime.now(UTC):%Y-%m-%dT%H:%M:%S}")

    def adds(self, config: str) -> None:
        with self.desk.config.open("a", encoding="utf-8") as file:
            file.write(f"{config}\n")

    def types(self, line: str) -> Ran:
        """As it stands, but for an id, which is one of this log, and for addresses, which are on this machine."""
        if self.desk.config.exists():
            self.desk.config.write_text(self._here(self.desk.config.read_text("utf-8")), encoding="utf-8")
        if _CHANGE.search(line):
            (*_, change) = self.desk.run("log", "--json").rows
            line = _CHANGE.sub(change["id"][:8], line)
        return self.reader.types(f"{line} --offline" if " init NCT" in line else line)

    def _here(self, config: str) -> str:
        config = _MAIL_SERVER.sub(f"//{quote(USER, safe='')}:${{SMTP_PASSWORD}}@localhost:{self.box.port}", config)
        config = config.replace(_HOOK, f'"{self.sinks.hook_url}"\nallow_private = true')
        registry = f'[registry]\nbase_url = "{self.desk.registry.url}"\npace = 0\n'
        if registry in config:
            return config
        return registry + config if "\n[registry]\n" not in config else config.replace("[registry]\n", registry)


@contextmanager
def a_world(place: Path, **environ: str) -> Iterator[World]:
    """With the watcher installed, and a list of trials."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(place / "authority.pem"))
    with ExitStack() as stack:
        typist = stack.enter_context(reader(place, SSL_CERT_FILE=str(place / "authority.pem"), **environ))
        at = stack.enter_context(desk(typist.folder))
        box = stack.enter_context(mail_server(tls=server_context(authority), login=True))
        installed(typist.folder)
        (typist.folder / "trials.csv").write_text(LIST, encoding="utf-8")
        studies = (study for study, _ in groupby(study for _, study in releases()))  # where nothing changed, once
        yield World(typist, at, box, stack.enter_context(Sinks()), studies)
