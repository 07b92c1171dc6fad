"""Crontab's own reading of times: the one that people mean."""

from __future__ import annotations

import pytest

from watcher.config.cron import Cron


@pytest.mark.parametrize(
    ("text", "weekdays"),
    [
        ("0 6 * * 1", ("mon",)),
        ("0 6 * * 0", ("sun",)),
        ("0 6 * * 7", ("sun",)),
        ("0 6 * * 1-5", ("mon", "tue", "wed", "thu", "fri")),
        ("0 6 * * 5-7", ("sun", "fri", "sat")),
        ("0 6 * * sat-mon", ("sun", "mon", "sat")),
        ("0 6 * * */2", ("sun", "tue", "thu", "sat")),
        ("0 6 * * */7", ("sun",)),
        ("0 6 * * Monday,Fri", ("mon", "fri")),
        ("0 6 * * *", None),
        ("0 6 * * 0-7", None),
    ],
)
def test_weekdays_are_names_so_that_no_scheduler_can_misread_them(text: str, weekdays: tuple[str, ...] | None) -> None:
    assert Cron.parse(text).weekdays == weekdays


def test_lists_ranges_steps_and_month_names_are_written_out() -> None:
    assert Cron.parse("*/20,5 8-10 1,15 jan,MAR-may *") == Cron(
        minutes=(0, 5, 20, 40), hours=(8, 9, 10), days=(1, 15), months=(1, 3, 4, 5), weekdays=None
    )


@pytest.mark.parametrize(
    ("word", "same"), [("@daily", "0 0 * * *"), ("@weekly", "0 0 * * 0"), ("@hourly", "0 * * * *")]
)
def test_words_for_common_times_are_known(word: str, same: str) -> None:
    assert Cron.parse(word) == Cron.parse(same)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 6 31 2 *", "never happens"),
        ("0 6 31 feb,apr *", "never happens"),
        ("60 6 * * *", "minute: found 60 in '60'; 0 to 59 would do"),
        ("0 6 * *", "has 4 fields; five would do"),
        ("0 6 * * 8", "0 to 7 would do"),
        ("0 6 * * monn", "day of the week"),
        ("0 22-6 * * *", "runs backwards"),
        ("*/0 6 * * *", "a step is at least 1"),
        ("@reboot", "known: @hourly"),
        ("0 6 * * 2nd mon", "has 6 fields"),
        ("0 6 L * *", "day of the month"),
    ],
)
def test_what_is_no_time_is_refused_with_what_would_do(text: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        Cron.parse(text)
    assert said in str(refused.value)


def test_a_day_that_some_month_has_is_accepted() -> None:
    assert Cron.parse("0 6 29 2 *").days == (29,)
    assert Cron.parse("0 6 31 2 mon").weekdays == ("mon",)
