"""Mails as a phone and a desk show them: `python -m tests.proofs.pictures FOLDER`, to be looked at.

The twelve real updates of docs/examples.md (where the real records are), a hostile one, a digest and a notice. Wants
Chromium. What a person need not look for is measured: a mail that is wider than the window it is read in.
"""

from __future__ import annotations

import argparse
import html as escaping
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import examples
from tests.support.history import real_pairs
from tests.support.updates import BLIND, EVIL, SITES, SLIPPED, TIGHTENED, digest, message
from watcher.model import Message
from watcher.render.html import html

_WIDTHS = (375, 640)  # CSS pixels: a phone, a mail client on a desk
_TALLEST = 3_000
_FRAME = """<!doctype html><body style="margin:0">
<iframe style="border:0;width:{width}px;height:{height}px" srcdoc="{mail}"></iframe>
<script>
onload = () => {{
  const inside = document.querySelector("iframe").contentDocument;
  const high = Math.ceil(inside.body.getBoundingClientRect().bottom) + 16;
  document.title = "measured " + inside.documentElement.scrollWidth + " " + high;
}};
</script>
"""
_MEASURED = re.compile(r"<title>measured (\d+) (\d+)</title>")


def mails() -> Iterator[tuple[str, Message]]:
    pairs = {(new.trial, new.data_date): (old, new) for old, new in real_pairs()}
    for example in examples.EXAMPLES:
        if pair := pairs.get((example.trial, example.day)):
            yield example.title.lower().replace(" ", "-").replace(",", ""), examples.sent(example, *pair)
    yield "hostile", message(EVIL)
    yield "digest", digest(message(SLIPPED), message(SITES), message(TIGHTENED))
    yield "notice", BLIND


def pictured(browser: str, mail: str, width: int, picture: Path) -> int:
    """How wide the mail is when it is read in a window of this width; its picture as PNG beside it."""
    frame = picture.with_suffix(".html")
    frame.write_text(_FRAME.format(width=width, height=_TALLEST, mail=escaping.escape(mail)), encoding="utf-8")
    found = _MEASURED.search(_browse(browser, frame, "--virtual-time-budget=2000", "--dump-dom"))
    if found is None:
        raise SystemExit(f"{browser} measured nothing in {frame}")
    wide, high = map(int, found.groups())
    frame.write_text(_FRAME.format(width=width, height=high, mail=escaping.escape(mail)), encoding="utf-8")
    _browse(browser, frame, f"--window-size={max(width, 500)},{high}", f"--screenshot={picture}")
    frame.unlink()
    return wide


def _browse(browser: str, page: Path, *options: str) -> str:
    with tempfile.TemporaryDirectory() as profile:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        command += [f"--user-data-dir={profile}", *options, page.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    given = parser.parse_args()
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise SystemExit("No browser: Chromium or Chrome has to be installed.")
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    too_wide = 0
    for name, said in mails():
        for width in _WIDTHS:
            wide = pictured(browser, html(said), width, folder / f"{name}-{width}.png")
            too_wide += wide > width
            print(f"{name:40} {width} px: {'fits' if wide <= width else f'{wide} px wide'}", flush=True)
    print(f"mails that are wider than their window: {too_wide or 'none'}")
    sys.exit(bool(too_wide))


if __name__ == "__main__":
    main()
