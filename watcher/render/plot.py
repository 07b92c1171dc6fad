"""A series in, a small SVG out, to stand inside a page: enrollment, sites, primary completion over the versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from watcher.meaning.words import number
from watcher.render.words import clean, day_of

_MARGIN = 6.0


@dataclass(frozen=True, slots=True)
class Step:
    """From this day on the value held."""

    at: date
    value: float | date


def sparkline(steps: Sequence[Step], title: str, *, width: int = 160, height: int = 32) -> str:
    """A line of steps without axes; the title tells screen readers what a look tells the eye. Empty for no steps."""
    if not steps:
        return ""
    path, (x, y) = _path(_points(steps, width, height), width - _MARGIN)
    return (
        f'<svg class="plot" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<title>{escape(_title(steps, title))}</title>"
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="currentColor"/></svg>'
    )


def plot(steps: Sequence[Step], title: str, *, width: int = 480, height: int = 120) -> str:
    """The same with its lowest and highest value and its first and last day written beside it."""
    if not steps:
        return ""
    left, bottom = 96, 22
    path, (x, y) = _path(_points(steps, width - left, height - bottom), width - left - _MARGIN)
    low, high = (end(steps, key=lambda step: _height(step.value)).value for end in (min, max))
    base = height - bottom - _MARGIN
    scale = [(worded(high), _MARGIN if high != low else base)] + ([(worded(low), base)] if high != low else [])
    labels = [_label(left - 8, at + 4, "end", words) for words, at in scale]
    days = [_label(left + _MARGIN, height - 4, "start", day_of(steps[0].at))]
    if steps[-1].at != steps[0].at:
        days.append(_label(width - _MARGIN, height - 4, "end", day_of(steps[-1].at)))
    return (
        f'<svg class="plot" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"<title>{escape(_title(steps, title))}</title>{''.join(labels + days)}"
        f'<g transform="translate({left} 0)">'
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="2"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="currentColor"/></g></svg>'
    )


def worded(value: float | date) -> str:
    return day_of(value) if isinstance(value, date) else number(value)


def _title(steps: Sequence[Step], title: str) -> str:
    first, last = steps[0], steps[-1]
    if first == last:
        return f"{clean(title)}: {worded(first.value)} on {day_of(first.at)}"
    return (
        f"{clean(title)}: {worded(first.value)} on {day_of(first.at)}, {worded(last.value)} on {day_of(last.at)}; "
        f"{number(len(steps))} values"
    )


def _points(steps: Sequence[Step], width: float, height: float) -> list[tuple[float, float]]:
    days = [step.at.toordinal() for step in steps]
    heights = [_height(step.value) for step in steps]
    return [
        (_scaled(day, days, _MARGIN, width - _MARGIN), _scaled(high, heights, height - _MARGIN, _MARGIN))
        for day, high in zip(days, heights, strict=True)
    ]


def _height(value: float | date) -> float:
    return value.toordinal() if isinstance(value, date) else value


def _scaled(value: float, among: Sequence[float], low: float, high: float) -> float:
    """A series that never moves lies at its start: a flat line at the foot, not a division by zero."""
    least, most = min(among), max(among)
    return low + (high - low) * (value - least) / (most - least) if most > least else low


def _path(points: Sequence[tuple[float, float]], right: float) -> tuple[str, tuple[float, float]]:
    """Steps, not slopes: between two versions the old value held. Where it ends, too."""
    (x, y), *rest = points
    path = f"M{x:.1f} {y:.1f}" + "".join(f"H{at:.1f}V{to:.1f}" for at, to in rest)
    end = rest[-1] if rest else (x, y)
    return (path, end) if rest else (f"{path}H{right:.1f}", (right, y))


def _label(x: float, y: float, anchor: str, words: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="12" fill="currentColor">{escape(words)}</text>'
