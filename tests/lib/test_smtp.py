import socket
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from blog.lib import smtp
from blog.lib.mail import compose
from blog.lib.smtp import BadServer, Outcome, Server, State, Unreachable, parse_url, send
from tests.support.post import CERTIFICATE, post

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "post.pem"
    path.write_text(CERTIFICATE)
    return path


def letter(recipient: str = "ada@example.com") -> EmailMessage:
    return compose(
        sender="blog@example.org", recipient=recipient, subject="新的评论", text="有", date=NOW
    )


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", Server("localhost", 25)),
        ("smtp://mail.example:2525/", Server("mail.example", 2525)),
        ("smtp://ada:p%40ss%2F@mail.example", Server("mail.example", 587, False, "ada", "p@ss/")),
        ("smtps://a%40b.de:x@mail.example", Server("mail.example", 465, True, "a@b.de", "x")),
        ("smtp://[::1]:26", Server("::1", 26)),
    ],
)
def test_a_url_names_a_server(url: str, server: Server) -> None:
    assert parse_url(url) == server


@pytest.mark.parametrize(
    "url",
    ["", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example:99999",
     "smtp://mail.example:x", "smtp://ada@mail.example", "smtp://:hush@mail.example",
     "smtp://mail.example/path", "smtp://mail.example?tls=1", "smtp://ada:密码@mail.example",
     "smtp://[::1"],
)  # fmt: skip
def test_a_url_that_makes_no_sense_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadServer) as refused:
        parse_url(url)
    assert "hush" not in str(refused.value)


def test_a_server_never_shows_its_password() -> None:
    assert "hush" not in repr(parse_url("smtp://ada:hush@mail.example"))


@pytest.mark.parametrize(
    ("host", "local"),
    [("localhost", True), ("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("a.de", False)],
)
def test_only_this_machine_is_local(host: str, local: bool) -> None:
    assert Server(host, 25).is_local is local


def test_messages_arrive_in_one_session() -> None:
    with post() as server:
        outcomes = send(
            parse_url(f"smtp://127.0.0.1:{server.port}"), [letter(), letter("bob@example.com")]
        )
    assert outcomes == [Outcome(State.SENT)] * 2
    assert server.told.count("ehlo [127.0.0.1]") == 1
    assert "rcpt TO:<bob@example.com>" in server.told
    kept = message_from_bytes(server.letters[0], policy=default)
    assert kept["Subject"] == "新的评论"


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_the_password_goes_encrypted_where_that_is_offered(scheme: str, certificate: Path) -> None:
    with post(certificate=certificate, tls=scheme == "smtps") as server:
        url = f"{scheme}://ada:hush@127.0.0.1:{server.port}"
        assert send(parse_url(url), [letter()]) == [Outcome(State.SENT)]
    assert ("STARTTLS" in server.told) == (scheme == "smtp")
    assert any(command.startswith("AUTH PLAIN") for command in server.told)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_elsewhere_must_prove_who_it_is(
    scheme: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Server, "is_local", False)
    with (
        post(certificate=certificate, tls=scheme == "smtps") as server,
        pytest.raises(Unreachable, match="certificate"),
    ):
        send(parse_url(f"{scheme}://ada:hush@127.0.0.1:{server.port}"), [letter()])
    assert not server.letters


def test_a_password_is_never_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "is_local", False)
    with post() as server, pytest.raises(Unreachable, match="no encryption"):
        send(parse_url(f"smtp://ada:hush@127.0.0.1:{server.port}"), [letter()])
    assert not any(command.startswith("AUTH") for command in server.told)


@pytest.mark.parametrize(
    ("rude", "state"),
    [
        ({"rcpt TO:<ada@example.com>": "550 no such user"}, State.REFUSED),
        ({"rcpt TO:<ada@example.com>": "451 greylisted"}, State.LATER),
        ({"MAIL": "552 too much"}, State.REFUSED),
        ({"DATA": "421 closing"}, State.LATER),
    ],
)
def test_a_refusal_says_whether_to_try_again(rude: dict[str, str], state: State) -> None:
    with post(rude) as server:
        outcome, *_ = send(Server("127.0.0.1", server.port), [letter()])
    assert outcome == Outcome(state, *rude.values())


def test_one_refused_message_does_not_stop_the_next() -> None:
    with post({"rcpt TO:<ada@example.com>": "550 no"}) as server:
        outcomes = send(Server("127.0.0.1", server.port), [letter(), letter("bob@example.com")])
    assert [outcome.state for outcome in outcomes] == [State.REFUSED, State.SENT]


def test_a_line_that_breaks_half_way_leaves_the_rest_for_later() -> None:
    with post({"rcpt TO:<bob@example.com>": "hang up"}) as server:
        letters = [letter(), letter("bob@example.com"), letter("eve@example.com")]
        outcomes = send(Server("127.0.0.1", server.port), letters)
    assert [outcome.state for outcome in outcomes] == [State.SENT, State.LATER, State.LATER]
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    "rude",
    [{"AUTH": "535 wrong password"}, {"EHLO": "hang up"}, {"EHLO": "554 go", "HELO": "554 go"}],
)
def test_a_server_that_lets_nobody_in_is_unreachable(rude: dict[str, str]) -> None:
    with post(rude) as server, pytest.raises(Unreachable):
        send(Server("127.0.0.1", server.port, user="ada", password="hush"), [letter()])


def test_a_server_that_is_not_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable):
        send(Server("127.0.0.1", port), [letter()])


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(Unreachable):
        send(Server("127.0.0.1", listener.getsockname()[1]), [letter()])


def test_no_messages_need_no_luck() -> None:
    with post() as server:
        assert send(Server("127.0.0.1", server.port), []) == []
