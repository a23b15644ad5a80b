"""The way to a mail server: what its URL says, and handing messages over."""

import smtplib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from blog.lib.mail import one_line

_SECONDS = 15
_PORTS = {"smtp": 25, "smtps": 465}
_PORT_WITH_LOGIN = 587


class BadServer(ValueError):
    """The mail server's URL makes no sense; the message says where, never the password."""


class Unreachable(OSError):
    """No message was sent: the server did not answer, did not prove who it is, or let nobody in."""


class State(StrEnum):
    """What became of one message."""

    SENT = "sent"
    LATER = "later"  # the server or the line failed for now
    REFUSED = "refused"  # the server will never take it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message, and what the server said to it."""

    state: State
    said: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over; `tls` from the first byte, else by STARTTLS where offered."""

    host: str
    port: int
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def is_local(self) -> bool:
        """Whether it is this machine, where nobody listens in between."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def parse_url(url: str) -> Server:
    """The server that `smtp://user:password@host:587` or `smtps://…` names; raises BadServer.

    User and password are percent-decoded. Without a port: 465 for smtps, 587 for smtp with a
    user, else 25.
    """
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        raise BadServer("the host or port of the mail server cannot be read") from None
    if scheme not in _PORTS:
        raise BadServer("the mail server must begin with smtp:// or smtps://")
    if not host or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise BadServer("the mail server must be smtp://user:password@host:port and no more")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password) or not (user + password).isascii():
        raise BadServer("the mail server's user needs a password, and both must be ASCII")
    usual = _PORT_WITH_LOGIN if user and scheme == "smtp" else _PORTS[scheme]
    return Server(host, port or usual, scheme == "smtps", user, password)


def _context(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.is_local:  # Debian's mail servers come with a certificate that nobody signed
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _connect(server: Server) -> smtplib.SMTP:
    # Asked for its full name, a machine without one waits for the resolver; RFC 5321, 4.1.3.
    myself = "[127.0.0.1]"
    if server.tls:
        return smtplib.SMTP_SSL(
            server.host, server.port, myself, timeout=_SECONDS, context=_context(server)
        )
    return smtplib.SMTP(server.host, server.port, myself, timeout=_SECONDS)


def _enter(server: Server, smtp: smtplib.SMTP) -> None:
    smtp.ehlo_or_helo_if_needed()
    encrypted = server.tls
    if not encrypted and smtp.has_extn("starttls"):
        smtp.starttls(context=_context(server))
        smtp.ehlo()
        encrypted = True
    if server.user:
        if not encrypted and not server.is_local:
            raise Unreachable("the server offers no encryption, so the password was not sent")
        smtp.login(server.user, server.password)


def send(server: Server, messages: Iterable[EmailMessage]) -> list[Outcome]:
    """Hand over the messages in one session and tell what became of each, in their order.

    Raises Unreachable if not even the first could be tried. Every answer of the server is awaited
    for 15 s. When the line breaks half-way, that message and all after it are for LATER; the one
    it broke at may have arrived.
    """
    try:
        smtp = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_said(error)) from error
    try:
        _enter(server, smtp)
        return [_send(smtp, message) for message in messages]
    except Unreachable:
        raise
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_said(error)) from error
    finally:
        _leave(smtp)


def _send(smtp: smtplib.SMTP, message: EmailMessage) -> Outcome:
    sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
    try:
        smtp.sendmail(sender, [recipient], message.as_bytes())
    except smtplib.SMTPRecipientsRefused as error:
        return _judged(*error.recipients[recipient])
    except smtplib.SMTPResponseException as error:
        return _judged(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        smtp.close()
        return Outcome(State.LATER, _said(error))
    return Outcome(State.SENT)


def _judged(code: int, said: bytes | str) -> Outcome:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Outcome(State.REFUSED if code // 100 == 5 else State.LATER, f"{code} {one_line(words)}")


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _judged(error.smtp_code, error.smtp_error).said
    return one_line(str(error)) or type(error).__name__


def _leave(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()
