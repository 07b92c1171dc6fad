"""The rules' own thresholds in, the model of `[significance]` out: every number can be set, none can be nonsense."""

from __future__ import annotations

from typing import Any, get_type_hints

from msgspec.structs import fields
from pydantic import Field, create_model, model_validator

from watcher.config.sections import Section
from watcher.meaning.numbers import Numbers

_MEANING = {
    "enrollment_minor_percent": "A planned enrollment that moves by this much is minor; less is administrative.",
    "enrollment_major_percent": "From here on it is major.",
    "enrollment_major_people": "It is never major below this many people, however small the trial.",
    "enrollment_critical_percent": "From here on it is critical.",
    "enrollment_reached_major_percent": "Enrollment that ends at or below this share of the last plan is major.",
    "enrollment_reached_critical_percent": "At or below this share it is critical.",
    "primary_completion_major_days": "Primary completion that moves later by this many days is major.",
    "primary_completion_major_days_late_phase": "The same in phase 3 or 2/3, or when it is due within a year.",
    "primary_completion_critical_days": "From here on it is critical.",
    "primary_completion_critical_days_late_phase": "The same in phase 3 or 2/3.",
    "primary_completion_cumulative_days": "Small steps add up: against the first plan, major and critical.",
    "completion_major_days": "Study completion that moves by this many days is major.",
    "completion_critical_days": "From here on it is critical.",
    "start_major_days": "A start that slips by this many days is major.",
    "sites_major_percent": "Sites that come or go on balance: this share of them is major.",
    "sites_major_count": "Or this many of them, if they are also the share below.",
    "sites_major_count_percent": "The share that goes with the number above.",
    "sites_stopped_major": "This many sites withdrawn, terminated or suspended in one version are major.",
    "wording_similarity": "How alike two wordings are, 0 to 1, to be the same thing reworded.",
    "uniform_shift_percent": "Time frames of many outcomes that all shift by at most this much are one minor change.",
    "quarantine_lost_share": "A record that lost more than this share of its content is looked at again first, 0 to 1.",
    "drift_share_percent": "The same change in this share of the trials watched is the registry's doing.",
    "drift_minimum": "And in at least this many trials.",
}


def significance_section() -> type[Section]:
    """The model of `[significance]`, made from the rules' own thresholds."""
    hints = get_type_hints(Numbers)
    made: Any = {
        item.name: (
            hints[item.name],
            Field(default=item.default, description=_MEANING.get(item.name), **_bounds(item.name)),
        )
        for item in fields(Numbers)
    }
    model: type[Section] = create_model("SignificanceSection", __base__=_Thresholds, **made)
    model.__doc__ = "The numbers of the rules: from where on a change is minor, major or critical."
    return model


class _Thresholds(Section):
    @model_validator(mode="after")
    def _is_in_order(self) -> _Thresholds:
        """A greater significance asks for a greater change; of what was reached, for less of the plan."""
        for low, high in (("_minor", "_major"), ("_major", "_critical")):
            for name in type(self).model_fields:
                other = name.replace(low, high)
                if low in name and other in type(self).model_fields:
                    _refuse_disorder(name, getattr(self, name), other, getattr(self, other))
        first, second = getattr(self, "primary_completion_cumulative_days", (0, 1))
        if first >= second:
            raise ValueError(
                f"primary_completion_cumulative_days: found [{first}, {second}]; the second is the greater"
            )
        return self


def _refuse_disorder(name: str, value: float, other: str, beyond: float) -> None:
    falls = "reached" in name
    if value < beyond if falls else value > beyond:
        sign = "at least" if falls else "at most"
        raise ValueError(f"{name} = {value} lies beyond {other} = {beyond}; {sign} {beyond} would do")


def _bounds(name: str) -> dict[str, Any]:
    if name.endswith("_percent"):
        return {"ge": 0, "le": 100}
    if name.endswith(("_share", "_similarity")):
        return {"ge": 0, "le": 1}
    return {} if "cumulative" in name else {"ge": 0}
