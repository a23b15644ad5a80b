from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.lib.mail import BadAddress, address, compose

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def letter(recipient: str = "ada@example.com", **changed: str) -> EmailMessage:
    fields = {"subject": "新的评论", "text": "有人回复了你。\n", "sender": "blog@example.org"}
    return compose(recipient=recipient, date=NOW, **{**fields, **changed})


def reread(message: EmailMessage) -> EmailMessage:
    read = message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def test_a_message_reads_back_as_written() -> None:
    read = reread(letter(sender_name="随笔, 小店", subject="关于安全性的想法" * 10))
    assert str(read["From"]) == '"随笔, 小店" <blog@example.org>'
    assert str(read["To"]) == "ada@example.com"
    assert str(read["Subject"]) == "关于安全性的想法" * 10
    assert read["Date"].datetime == NOW
    assert str(read["Message-ID"]).endswith("@example.org>")
    assert str(read["Auto-Submitted"]) == "auto-generated"
    assert read.get_content() == "有人回复了你。\r\n"
    assert "List-Unsubscribe" not in read


def test_a_message_is_ascii_in_short_lines() -> None:
    for text in ("长" * 5000, "word " * 5000, "x" * 5000, "a.b\n.\n..\n"):
        data = letter(text=text).as_bytes()
        assert data.isascii()
        assert max(map(len, data.split(b"\r\n"))) <= 78
        assert reread(letter(text=text)).get_content().split() == text.split()


def test_one_click_unsubscribing_stands_whole_in_the_head() -> None:
    url = "https://blog.example.org/unsubscribe/" + "a" * 200
    head = letter(unsubscribe=url).as_bytes().decode()
    assert f"\r\nList-Unsubscribe: <{url}>\r\n" in head
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in head


def test_without_tls_no_click_is_promised() -> None:
    message = letter(unsubscribe="http://localhost/u")
    assert message["List-Unsubscribe"] == "<http://localhost/u>"
    assert "List-Unsubscribe-Post" not in message


@pytest.mark.parametrize(
    "url", ["javascript:x", "https://a>\r\nBcc: x", "https://a b", "https://中"]
)
def test_what_is_no_url_cannot_be_the_way_to_unsubscribe(url: str) -> None:
    with pytest.raises(ValueError, match="unsubscribe"):
        letter(unsubscribe=url)


@given(st.text(), st.text(), st.text())
def test_no_subject_name_or_text_adds_a_header(subject: str, name: str, text: str) -> None:
    evil = "\r\nBcc: everyone@example.net\r\n\r\n"
    message = letter(subject=subject + evil + subject, sender_name=name + evil, text=text + evil)
    read = reread(message)
    assert {key.lower() for key in read} == {
        "from", "to", "subject", "date", "message-id", "auto-submitted",
        "content-type", "content-transfer-encoding", "mime-version",
    }  # fmt: skip
    assert [a.addr_spec for a in read["From"].addresses] == ["blog@example.org"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ada@example.com", "ada@example.com"),
        (" Ada.L+blog@EXAMPLE.com ", "Ada.L+blog@example.com"),
        ("o'neill@mail.example.co.uk", "o'neill@mail.example.co.uk"),
        ("wang@例子.中国", "wang@xn--fsqu00a.xn--fiqs8s"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "ada", "@example.com", "ada@", "a@b@c", "a b@c.de", "ada@exa mple.com", "ada@-x.de",
     "ada@x..de", ".a@x.de", "ada@x.de\r\nBcc: b@x.de", "a,b@x.de", "Ada <ada@x.de>", "王@x.de",
     "a" * 65 + "@x.de", "a@" + "x" * 64 + ".de", '"a"@x.de', "a@[127.0.0.1]", "a@\u2028.de"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(BadAddress):
        address(typed)
    with pytest.raises(BadAddress):
        letter(typed)


@given(st.text())
def test_an_address_is_kept_or_refused_and_nothing_else(text: str) -> None:
    try:
        kept = address(text)
    except BadAddress:
        return
    assert address(kept) == kept
    assert kept.isascii()
