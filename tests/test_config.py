"""config.toml: a short file is complete, and a wrong one hears of everything that is wrong, and what would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator

from watcher.config import Config, Vocabulary, load
from watcher.config.significance import significance_section
from watcher.errors import ConfigError
from watcher.meaning.numbers import Numbers
from watcher.meaning.telling.watched import Watched
from watcher.model import Alert, Near, RecordSection, Significance, Trial, Watch
from watcher.registries.clinicaltrials_gov.ids import parse
from watcher.registries.clinicaltrials_gov.terms import params
from watcher.render.words import SECTIONS


class _Stdout(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Email(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    to: str | tuple[str, ...]
    url: SecretStr
    from_: str = Field(default="", alias="from")
    ca_file: Path | None = None
    port: int = 25

    @field_validator("url")
    @classmethod
    def _smtp(cls, url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith("smtp"):
            raise ValueError(f"{url.get_secret_value()} is no smtp:// address")
        return url


class _Hook(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    url: SecretStr
    secret: SecretStr | tuple[SecretStr, ...] = ()


KINDS: Mapping[str, Callable[[], type[BaseModel]]] = {
    "stdout": lambda: _Stdout,
    "email": lambda: _Email,
    "webhook": lambda: _Hook,
}
VOCABULARY = Vocabulary(KINDS, parse, params)
WATCH = '[[watch]]\nname = "jasmine"\ntrials = ["NCT06455449"]\nlabels = { asset = "anifrolumab" }\n'
MAIL = '[channels.me]\nkind = "email"\nto = "a@example.org"\nurl = "smtp://mail.example.org"\n'
JASMINE = Trial("clinicaltrials_gov", "NCT06455449")


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Config]:
    def read(text: str, **environ: str) -> Config:
        path = tmp_path / "config.toml"
        path.write_text(text, "utf-8")
        return load(path, environ, VOCABULARY)

    return read


@pytest.fixture
def problems(read: Callable[..., Config], tmp_path: Path) -> Callable[..., list[str]]:
    def problems(text: str, **environ: str) -> list[str]:
        with pytest.raises(ConfigError) as refused:
            read(text, **environ)
        return [problem.replace(f"{tmp_path}/", "") for problem in refused.value.problems]

    return problems


def test_a_file_with_only_a_watch_is_complete(read: Callable[..., Config], tmp_path: Path) -> None:
    config = read(WATCH)
    assert config.watches == (Watch("jasmine", (JASMINE,), {"asset": "anifrolumab"}),)
    assert config.alerts == (Alert("everything", ("stdout",), at_least=Significance.MINOR),)
    assert config.channels["stdout"].kind == "stdout"
    assert config.numbers == Numbers()
    assert config.database == tmp_path / "snapshots" / "watcher.db"


def test_without_an_alert_everything_goes_to_all_channels(read: Callable[..., Config]) -> None:
    hook = '[channels.hook]\nkind = "webhook"\nurl = "https://example.org/x"\n'
    assert read(WATCH + MAIL + hook).alerts == (Alert("everything", ("me", "hook")),)


def test_yes_is_no_number(problems: Callable[..., list[str]]) -> None:
    assert problems(f"[registry]\ntimeout = true\n{WATCH}") == ["config.toml:2: registry.timeout: a number would do"]


def test_every_problem_is_named_at_once_with_its_line_and_what_would_do(problems: Callable[..., list[str]]) -> None:
    assert problems("""\
[registry]
pase = 1.0
batch = "many"
[chanels]
[channels.me]
kind = "emial"
[channels.you]
kind = "email"
too = "a@example.org"
url = "smtp://x"
[schedule]
cron = "0 6 31 2 *"
timezone = "Europe/Berln"
[significance]
enrollment_major_percent = 60
[[watch]]
name = "jasmine"
trials = ["NCT06455449", "NCT123"]
[[watch]]
name = "jasmine"
trials = ["NCT06455448"]
[[alert]]
channels = ["yu"]
watches = ["jasmin"]
at_least = "big"
when = "noon"
[[alert]]
channels = ["yu"]
watches = ["jasmin"]
when = "noon"
near = "here"
trials = ["NCT00000009"]
""") == [
        "config.toml:2: registry.pase: unknown key; did you mean 'pace'? known: base_url, batch, contact, pace, "
        "page_size, time_budget, timeout, transport, user_agent",
        "config.toml:3: registry.batch: found 'many'; a whole number would do",
        "config.toml:4: chanels: unknown section; did you mean 'channels'? known: alert, channels, delivery, failures, "
        "ping, publish, registry, schedule, significance, store, watch",
        "config.toml:6: channels.me.kind: unknown kind 'emial'; did you mean 'email'? known: email, stdout, webhook",
        "config.toml:7: channels.you.to: is missing",
        "config.toml:9: channels.you.too: unknown key; did you mean 'to'? known: ca_file, from, port, to, url",
        "config.toml:12: schedule.cron: '0 6 31 2 *' never happens: no such month has a day 31",
        "config.toml:13: schedule.timezone: unknown time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?",
        "config.toml:14: significance: enrollment_major_percent = 60.0 lies beyond enrollment_critical_percent = 50.0; "
        "at most 50.0 would do",
        "config.toml:18: watch[0].trials[1]: 'NCT123' has 3 digits, an NCT number has 8. A number like "
        "NCT06455449 would do, or the address of the trial's page on clinicaltrials.gov.",
        "config.toml:20: watch[1].name: a watch before this one is called 'jasmine' too; another name would do",
        "config.toml:25: alert[0].at_least: found 'big'; one of: administrative, critical, major, minor",
        "config.toml:28: alert[1].channels[0]: unknown channel 'yu'; did you mean 'you'? known: me, you",
        "config.toml:29: alert[1].watches[0]: unknown watch 'jasmin'; did you mean 'jasmine'? known: jasmine",
        """config.toml:30: alert[1].when: when = 'noon' is not understood; write "now", "daily 08:00" or "weekly mon """
        '08:00"',
        """config.toml:31: alert[1].near: found 'here'; near = "51.75,-1.26" (latitude,longitude) would do""",
        "config.toml:32: alert[1].trials: no watch names NCT00000009; add it to the trials of a [[watch]]",
    ]


def test_broken_toml_is_named_with_its_line(problems: Callable[..., list[str]]) -> None:
    assert problems('[store]\npath = "x\n') == ["config.toml:2: Illegal character '\\n'"]
    assert problems("[[watch]]\ntrials = [") == ["config.toml:2: Invalid value"]


def test_a_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not there; `watcher init` writes one"):
        load(tmp_path / "config.toml", {}, VOCABULARY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "config.toml: nothing is watched"),
        ("[watch]\ntrials = []", "config.toml:1: watch: double brackets would do: [[watch]]"),
        ("[[watch]]", "config.toml:1: watch[0]: watches nothing"),
        ("[[watch]]\nall = true", "config.toml:1: watch[0]: a search needs a name"),
        (
            '[[watch]]\ntrials = "NCT06455449"',
            """config.toml:2: watch[0].trials: found 'NCT06455449'; a list, ["…"] would""",
        ),
        (WATCH + "[[alert]]\nradius_km = 5", "config.toml:5: alert[0]: radius_km has no centre"),
        (WATCH + '[[alert]]\npreset = "patent"', "alert[0].preset: unknown preset 'patent'; did you mean 'patient'?"),
        (WATCH + '[[alert]]\nlabels = { aset = "x" }', "no watch has a label 'aset'; did you mean 'asset'?"),
        (WATCH + '[[alert]]\nlabels = { asset = "anifrolumb" }', "did you mean 'anifrolumab'?"),
        (WATCH + '[[alert]]\nkinds = ["sites.*", "sit.*"]', "alert[0].kinds[1]: no kind of change is called 'sit.*'"),
        (WATCH + '[[alert]]\nsections = ["dtes"]', "found 'dtes'; did you mean 'dates'? one of: arms"),
        (WATCH + '[[alert]]\nnear = "91,0"', "no such place on Earth"),
        (WATCH + "[registry]\npace = 0.2", "config.toml:5: registry: pace: clinicaltrials.gov asks for at most one"),
        (
            WATCH + '[registry]\nbase_url = "ctg"',
            "registry.base_url: an address as https://clinicaltrials.gov would do",
        ),
        (
            WATCH + '[channels.me]\nkind = "email"\nto = 5\nurl = "smtp://x"',
            """found 5; text in quotes, "…" or a list, ["…"]""",
        ),
        (WATCH + '[registry]\nuser_agent = "hé"', "registry.user_agent: it goes into a header of each request"),
        (WATCH + '[registry]\ncontact = "a\\r\\nX: y"', "registry.contact: it goes into a header of each request"),
        (WATCH + '[store]\npath = "a\\u0000b"', "store.path: the name of a file would do"),
        (WATCH + f"x = {'[' * 5000}{']' * 5000}", "config.toml cannot be read"),
        (WATCH + f"x = {'9' * 5000}", "config.toml cannot be read"),
        (WATCH + '[failures]\nchannels = ["me"]', "failures.channels[0]: unknown channel 'me'"),
        (WATCH + '[ping]\nurl = "hc-ping.com/x"', "ping.url: an address as https://hc-ping.com/your-own-part would do"),
        ('[[watch]]\nname = "s"\nsearch = { conditon = "lupus" }', "config.toml:3: watch[0].search: "),
        (WATCH + "channels = 5", "watch[0].channels: unknown key"),
    ],
)
def test_each_mistake_is_answered_with_what_would_do(problems: Callable[..., list[str]], text: str, said: str) -> None:
    assert said in "\n".join(problems(text))


def test_variables_of_the_environment_fill_texts(read: Callable[..., Config]) -> None:
    text = WATCH + MAIL.replace("smtp://mail", "smtp://u:${PASS}@${HOST:-mail}") + 'port = "${PORT}"\nfrom = "$${x}"'
    settings: Any = read(text, PASS="s3cret", PORT="2525").channels["me"].settings
    assert settings.url.get_secret_value() == "smtp://u:s3cret@mail.example.org"
    assert (settings.port, settings.from_) == (2525, "${x}")


def test_a_missing_variable_is_one_problem_and_an_empty_one_is_missing(problems: Callable[..., list[str]]) -> None:
    text = WATCH + MAIL.replace("smtp://mail", "${PASS}")
    said = ["config.toml:8: channels.me.url: the environment has no variable PASS; set it, or write ${PASS:-default}"]
    assert problems(text) == said
    assert problems(text, PASS="") == said


def test_a_secret_may_come_from_a_file_beside_the_configuration(read: Callable[..., Config], tmp_path: Path) -> None:
    (tmp_path / "url").write_text("smtp://u:s3cret@mail\n")
    text = WATCH + MAIL.replace('url = "smtp://mail.example.org"', 'url_file = "url"\nca_file = "ca.pem"')
    settings: Any = read(text).channels["me"].settings
    assert settings.url.get_secret_value() == "smtp://u:s3cret@mail"
    assert settings.ca_file == tmp_path / "ca.pem"


def test_a_secret_is_given_once_and_its_file_must_be_there(problems: Callable[..., list[str]]) -> None:
    assert "both url and url_file are given" in problems(WATCH + MAIL + 'url_file = "x"')[0]
    (said,) = problems(WATCH + MAIL.replace('url = "smtp://mail.example.org"', 'url_file = "gone"'))
    assert said.startswith("config.toml:8: channels.me.url_file: cannot read 'gone'")


def test_no_problem_shows_a_secret(problems: Callable[..., list[str]]) -> None:
    mail = MAIL.replace("smtp://mail.example.org", "imap://u:${PASS}@mail")
    assert "s3cret" not in "\n".join(problems(WATCH + mail, PASS="s3cret"))
    hook = '[channels.hook]\nkind = "webhook"\nurl = 12345\n'
    assert problems(WATCH + hook) == ['config.toml:7: channels.hook.url: found (hidden); text in quotes, "…" would do']


def test_nothing_printed_shows_a_secret(read: Callable[..., Config]) -> None:
    config = read(WATCH + MAIL.replace("smtp://mail", "smtp://u:${PASS}@mail"), PASS="s3cret")
    assert "s3cret" not in repr(config)
    assert "smtp://u:s3cret@mail.example.org" in config.secrets


def test_an_alert_is_read_whole(read: Callable[..., Config]) -> None:
    alert = """
[[alert]]
name = "near home"
watches = ["jasmine"]
channels = ["me"]
at_least = "major"
labels = { asset = "Anifrolumab" }
trials = ["nct06455449"]
kinds = ["site.*"]
directions = ["unfavourable"]
near = "${HOME_PLACE}"
when = "daily 08:00"
timezone = "Europe/Berlin"
mute_until = 2026-07-01
sign_of_life = true
"""
    (read_alert,) = read(WATCH + MAIL + alert, HOME_PLACE="51.75, -1.26").alerts
    assert read_alert == Alert(
        name="near home",
        channels=("me",),
        watches=("jasmine",),
        at_least=Significance.MAJOR,
        labels={"asset": "Anifrolumab"},
        trials=("NCT06455449",),
        kinds=("site.*",),
        directions=("unfavourable",),  # type: ignore[arg-type]
        near=Near(51.75, -1.26, 50.0),
        when="daily 08:00",
        timezone="Europe/Berlin",
        mute_until=datetime(2026, 6, 30, 22, tzinfo=UTC),
        sign_of_life=True,
    )


def test_a_preset_is_rules_of_its_own_and_what_is_written_wins(read: Callable[..., Config]) -> None:
    alerts = read(WATCH + MAIL + '[[alert]]\npreset = "ci"\ntimezone = "Asia/Tokyo"\n').alerts
    assert [(a.at_least, a.when) for a in alerts] == [("major", "now"), ("minor", "weekly mon 08:00")]
    louder = read(WATCH + MAIL + '[[alert]]\npreset = "ci"\nat_least = "critical"\n').alerts
    assert {alert.at_least for alert in louder} == {Significance.CRITICAL}


def test_an_alert_without_a_name_is_called_by_its_preset_or_by_its_place_in_the_file(
    read: Callable[..., Config],
) -> None:
    alerts = read(WATCH + MAIL + '[[alert]]\n[[alert]]\npreset = "journalist"\n').alerts
    assert {alert.name for alert in alerts} == {"no. 1 in the file", "journalist"}


def test_an_alert_keeps_the_zone_of_the_schedule(read: Callable[..., Config]) -> None:
    assert read(WATCH + '[schedule]\ntimezone = "Asia/Tokyo"\n[[alert]]').alerts[0].timezone == "Asia/Tokyo"


def test_numbers_of_the_rules_can_be_set(read: Callable[..., Config]) -> None:
    numbers = read(
        WATCH + "[significance]\nprimary_completion_cumulative_days = [30, 60]\nstart_major_days = 10"
    ).numbers
    assert (numbers.primary_completion_cumulative_days, numbers.start_major_days) == ((30, 60), 10)


def test_a_list_beside_the_file_gives_trials_and_labels(read: Callable[..., Config], tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("NCT Number;owner\nNCT00000001;ana\nNCT00000002;bo\nNCT00000003;ana\n")
    watches = read('[[watch]]\nname = "l"\nfile = "list.csv"\nlabels = { area = "lung" }').watches
    assert [(w.name, [t.id for t in w.trials], w.labels) for w in watches] == [
        ("l", ["NCT00000001", "NCT00000003"], {"area": "lung", "owner": "ana"}),
        ("l", ["NCT00000002"], {"area": "lung", "owner": "bo"}),
    ]


def test_a_bad_line_of_a_list_is_named(problems: Callable[..., list[str]], tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("# ours\nNCT00000001\n\nNCT1x\n")
    assert "list.txt:4: 'NCT1x'" in problems('[[watch]]\nfile = "list.txt"')[0]


def test_alerts_know_the_sections_that_messages_have() -> None:
    assert set(get_args(RecordSection)) == set(SECTIONS)


def test_every_number_of_the_rules_is_explained() -> None:
    assert all(field.description for field in significance_section().model_fields.values())


def test_a_trial_that_several_watches_name_is_one_trial(read: Callable[..., Config]) -> None:
    config = read(WATCH + '[[watch]]\nname = "two"\ntrials = ["NCT06455449"]\nlabels = { asset = "x", owner = "ana" }')
    watched = Watched.of(config.watches)
    assert watched.active() == [JASMINE]
    assert watched.labels_of(JASMINE) == {"asset": "anifrolumab", "owner": "ana"}


def test_a_paused_watch_is_not_looked_at(read: Callable[..., Config]) -> None:
    assert Watched.of(read(WATCH + "paused = true").watches).active() == []


@pytest.mark.parametrize("key", ["registry]\nbase_url", "ping]\nurl", "ping]\nfail"])
@pytest.mark.parametrize("address", ["https://x.org:99999", "https://x.org:0", "https://x.org:a", "https://x.org:-1"])
def test_a_port_that_is_none_is_refused(problems: Callable[..., list[str]], key: str, address: str) -> None:
    (said,) = problems(f'{WATCH}[{key} = "{address}"')
    assert said.endswith(": the port of an address is a number from 1 to 65535")


@pytest.mark.parametrize("host", ["a..b", f"{'a' * 64}.org", "[::1", "a b", ":8080", ""])
def test_a_host_that_is_none_is_refused(problems: Callable[..., list[str]], host: str) -> None:
    (said,) = problems(f'{WATCH}[registry]\nbase_url = "https://{host}"')
    assert said.endswith("registry.base_url: an address as https://clinicaltrials.gov would do")
