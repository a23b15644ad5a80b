"""Mail addresses and messages, which nothing typed by a stranger can bend."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import make_msgid
from typing import Any

_LONGEST_SUBJECT = 200
# The dot-atom of RFC 5322, 3.4.1, and lengths of RFC 5321, 4.5.3.1; quoted forms are refused.
_LOCAL = re.compile(r"(?=.{1,64}\Z)[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(
    r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
    re.ASCII | re.IGNORECASE,
)
_URL = re.compile(r"https?://[!#-;=?-~]{1,900}", re.ASCII)


class BadAddress(ValueError):
    """The text is no mail address that this blog can write to."""


class _Policy(EmailPolicy):
    # The standard folding writes a long URL as an encoded word, and then no mailbox finds it.
    def fold_binary(self, name: str, value: Any) -> bytes:
        if name == "List-Unsubscribe":
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n", cte_type="7bit")


def address(text: str) -> str:
    """The mail address in `text`, its domain in lower case ASCII; raises BadAddress.

    Chinese and other domains become punycode; a name before the @ must be ASCII.
    """
    local, at, domain = text.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii").lower() if not domain.isascii() else domain
    except UnicodeError:
        raise BadAddress(text) from None
    if not (at and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise BadAddress(text)
    return f"{local}@{domain.lower()}"


def one_line(text: str) -> str:
    """`text` on one line: whatever cannot be seen becomes a space, several of them one."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def compose(
    *,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    date: datetime,
    sender_name: str = "",
    unsubscribe: str = "",
) -> EmailMessage:
    """A plain text message, marked as written by a program; `date` with its zone.

    Line breaks in subject or name become spaces. `unsubscribe` is a URL for List-Unsubscribe; over
    https it also promises that a POST there unsubscribes at once (RFC 8058). Raises BadAddress,
    and ValueError for a URL that is none.
    """
    message = EmailMessage(policy=_POLICY)
    sender = address(sender)
    message["From"] = Address(one_line(sender_name), addr_spec=sender)
    message["To"] = Address(addr_spec=address(recipient))
    message["Subject"] = one_line(subject)[:_LONGEST_SUBJECT]
    message["Date"] = date
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        if not _URL.fullmatch(unsubscribe):
            raise ValueError("the address to unsubscribe is no plain URL")
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        if unsubscribe.startswith("https:"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    plain = text.replace("\0", "").encode(errors="replace").decode()
    message.set_content(plain, cte="quoted-printable" if plain.isascii() else "base64")
    return message
