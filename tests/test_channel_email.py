"""E-mail against a real SMTP server: what arrives, and what each refusal means."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pydantic import ValidationError

from tests.support.receivers import (
    NOW,
    PASSWORD,
    TOKEN,
    USER,
    Mailbox,
    closed_port,
    delivery_of,
    mail_server,
    outside,
    raw_server,
    server_context,
    target_of,
)
from tests.support.updates import BLIND, EVIL, HOSTILE, SITES, SLIPPED, digest, message
from watcher.channels.base import Channel
from watcher.channels.email import EmailSettings
from watcher.channels.mime import subject_header
from watcher.errors import DeliveryError
from watcher.model import Message, Target

SLIP = message(SLIPPED)


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


def settings(**given: Any) -> EmailSettings:
    return EmailSettings(
        **({"url": "smtp://127.0.0.1", "to": "ann@example.org", "from": "watcher@example.org"} | given)
    )


def channel(port: int, **given: Any) -> Channel:
    return settings(url=f"smtp://127.0.0.1:{port}", timeout=5, **given).open("me", outside())


def send(channel: Channel, told: Message = SLIP, **more: Any) -> str:
    return channel.send(delivery_of(channel, told, **more), NOW)


def refusal(channel: Channel, told: Message = SLIP) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send(channel, told)
    return caught.value


def fate(error: DeliveryError) -> tuple[bool, bool, bool]:
    return error.permanent, error.unreachable, error.maybe_arrived


PERMANENT, TRANSIENT, DEAD, LOST = (
    (True, False, False),
    (False, False, False),
    (False, True, False),
    (False, True, True),
)


@given(
    st.one_of(
        st.lists(
            st.sampled_from(["enrollment", "240", "→", "264", "·", "größer", "=?utf-8?q?x?=", "“a”", "日本語", "–"]),
            min_size=1,
            max_size=40,
        ).map(" ".join),
        st.lists(
            st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=60), min_size=1, max_size=12
        ).map(" ".join),
    )
)
def test_a_subject_is_read_as_it_was_written_however_long_and_in_whatever_script(words: str) -> None:
    sent = subject_header(words)
    assert message_from_bytes(sent + b"\r\n", policy=default)["Subject"] == words
    assert all(len(line) <= 76 for line in sent.split(b"\r\n")) or words.isascii()  # one long plain word


# --- what arrives ----------------------------------------------------------------------------------------------------


def test_a_mail_says_who_what_when_and_to_which_thread_it_belongs(box: Mailbox) -> None:
    answer = send(channel(box.port, reply_to="office@example.org", unsubscribe="mailto:office@example.org?subject=off"))
    (mail,) = box.mails
    headers = {name: str(value) for name, value in mail.parsed.items()}
    thread = headers.pop("References")
    assert (answer, mail.sender, mail.recipient) == ("250 2.0.0 taken", "watcher@example.org", "ann@example.org")
    assert thread.endswith("@example.org>") and thread != headers["Message-ID"]
    assert headers.pop("Content-Type").startswith("multipart/alternative")
    assert headers == {
        "From": "watcher@example.org",
        "To": "ann@example.org",
        "Reply-To": "office@example.org",
        "List-Unsubscribe": "<mailto:office@example.org?subject=off>",
        "Subject": f"{SLIPPED.headline} · JASMINE (NCT06455449)",
        "Date": "Mon, 09 Feb 2026 15:17:00 +0000",
        "Message-ID": f"<{SLIP.id}@example.org>",
        "In-Reply-To": thread,
        "List-Id": "Clinical trial watcher <clinical-trial-watcher.example.org>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }


def test_a_mail_reads_the_same_as_text_and_as_html(box: Mailbox) -> None:
    send(channel(box.port))
    for part in ("plain", "html"):
        assert "Primary completion moved 241 days later" in box.mails[0].part(part)


def test_what_is_kept_holds_no_address_and_is_the_same_each_time() -> None:
    me = channel(25, to="secret.person@example.org", reply_to="office@example.org")
    first, again = me.render(SLIP, target_of(me)), me.render(SLIP, target_of(me))
    assert first == again
    assert b"secret.person" not in first.body and b"office@" not in first.body


def test_a_second_attempt_sends_the_same_bytes_and_says_that_it_may_be_a_repeat(box: Mailbox) -> None:
    me = channel(box.port)
    send(me)
    send(me, may_repeat=True)
    first, second = (mail.content for mail in box.mails)
    assert second == first.replace(b"To: ann@example.org\r\n", b"To: ann@example.org\r\nWatcher-Repeat: possible\r\n")


def test_all_mail_about_a_trial_to_one_recipient_is_one_thread() -> None:
    me = channel(25)
    other = Target("me", "someone else")

    def root(told: Message, target: Target) -> bytes:
        return next((line for line in me.render(told, target).body.split(b"\r\n") if line.startswith(b"Refer")), b"")

    mine = target_of(me)
    assert root(SLIP, mine) == root(message(SITES, id="another"), mine) != root(SLIP, other)
    assert root(digest(SLIP), mine) == root(BLIND, mine) == b""


def test_each_recipient_gets_a_mail_of_his_own_whatever_the_spelling(box: Mailbox) -> None:
    me = channel(box.port, to=["ann@example.org", "Ann <ANN@Example.org>", "bob@example.org"])
    for key in me.recipients():
        me.send(replace(delivery_of(me, SLIP), target=Target("me", key)), NOW)
    assert [mail.recipient for mail in box.mails] == ["ANN@example.org", "bob@example.org"]
    assert all("example" not in key for key in me.recipients())


def test_hostile_registry_text_neither_adds_a_header_nor_markup(box: Mailbox) -> None:
    evil = replace(EVIL, headline=f"first\r\nBcc: victim@example.org\r\n\r\n{HOSTILE}")
    send(channel(box.port), message(evil))
    mail = box.mails[0]
    assert "Bcc" not in mail.parsed
    assert mail.recipient == "ann@example.org"
    assert "<script" not in mail.part("html") and "javascript:" not in mail.part("html")
    assert not {"\x1b", "\u202e", "\u200b"} & set(mail.part("plain") + mail.part("html") + str(mail.parsed["Subject"]))


def test_a_line_with_only_a_dot_does_not_end_the_mail(box: Mailbox) -> None:
    dots = replace(BLIND, lines=(".", "after the dot"))
    send(channel(box.port), dots)
    assert "after the dot" in box.mails[0].part("plain")


# --- the way to the server -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def secure_box(authority: trustme.CA) -> Iterator[Mailbox]:
    with mail_server(tls=server_context(authority), login=True) as box:
        yield box


def secured(box: Mailbox, password: str = PASSWORD, **given: Any) -> Channel:
    url = f"smtp+starttls://{quote(USER)}:{quote(password, safe='')}@localhost:{box.port}"
    return settings(url=url, timeout=5, **given).open("me", outside())


def test_starttls_and_login_work_with_any_password(secure_box: Mailbox, ca_file: Path) -> None:
    send(secured(secure_box, ca_file=ca_file))
    assert [mail.recipient for mail in secure_box.mails] == ["ann@example.org"]


def test_a_server_that_knows_only_login_is_served(authority: trustme.CA, ca_file: Path) -> None:
    with mail_server(tls=server_context(authority), login=True, without=["PLAIN"]) as box:
        send(secured(box, ca_file=ca_file))
        assert len(box.mails) == 1


def test_a_server_that_knows_no_login_of_ours_is_named(authority: trustme.CA, ca_file: Path) -> None:
    with mail_server(tls=server_context(authority), login=True, without=["PLAIN", "LOGIN"]) as box:
        error = refusal(secured(box, ca_file=ca_file))
    assert fate(error) == DEAD
    assert "offers no login that we know" in str(error)


def test_a_password_of_its_own_is_taken_as_it_is(secure_box: Mailbox, ca_file: Path) -> None:
    url = f"smtp+starttls://{quote(USER)}@localhost:{secure_box.port}"
    send(settings(url=url, password=PASSWORD, ca_file=ca_file).open("me", outside()))
    assert len(secure_box.mails) == 1


def test_an_oauth_token_logs_in_without_a_password(secure_box: Mailbox, ca_file: Path) -> None:
    url = f"smtp+starttls://{quote(USER)}@localhost:{secure_box.port}"
    send(settings(url=url, token=TOKEN, ca_file=ca_file).open("me", outside()))
    assert len(secure_box.mails) == 1
    error = refusal(settings(url=url, token="expired-token", ca_file=ca_file).open("me", outside()))
    assert fate(error) == DEAD
    assert "refused the login: 535" in str(error) and "expired-token" not in str(error)


def test_a_refused_login_waits_for_the_operator_and_tells_no_secret(secure_box: Mailbox, ca_file: Path) -> None:
    error = refusal(secured(secure_box, password="wrong-password", ca_file=ca_file))
    assert fate(error) == DEAD
    assert "refused the login: 535" in str(error)
    assert "wrong-password" not in str(error) and USER not in str(error)


def test_an_unknown_certificate_is_refused_and_nothing_is_sent(secure_box: Mailbox) -> None:
    error = refusal(secured(secure_box))
    assert fate(error) == DEAD
    assert "certificate is not trusted" in str(error) and "ca_file" in str(error)
    assert not secure_box.mails


def test_without_starttls_nothing_is_sent_in_the_clear(box: Mailbox) -> None:
    error = refusal(settings(url=f"smtp+starttls://127.0.0.1:{box.port}").open("me", outside()))
    assert fate(error) == DEAD
    assert "no STARTTLS" in str(error)
    assert not box.mails


def test_a_server_with_a_foreign_name_is_refused(authority: trustme.CA, ca_file: Path) -> None:
    with mail_server(tls=server_context(authority, "other.example")) as box:
        url = f"smtp+starttls://localhost:{box.port}"
        error = refusal(settings(url=url, ca_file=ca_file).open("me", outside()))
    assert fate(error) == DEAD
    assert "localhost" in str(error)


def test_smtps_speaks_tls_from_the_first_byte(authority: trustme.CA, ca_file: Path) -> None:
    with raw_server(b"220 this is no TLS\r\n") as port:
        error = refusal(settings(url=f"smtps://localhost:{port}", ca_file=ca_file).open("me", outside()))
    assert fate(error) == DEAD


# --- addresses beyond ASCII ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("domain", ["bücher.example", "BÜCHER.example", "xn--bcher-kva.example"])
def test_a_domain_goes_out_as_dns_knows_it(box: Mailbox, domain: str) -> None:
    send(channel(box.port, to=f"ann@{domain}"))
    assert box.mails[0].recipient == "ann@xn--bcher-kva.example"


def test_a_local_part_beyond_ascii_is_sent_only_where_the_server_takes_it(box: Mailbox) -> None:
    assert fate(refusal(channel(box.port, to="用户@example.org"))) == PERMANENT
    with mail_server(utf8=True) as utf8_box:
        send(channel(utf8_box.port, to="用户@example.org"))
        assert utf8_box.mails[0].recipient == "用户@example.org"
        assert "To: 用户@example.org\r\n".encode() in utf8_box.mails[0].content


# --- refusals and faults ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "answer", "expected"),
    [
        ("RCPT", "550 5.1.1 <ann@example.org>: no such user here", PERMANENT),
        ("RCPT", "450 4.2.0 <ann@example.org>: greylisted, come back later", TRANSIENT),
        ("DATA", "554 5.6.0 we do not like this text", PERMANENT),
        ("DATA", "451 4.3.0 disk full", TRANSIENT),
        ("DATA", "421 4.3.2 closing down", DEAD),
        ("MAIL", "553 5.7.1 you may not send as watcher@example.org", DEAD),
        ("MAIL", "552 5.3.4 too big", PERMANENT),
    ],
)
def test_what_a_refusal_means(box: Mailbox, step: str, answer: str, expected: tuple[bool, bool, bool]) -> None:
    box.answers[step] = answer
    error = refusal(channel(box.port))
    assert fate(error) == expected
    assert answer[:9] in str(error)
    assert "ann" not in str(error) and "@" not in str(error), "answers are kept in the database, addresses are not"


def test_a_connection_lost_after_the_text_may_have_arrived(box: Mailbox) -> None:
    box.drop_after_data = True
    error = refusal(channel(box.port))
    assert fate(error) == LOST
    assert len(box.mails) == 1


def test_any_2xx_after_the_text_means_that_it_was_taken(box: Mailbox) -> None:
    box.answers["DATA"] = "252 accepted, and perhaps delivered"
    assert send(channel(box.port), SLIP).startswith("252")


def test_an_answer_after_the_text_that_no_server_gives_leaves_it_open(box: Mailbox) -> None:
    box.answers["DATA"] = "999 what"
    assert fate(refusal(channel(box.port))) == LOST


def test_a_refused_connection_is_a_dead_server() -> None:
    error = refusal(channel(closed_port()))
    assert fate(error) == DEAD
    assert "refused" in str(error)


def test_a_server_that_says_nothing_is_left_in_time() -> None:
    with raw_server() as port:
        error = refusal(settings(url=f"smtp://127.0.0.1:{port}", timeout=0.2).open("me", outside()))
    assert fate(error) == DEAD
    assert "no answer within 0.2 s" in str(error)


def test_a_server_that_drips_is_left_in_time() -> None:
    with raw_server(b"220-still thinking\r\n", wait=0.05) as port:
        error = refusal(settings(url=f"smtp://127.0.0.1:{port}", timeout=0.15).open("me", outside()))
    assert fate(error) == DEAD


def test_a_recipient_who_left_the_list_gets_nothing(box: Mailbox) -> None:
    me = channel(box.port)
    with pytest.raises(DeliveryError) as caught:
        me.send(replace(delivery_of(me, SLIP), target=Target("me", "gone")), NOW)
    assert fate(caught.value) == PERMANENT
    assert not box.mails


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "none", None, None)),
        ("smtps://mail.example.org", ("mail.example.org", 465, "tls", None, None)),
        ("smtp+starttls://u:p@mail.example.org", ("mail.example.org", 587, "starttls", "u", "p")),
        (
            "smtp+starttls://u@example.org:p@mail.example.org:2525",
            ("mail.example.org", 2525, "starttls", "u@example.org", "p"),
        ),
        ("smtp+starttls://u%40x:p%3A%2F@mail.example.org", ("mail.example.org", 587, "starttls", "u@x", "p:/")),
        ("smtps://u:a/b#c?d@e@mail.example.org", ("mail.example.org", 465, "tls", "u", "a/b#c?d@e")),
        ("smtp://[::1]:2525", ("::1", 2525, "none", None, None)),
        ("smtp://bücher.example", ("xn--bcher-kva.example", 25, "none", None, None)),
    ],
)
def test_a_url_names_the_server_also_with_a_raw_password(url: str, expected: tuple[object, ...]) -> None:
    server = settings(url=url).server
    assert (server.host, server.port, server.security, server.user, server.password) == expected


@pytest.mark.parametrize("port", ["0", "65536", "99999"])
def test_a_port_that_is_none_is_refused_when_the_configuration_is_read(port: str) -> None:
    with pytest.raises(ValueError, match="from 1 to 65535"):
        settings(url=f"smtp://mail.example.org:{port}")


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"url": "http://hunter2@mail.example.org"}, "smtp://, smtp+starttls://, smtps://"),
        ({"url": "smtp://u:hunter2@mail.example.org"}, "in the clear"),
        ({"url": "smtps://mail.example.org", "token": "hunter2"}, "needs a user"),
        ({"to": "hunter2 is no address"}, "one e-mail address"),
        ({"to": "a@example.org, b@example.org"}, "one e-mail address"),
        ({"to": "ann@example.org\r\nBcc: hunter2@example.org"}, "line breaks"),
        ({"to": []}, "at least 1"),
        ({"to": "ann@faß.example"}, "xn--"),
        ({"unsubscribe": "javascript:hunter2"}, "https: or mailto:"),
        ({"urll": "hunter2"}, "Extra inputs"),
    ],
)
def test_a_wrong_setting_is_refused_with_advice_and_without_its_secret(given: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValidationError) as caught:
        settings(**given)
    assert advice in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "sender"),
    [
        ({"from": None, "url": "smtps://me%40example.org:p@mail.example.org"}, "me@example.org"),
        ({"from": None, "url": "smtps://me:p@mail.example.org"}, "ann@example.org"),
        ({"from": "The watcher <w@example.org>"}, "The watcher <w@example.org>"),
    ],
)
def test_the_sender_is_given_or_the_user_or_the_first_recipient(given: dict[str, Any], sender: str) -> None:
    assert str(settings(**given).sender) == sender
