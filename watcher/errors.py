"""The error tree. Each error says what was asked, what was found and what would do.

WatcherError
├── ConfigError                 the configuration file; all its problems at once
├── UsageError                  a command was asked for something that is not there
├── RegistryError               an answer of the registry that may not become a version (law 5)
│   ├── Blocked                 403: the registry refuses this network address
│   ├── Outage                  refused, reset, timed out, 5xx, HTML where JSON should be
│   ├── RateLimited             429 beyond the retries allowed
│   ├── BadRequest              400: the registry does not understand what was asked
│   ├── NotFound                404 in plain text: the registry holds no such trial
│   ├── UnexpectedRecord        JSON that is not the record asked for
│   ├── OlderData               the record as it was before the version that is known
│   └── TooSlow                 the time budget of the run is used up
│       └── Stopped             the run was told to stop before it came to this
├── StoreError
│   ├── NewerDatabase           written by a newer program
│   ├── DamagedDatabase         unreadable, or a version whose hash does not fit
│   ├── NotEmpty                load into a database that holds something
│   └── Locked                  another run holds the lock
├── PublishError                a view of the log could not be written; the log itself is whole
├── Halted                      told to stop while waiting; who waited says what is left
├── DeliveryError               one attempt to deliver; `permanent` tells whether another could help
└── NetworkError                no whole answer came over the wire; who asked says what that means for him
    ├── Unreachable             refused, reset, name unknown, certificate not trusted, cut off
    ├── TimedOut                no answer, or no end of it, in the time allowed
    ├── TooLarge                an answer larger than we are willing to hold
    └── AddressRefused          a URL that leads to a private, loopback or metadata address
"""

from __future__ import annotations


class WatcherError(Exception):
    """Base of all expected errors: shown to people without a traceback."""


def in_words(error: BaseException) -> str:
    """For a record of what ended a run: an expected error says itself what happened, another only what it is."""
    return str(error) if isinstance(error, WatcherError) else f"an unexpected error, {type(error).__name__}"


class ConfigError(WatcherError):
    def __init__(self, problems: list[str], path: str = "") -> None:
        self.problems = problems
        self.path = path
        super().__init__("\n".join(problems))


class UsageError(WatcherError):
    pass


class RegistryError(WatcherError):
    """`kind` is the class in a word for `status`; `advice` says what would do."""

    kind = "outage"
    advice = "The next run tries again."

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        if advice is not None:
            self.advice = advice


class Blocked(RegistryError):
    kind = "blocked"
    advice = (
        "The registry refuses this network address (403). Nothing was lost and no trial vanished. "
        "Run from another network, or try registry.transport and registry.user_agent in config.toml."
    )


class Outage(RegistryError):
    kind = "outage"


class RateLimited(RegistryError):
    kind = "rate limited"
    advice = "The registry asks for fewer requests. Raise registry.pace in config.toml; the next run tries again."


class BadRequest(RegistryError):
    kind = "bad request"
    advice = "Check the trial's number, or the terms of the search, in config.toml."


class NotFound(RegistryError):
    kind = "not found"
    advice = "Check the number. A trial that was there before is looked for again before anything is said."


class UnexpectedRecord(RegistryError):
    kind = "unexpected record"
    advice = (
        "Nothing of it was stored. The next run tries again. If it stays so, the registry may have changed its "
        "format: look for a newer clinical-trial-watcher."
    )


class OlderData(RegistryError):
    kind = "older data"
    advice = (
        "The registry, or one of its machines, has stepped back. Nothing of it was stored. The next run looks again; "
        "what is shown four times in a row is believed."
    )


class TooSlow(RegistryError):
    kind = "too slow"
    advice = "What is left is due at the next run. Raise registry.time_budget, or run more often."


class Stopped(TooSlow):
    """No trouble of the registry's, and of nobody else's: somebody wanted the run to end."""

    kind = "stopped"
    advice = "What is left is due at the next run."

    def __init__(self, message: str = "the check was told to stop before it came to this") -> None:
        super().__init__(message)


class StoreError(WatcherError):
    pass


class NewerDatabase(StoreError):
    pass


class DamagedDatabase(StoreError):
    pass


class NotEmpty(StoreError):
    pass


class Locked(StoreError):
    pass


class PublishError(WatcherError):
    pass


class Halted(WatcherError):
    pass


class DeliveryError(WatcherError):
    """One failed attempt, and what may be hoped of another.

    `permanent`: no later attempt of this message to this recipient could do better.
    `retry_after`: seconds, when the receiver asked for patience.
    `unreachable`: nothing gets through there now (a dead server, a refused login): one attempt a run is enough.
    `maybe_arrived`: the message was handed over and the answer was not seen.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        unreachable: bool = False,
        maybe_arrived: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.unreachable = unreachable
        self.maybe_arrived = maybe_arrived


class NetworkError(WatcherError):
    """Names the host, never the whole URL: a webhook's URL may hold its secret.

    `unsent`: there never was a connection, so nothing can have arrived.
    """

    def __init__(self, message: str, *, unsent: bool = False) -> None:
        super().__init__(message)
        self.unsent = unsent


class Unreachable(NetworkError):
    pass


class TimedOut(NetworkError):
    """`begun` tells that the answer had begun to come: a smaller one might have come whole."""

    def __init__(self, message: str, *, unsent: bool = False, begun: bool = False) -> None:
        super().__init__(message, unsent=unsent)
        self.begun = begun


class TooLarge(NetworkError):
    pass


class AddressRefused(NetworkError):
    pass
