"""What may stand in config.toml, section by section. The reference and the JSON Schema are generated from here."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator, model_validator

from watcher.model import Actor, Direction, RecordSection, Significance, Stage
from watcher.urls import web_address


class Section(BaseModel):
    # The texts below the fields are read only for the reference: pydantic would read them at each start (60 ms).
    # Most sections are in no file: each is built when it is first read.
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_no_yes_or_no(cls, value: object, info: ValidationInfo) -> object:
        """To pydantic, true is the number 1."""
        wanted = cls.model_fields[info.field_name or ""].annotation
        if isinstance(value, bool) and wanted in (int, float):
            raise ValueError("a number would do")
        return value


Texts = tuple[str, ...]


class RegistrySection(Section):
    """How the registry is asked."""

    base_url: str = "https://clinicaltrials.gov"
    """Where the registry is; its API lies below /api/v2."""
    contact: str = ""
    """Your e-mail address or web page. It goes into the User-Agent, so that the registry can reach you."""
    pace: float = Field(default=1.0, ge=0, le=3600)
    """Seconds between requests. Less than 1 only for a registry of your own."""
    batch: int = Field(default=100, ge=1, le=1000)
    """Trials a request."""
    page_size: int = Field(default=1000, ge=1, le=1000)
    """Trials a page of an answer."""
    time_budget: float = Field(default=900.0, gt=0, le=604_800)
    """Seconds for one check. What is left then is due at the next one, and the run is called partial."""
    timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds to wait for an answer."""
    transport: Literal["auto", "httpx", "urllib"] = "auto"
    """How requests leave the machine. "auto" tries the second way when the registry refuses the first."""
    user_agent: str | None = None
    """Instead of this program's own name; "" sends the library's. Never a browser's name."""

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        return web_address(url, "https://clinicaltrials.gov").rstrip("/")

    @field_validator("contact", "user_agent")
    @classmethod
    def _fits_a_header(cls, text: str | None) -> str | None:
        if text is not None and not (text.isascii() and text.isprintable()):
            raise ValueError("it goes into a header of each request: printable ASCII signs would do")
        return text

    @model_validator(mode="after")
    def _is_polite(self) -> RegistrySection:
        if self.pace < 1 and (urlsplit(self.base_url).hostname or "").endswith("clinicaltrials.gov"):
            raise ValueError("pace: clinicaltrials.gov asks for at most one request a second; 1.0 or more would do")
        return self


class StoreSection(Section):
    """Where the memory is."""

    path: str = "snapshots/watcher.db"
    """The database, relative to this file."""

    @field_validator("path")
    @classmethod
    def _is_a_path(cls, path: str) -> str:
        if not path.strip() or "\0" in path:
            raise ValueError("the name of a file would do, as snapshots/watcher.db")
        return path


class ScheduleSection(Section):
    """When `watcher serve` checks."""

    cron: str = "17 15 * * mon-fri"
    """As in crontab: minute hour day month weekday. The registry publishes on working days, about 14:00 UTC."""
    timezone: str = "UTC"
    """The zone of the hours above, as in "Europe/Berlin"."""
    jitter: int = Field(default=120, ge=0, le=3600)
    """At most so many seconds later, so that not everyone asks at the same second."""


class WatchSection(Section):
    """Trials to watch, with labels of your own."""

    name: str | None = Field(default=None, min_length=1)
    """How alerts and the log call this watch. Left out: the first trial's number."""
    trials: Texts = ()
    """ClinicalTrials.gov numbers."""
    file: str | None = None
    """A list of trials beside this file: numbers, or CSV with a header, whose other columns become labels."""
    labels: dict[str, str] = Field(default_factory=dict)
    """Words of your own, to sort and to route by: { asset = "anifrolumab", owner = "ana" }."""
    paused: bool = False
    """true: not fetched, nothing lost; the next check after it ends says what happened meanwhile."""
    search: dict[str, str] = Field(default_factory=dict)
    """Watch what a search finds: { condition = "lupus", phase = "3" }, or { url = "…" }, a search of the website."""
    like: str | None = None
    """Watch trials that are like this one: same condition, drug or sponsor."""
    all: bool = False
    """true: the whole registry."""


class AlertSection(Section):
    """Who hears what, how loud. Without any [[alert]], everything from minor up goes to all channels."""

    name: str | None = Field(default=None, min_length=1)
    """Shown in the footer of what it sends."""
    preset: str | None = None
    """Begin with a ready set of rules: ci, patient, registry-team, journalist, investor, meta-research."""
    watches: Texts = ()
    """Names of watches. Empty: all."""
    channels: Texts = ()
    """Names of channels. Empty: all."""
    at_least: Significance | None = None
    """The least significance that is sent. Left out: minor, or what the preset says."""
    labels: dict[str, str] = Field(default_factory=dict)
    """Only trials with these labels."""
    trials: Texts = ()
    """Only these trials."""
    kinds: Texts = ()
    """Only these kinds of change; wildcards work: "site.*"."""
    sections: tuple[RecordSection, ...] = ()
    """Only these sections of the record."""
    directions: tuple[Direction, ...] = ()
    """Only changes in these directions."""
    actors: tuple[Actor, ...] = ()
    """Only what the sponsor did, or only what the registry did."""
    stages: tuple[Stage, ...] = ()
    """Only while the trial stands there."""
    phases: Texts = ()
    """Only trials of these phases: "Phase 3", "2/3"."""
    statuses: Texts = ()
    """Only trials of these statuses, in the registry's words: "RECRUITING"."""
    countries: Texts = ()
    """Only trials with a site in these countries. Beside `near`: only sites in them, and of the trials everything."""
    text: str | None = None
    """Only changes whose words hold this text."""
    near: str | None = None
    """Your place, "51.75,-1.26": of changes of sites, only those within radius_km. "${HOME_PLACE}" keeps it secret."""
    radius_km: float | None = Field(default=None, gt=0, le=20_000)
    """How near is near; 50 when left out."""
    when: str | None = None
    """"now", "daily 08:00" or "weekly mon 08:00"."""
    timezone: str | None = None
    """The zone of `when`; left out: that of [schedule]."""
    mute_until: datetime | None = None
    """Say nothing before this day or moment. Nothing is lost from the log."""
    sign_of_life: bool = False
    """true: a digest is sent although nothing changed."""

    @model_validator(mode="after")
    def _radius_has_a_centre(self) -> AlertSection:
        if self.radius_km is not None and self.near is None:
            raise ValueError('radius_km has no centre; near = "51.75,-1.26" would give one')
        return self


class PingSection(Section):
    """A dead man's switch: addresses that are called at each run, so that a silent watcher is noticed elsewhere."""

    url: SecretStr | None = None
    """One address for all three: called as it is on success, with /start and /fail added otherwise."""
    start: SecretStr | None = None
    """Called when a run begins, instead of url/start."""
    success: SecretStr | None = None
    """Called when a run saw and delivered everything, instead of url."""
    fail: SecretStr | None = None
    """Called when it did not, instead of url/fail."""
    allow_private: bool = False
    """true lets these addresses be on this machine or in a private network."""

    @field_validator("url", "start", "success", "fail")
    @classmethod
    def _is_an_address(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            web_address(url.get_secret_value(), "https://hc-ping.com/your-own-part")
        return url


class PublishSection(Section):
    """Views of the log for people and for git: record.json, CHANGES.md, changes.jsonl."""

    enabled: bool = False
    """true: written after each check that found something. `watcher publish` writes them at any time."""
    folder: str | None = None
    """Where; left out: beside the database."""


class FailuresSection(Section):
    """When a failure that lasts is announced. It always shows in `watcher status` and in the exit code."""

    after: int = Field(default=3, ge=1)
    """So many failures in a row."""
    remind_days: int = Field(default=7, ge=1, le=3650)
    """And again so many days later, while it lasts."""
    channels: Texts = ()
    """Who hears of it. Empty: all."""


class DeliverySection(Section):
    """How long a message is tried."""

    expire_days: float = Field(default=7.0, gt=0, le=3650)
    """After so many days a message that could not be delivered expires, loudly."""
    summary_above: int = Field(default=20, ge=1)
    """More updates than this for one recipient in one run become one summary."""


class FileSections(Section):
    """The whole file but for what its own tables define: channels, watches, alerts, significance."""

    registry: RegistrySection = RegistrySection()
    store: StoreSection = StoreSection()
    schedule: ScheduleSection = ScheduleSection()
    ping: PingSection = PingSection()
    publish: PublishSection = PublishSection()
    failures: FailuresSection = FailuresSection()
    delivery: DeliverySection = DeliverySection()
