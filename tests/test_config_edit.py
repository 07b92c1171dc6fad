"""The watch list is edited where it stands: nothing else changes, and every comment stays."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.config.edit import NewWatch, add_watch, extend_watch, pause_watch, remove_trials, remove_watch
from watcher.config.watchlist import Listed
from watcher.errors import UsageError
from watcher.model import Trial
from watcher.registries.clinicaltrials_gov.ids import parse

TEXT = """\
# on top
[registry]
contact = "x"   # me

# about one
[[watch]]
name = "one"   # its name
trials = ["NCT00000001"]  # the first

[[watch]]
name = "two"
trials = [
  "NCT00000002",  # b
  "NCT00000003",  # c
  "NCT00000004",
]
labels = { a = "x" }

# about alerts
[[alert]]
watches = ["one"]
"""
COMMENTS = ("# on top", "# me", "# its name", "# the first", "# b", "# c", "# about alerts", "# about one")


def test_a_new_watch_stands_below_the_last_and_above_the_comment_of_what_follows() -> None:
    assert add_watch(TEXT, NewWatch("new", ["NCT00000009"], {"owner": "ana"})) == TEXT.replace(
        'labels = { a = "x" }\n',
        'labels = { a = "x" }\n\n[[watch]]\nname = "new"\ntrials = ["NCT00000009"]\nlabels = { owner = "ana" }\n',
    )


def test_the_first_watch_of_a_file_stands_at_its_end() -> None:
    assert add_watch('[store]\npath = "x"\n', NewWatch("new", ["NCT00000009"])) == (
        '[store]\npath = "x"\n\n[[watch]]\nname = "new"\ntrials = ["NCT00000009"]\n'
    )


def test_many_trials_stand_one_a_line() -> None:
    text = add_watch("", NewWatch("new", [f"NCT0000000{number}" for number in range(1, 7)]))
    assert text.count('\n  "NCT') == 6


def test_trials_join_a_list_as_it_is_written() -> None:
    short, long = extend_watch(TEXT, 0, ["NCT00000009"]), extend_watch(TEXT, 1, ["NCT00000009"])
    assert 'trials = ["NCT00000001", "NCT00000009"]  # the first\n' in short
    assert '  "NCT00000004",\n  "NCT00000009",\n]\n' in long


def test_a_watch_without_a_list_gets_one() -> None:
    text = '[[watch]]\nname = "s"\nsearch = { condition = "lupus" }\n'
    assert extend_watch(text, 0, ["NCT00000009"]) == (
        '[[watch]]\nname = "s"\ntrials = ["NCT00000009"]\nsearch = { condition = "lupus" }\n'
    )


def test_a_trial_leaves_with_its_line() -> None:
    text = remove_trials(TEXT, 1, [1])
    assert "NCT00000003" not in text
    assert '"NCT00000002",  # b' in text


def test_a_watch_leaves_with_its_own_comment_and_not_with_anothers() -> None:
    assert remove_watch(TEXT, 0) == TEXT.replace(
        '# about one\n[[watch]]\nname = "one"   # its name\ntrials = ["NCT00000001"]  # the first\n\n', ""
    )
    assert "# about alerts" in remove_watch(TEXT, 1)


def test_a_pause_is_a_line_and_goes_with_it_unless_somebody_wrote_beside_it() -> None:
    paused = pause_watch(TEXT, 0, paused=True)
    assert paused == TEXT.replace("# its name\n", "# its name\npaused = true\n")
    assert pause_watch(paused, 0, paused=False) == TEXT
    commented = paused.replace("paused = true", "paused = true  # in August")
    assert pause_watch(commented, 0, paused=False) == commented.replace("= true", "= false")
    assert pause_watch(TEXT, 0, paused=False) == TEXT


def test_a_file_that_cannot_be_edited_safely_is_left_to_a_person() -> None:
    text = 'watch = [{ name = "one", trials = ["NCT00000001"] }]\n'
    with pytest.raises(UsageError, match="change it by hand"):
        pause_watch(text, 0, paused=True)


_names = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), min_size=1, max_size=8)
_trials = st.lists(st.integers(1, 99_999_999).map(lambda number: f"NCT{number:08}"), min_size=1, max_size=8)


@given(_names, _trials, st.dictionaries(_names, _names, max_size=3))
def test_whatever_is_added_is_read_back_and_nothing_else_changes(
    name: str, trials: list[str], labels: dict[str, str]
) -> None:
    text = add_watch(TEXT, NewWatch(name, trials, labels))
    before, after = tomllib.loads(TEXT), tomllib.loads(text)
    new = after["watch"].pop()
    assert after == before
    assert new == {"name": name, "trials": trials, **({"labels": labels} if labels else {})}
    assert all(comment in text for comment in COMMENTS)


def test_a_long_watch_list_is_read_once_however_many_trials_are_looked_for() -> None:
    read: list[str] = []

    def counted(text: str) -> Trial:
        read.append(text)
        return parse(text)

    numbers = [f"NCT{number:08}" for number in range(1, 101)]
    listed = Listed(add_watch("", NewWatch("many", numbers)), counted)
    assert [listed.places(parse(number)) for number in numbers] == [[(0, place)] for place in range(100)]
    assert read == numbers


@given(st.data())
def test_any_row_of_edits_keeps_the_comments_of_what_stays(data: st.DataObject) -> None:
    text = TEXT
    for _ in range(data.draw(st.integers(1, 5))):
        index = data.draw(st.integers(0, len(tomllib.loads(text)["watch"]) - 1))
        step = data.draw(st.sampled_from(["add", "extend", "pause", "resume"]))
        if step == "add":
            text = add_watch(text, NewWatch("more", data.draw(_trials)))
        elif step == "extend":
            text = extend_watch(text, index, data.draw(_trials))
        else:
            text = pause_watch(text, index, paused=step == "pause")
    assert all(comment in text for comment in COMMENTS)
