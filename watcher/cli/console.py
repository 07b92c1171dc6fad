"""rich's Console as we want it: the registry's text is never read as markup, and NO_COLOR is obeyed."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rich.console import Console


def console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    # rich itself takes only the colours out for NO_COLOR, and leaves bold and dim.
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    return Console(
        file=sys.stderr if stderr else sys.stdout, color_system=colours, markup=False, highlight=False, emoji=False,
        soft_wrap=False,
    )  # fmt: skip
