"""docs/significance.md, made from the table of rules."""

from __future__ import annotations

from watcher.meaning.draft import Rule
from watcher.meaning.significance import RULES, UNCLASSIFIED

_HEAD = """\
# How changes are rated

Each change gets a significance (critical, major, minor, administrative), a direction, an actor (sponsor or registry)
and the stage in which the trial was. The first row below that names the change's kind and whose condition holds
decides; `watcher explain CHANGE` shows the row, its inputs and the thresholds. An update is as significant as the
weightiest of its changes, or more when many sites moved.

Two modifiers: after the actual primary completion, changes of outcomes, eligibility, arms and design count one level
more (rows whose condition names a stage are left alone); in phase 1, moved dates and changed enrollment count one
level less, never below minor.

The thresholds are configured under `[significance]`, see [config.md](config.md). Sources are the code of other
monitors (GM, MT, cognis, TC, CL), the regulations (42 CFR 11, Regulation (EU) 536/2014), the literature, and what
reading real records taught; [rating.md](rating.md) tells who and what they are.

| rule | kinds | significance | reason | source |
| --- | --- | --- | --- | --- |
"""


def significance() -> str:
    return _HEAD + "".join(_row(rule) for rule in (*RULES, UNCLASSIFIED))


def _row(rule: Rule) -> str:
    kinds = ", ".join(f"`{kind}`" for kind in rule.kinds)
    return f"| `{rule.id}` | {kinds} | {rule.significance} | {rule.reason} | {rule.source} |\n"
