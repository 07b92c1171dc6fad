"""The questions of `init`: an answer that does not fit is refused at once, and on a terminal asked for again."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from watcher.channels import KINDS
from watcher.config import refusals
from watcher.errors import UsageError
from watcher.registries.clinicaltrials_gov.ids import parse as parse_trial

_T = TypeVar("_T")
Fit = Callable[[str], _T]  # the answer as it is used, or UsageError that says what would do


def somebody_answers() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def answer(option: str, given: str | None, question: str, usual: str, fit: Fit[_T]) -> _T:
    """The option's value; without it the person's, or the usual one when nobody can be asked."""
    if given is None and somebody_answers():
        answered: _T = click.prompt(question, default=usual, value_proc=_or_again(fit), show_default=bool(usual))
        return answered
    try:
        return fit(usual if given is None else given)
    except UsageError as error:
        raise UsageError(f"{option}: {error}" if option else str(error)) from error


def secret(name: str, kept_in: Path) -> str:
    """Not shown while it is typed. Empty: it will be written there later."""
    question = f"{name}, to be kept in {kept_in} (not shown; empty: later)"
    answered: str = click.prompt(question, default="", show_default=False, hide_input=True)
    return answered


def trials(text: str) -> list[str]:
    words = re.split(r"[\s,;]+", text.strip()) if text.strip() else []
    if not words:
        raise UsageError("no trial was named; NCT06455449 would do, or a list with --from")
    return list(dict.fromkeys(parse_trial(word).id for word in words))


def email(text: str) -> str:
    return _fits("email", text.strip(), to=text.strip(), url="smtp://localhost")


def server(address: str) -> Fit[str]:
    return lambda text: _fits("email", text.strip(), to=address, url=text.strip())


def webhook(text: str) -> str:
    return _fits("webhook", text.strip(), url=text.strip())


def _fits(kind: str, text: str, **table: str) -> str:
    """By the very model that the configuration is read with. Empty: none is wanted."""
    wrong = refusals(table, KINDS[kind](), os.environ) if text else []
    if wrong:
        raise UsageError("; ".join(wrong))
    return text


def _or_again(fit: Fit[_T]) -> Fit[_T]:
    def judge(text: str) -> _T:
        try:
            return fit(text)
        except UsageError as error:
            raise click.UsageError(str(error)) from error

    return judge
