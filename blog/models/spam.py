"""What the admin's decisions taught about spam: in how many comments each word was met."""

from collections import Counter
from hashlib import blake2s
from typing import Final

from sqlalchemy import BigInteger, delete, text
from sqlalchemy.orm import Mapped, mapped_column

from blog.lib import bayes
from blog.lib.database import Model, db, one_row, rows
from blog.models.comment import Comment

TOTAL: Final = 0
"""The number of no token: its row counts the comments themselves."""
LEARNT_ENOUGH: Final = 10
"""How many of either sort there must be before the score decides anything."""

_COUNT = text(
    "INSERT INTO spam_tokens (token, spam, ham) VALUES (:token, :spam, :ham)"
    " ON CONFLICT (token) DO UPDATE SET"
    " spam = spam_tokens.spam + excluded.spam, ham = spam_tokens.ham + excluded.ham"
)


class SpamToken(Model):
    """In how many spam and how many welcome comments a token was.

    Tokens are kept as numbers made of their hash: the table tells nobody's name.
    """

    __tablename__ = "spam_tokens"

    token: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    spam: Mapped[int] = mapped_column(default=0)
    ham: Mapped[int] = mapped_column(default=0)


def score(body: str, name: str, website: str, links: list[str]) -> bayes.Verdict:
    """How likely spam such a comment is; even, and without reasons, at first."""
    known = one_row("SELECT spam, ham FROM spam_tokens WHERE token = ?", (TOTAL,))
    totals = bayes.Counts(*known) if known else bayes.Counts(0, 0)
    if min(totals) < LEARNT_ENOUGH:
        return bayes.Verdict(0.5, ())
    tokens = bayes.features(body, name, website, links)
    numbers = {_number(token): token for token in tokens}
    places = ", ".join("?" * len(numbers))
    met = rows(
        f"SELECT token, spam, ham FROM spam_tokens WHERE token IN ({places})",  # noqa: S608 - places only
        tuple(numbers),
    )
    counts = {numbers[token]: bayes.Counts(spam, ham) for token, spam, ham in met}
    return bayes.score(tokens, counts, totals)


def teach(comment: Comment, sort: str) -> None:
    """Learn that this comment is "spam" or "ham"; what it taught before is unlearnt.

    With an empty `sort` it teaches nothing any longer.
    """
    if comment.taught == sort or not comment.body:
        return
    steps: Counter[str] = Counter()
    if comment.taught:
        steps[comment.taught] -= 1
    if sort:
        steps[sort] += 1
    _add([TOTAL, *map(_number, tokens_of(comment))], steps["spam"], steps["ham"])
    comment.taught = sort


def tokens_of(comment: Comment) -> set[str]:
    """What the filter sees of a comment."""
    return bayes.features(comment.body, comment.name, comment.website, links(comment.html))


def links(html: str) -> list[str]:
    """Where the links of a cleaned comment lead."""
    return [part.partition('"')[0] for part in html.split('<a href="')[1:]]


def _add(tokens: list[int], spam: int, ham: int) -> None:
    """Count these tokens, in the order of their numbers so that no two wait for each other."""
    counted = [{"token": token, "spam": spam, "ham": ham} for token in sorted(tokens)]
    db.session.execute(_COUNT, counted)
    if min(spam, ham) < 0:
        db.session.execute(
            delete(SpamToken).where(
                SpamToken.token.in_(tokens), SpamToken.spam <= 0, SpamToken.ham <= 0
            )
        )


def _number(token: str) -> int:
    """A number of 62 bits, never TOTAL."""
    return int.from_bytes(blake2s(token.encode(errors="replace"), digest_size=8).digest()) >> 2 | 1
