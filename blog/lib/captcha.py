"""验证码: a signed token for a form, and the three questions that its nonce answers.

The token tells article, time and a random nonce, and is signed. The answer is worked out from the
nonce under the secret, so it stands nowhere: neither in the token nor in a table. Nonces are good
for one comment because the one who stores the comment keeps them unique.
"""

import hmac
import os
import re
import unicodedata
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from captcha.audio import AudioCaptcha

MAX_AGE: Final = 12 * 60 * 60  # seconds: people read long articles
NUMBERS: Final = {
    "en": (
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    ),
    "zh": (
        "零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
        "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八",
    ),
}  # fmt: skip
"""The numbers from 0 to 18 in words, by language: all that a sum and its result need."""

_TOKEN = re.compile("[A-Za-z0-9_-]{48}")
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_WORDS = {word: str(number) for words in NUMBERS.values() for number, word in enumerate(words)}
# 6 bytes article, 5 bytes time in seconds, 9 bytes nonce, 16 bytes of seal.
_BODY, _MAC = 20, 16


class Expired(ValueError):
    """The token is ours and too old."""


class Forged(ValueError):
    """The token is none of ours."""


class Token(NamedTuple):
    """What a token tells; `issued` in seconds since 1970, `nonce` as 18 hexadecimal digits."""

    article_id: int
    issued: int
    nonce: str


@lru_cache(maxsize=16)
def _sealing(secret: bytes) -> blake2b:
    return blake2b(key=_mac(secret, b"token", b""), digest_size=_MAC)


def _seal(secret: bytes, body: bytes) -> bytes:
    # Every hit of a page makes one: BLAKE2 with a key (RFC 7693, 2.9) takes a third of an HMAC.
    seal = _sealing(secret).copy()
    seal.update(body)
    return seal.digest()


@lru_cache(maxsize=16)
def _keyed(secret: bytes, purpose: bytes) -> hmac.HMAC:
    # Hashing the key is most of an HMAC's cost.
    return hmac.new(secret, b"captcha " + purpose + b"\0", "sha256")


def _mac(secret: bytes, purpose: bytes, message: bytes) -> bytes:
    mac = _keyed(secret, purpose).copy()
    mac.update(message)
    return mac.digest()


def issue(secret: bytes, article_id: int, now: float) -> str:
    """A new token of 48 URL-safe characters for the form of that article."""
    body = article_id.to_bytes(6, "big") + int(now).to_bytes(5, "big") + os.urandom(9)
    signed = body + _seal(secret, body)
    return b2a_base64(signed, newline=False).translate(_URL_SAFE).decode("ascii")


def read(secret: bytes, token: str, now: float, max_age: float = MAX_AGE) -> Token:
    """What `token` tells; raises Forged, or Expired after `max_age` seconds."""
    if not _TOKEN.fullmatch(token):
        raise Forged
    signed = urlsafe_b64decode(token)
    body = signed[:_BODY]
    if not hmac.compare_digest(signed[_BODY:], _seal(secret, body)):
        raise Forged
    issued = int.from_bytes(body[6:11], "big")
    if now - issued > max_age:
        raise Expired
    return Token(int.from_bytes(body[:6], "big"), issued, body[11:].hex())


def digits(secret: bytes, nonce: str) -> str:
    """The four digits that the picture shows and the voice says."""
    answer = _mac(secret, b"digits", nonce.encode())
    return f"{int.from_bytes(answer[:8], 'big') % 10_000:04}"


def sum_question(secret: bytes, nonce: str) -> tuple[int, int]:
    """The two numbers, 1 to 9, whose sum may be given instead; their words are in NUMBERS."""
    first, second = divmod(int.from_bytes(_mac(secret, b"sum", nonce.encode())[:8], "big") % 81, 9)
    return first + 1, second + 1


def accepts(secret: bytes, nonce: str, typed: str) -> bool:
    """Whether `typed` is the digits or the result of the sum, also as a word.

    Full-width digits, spaces and case do not matter. Takes the same time, right or wrong.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed[:64]).casefold().split())
    given = _WORDS.get(plain, plain).encode()
    is_digits = hmac.compare_digest(given, digits(secret, nonce).encode())
    is_sum = hmac.compare_digest(given, str(sum(sum_question(secret, nonce))).encode())
    return is_digits or is_sum


def picture(secret: bytes, nonce: str) -> bytes:
    """The digits as a transparent PNG of 272 by 88 pixels, in under 2 ms."""
    from blog.lib import glyphs  # every page needs a token, few a picture: Pillow waits

    return glyphs.draw(digits(secret, nonce), _mac(secret, b"picture", nonce.encode()))


def sound(secret: bytes, nonce: str) -> bytes:
    """The digits spoken in English, as a WAV of about 80 KB, in 0.15 s: let callers limit it."""
    return bytes(_voice().generate(digits(secret, nonce)))


@cache
def _voice() -> "AudioCaptcha":
    from captcha.audio import AudioCaptcha

    return AudioCaptcha()
