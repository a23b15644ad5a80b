"""The search at 100,000 articles: processor milliseconds a query, and the index's size."""

import itertools
import random
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from pypinyin.phrases_dict import phrases_dict
from sqlalchemy import bindparam, text, update

from bench import blog
from blog.lib.database import db
from blog.lib.query import parse
from blog.models import search
from blog.models.article import Article

NAME = "search"
ARTICLES = 100_000
QUERIES = 300
HAN = 1500
LATIN = "sqlite python flask server cache index backup photo travel coffee garden river".split()


def run(articles: int = ARTICLES) -> None:
    """Print the distribution of query times by kind, and the index beside the texts."""
    with tempfile.TemporaryDirectory(prefix="suibi-bench-") as name:
        blog.filled(Path(name), articles, comments=0)
        app = blog.opened(Path(name))
        with app.app_context():
            samples = _write(articles)
            empty = _bytes()
            began = time.process_time()
            total = blog.reindex()
            spent = time.process_time() - began
            print(f"\nindexed {total:,} documents in {spent:.0f} s of processor time")
            _weigh(_bytes() - empty)
            _ask(samples)
        blog.close(app)


class _Writer:
    """Texts of words as frequent as words are (Zipf), from a dictionary of 40,000."""

    def __init__(self) -> None:
        self.drawn = random.Random(7)
        self.words = [word for word in phrases_dict if len(word) < 5]
        self.drawn.shuffle(self.words)
        self.words[50:50] = LATIN
        self.weights = list(itertools.accumulate(1 / (n + 10) for n in range(len(self.words))))

    def text(self, han: int) -> str:
        words = self.drawn.choices(self.words, cum_weights=self.weights, k=han // 2)
        pieces, length = [], 0
        for number, word in enumerate(words):
            pieces.append(f" {word} " if word.isascii() else word)
            length += len(word)
            if number % 9 == 8:
                pieces.append("。" if number % 27 else "。\n\n")
            if length > han:
                break
        return "".join(pieces)


def _write(articles: int) -> list[str]:
    """Give each article a text of its own; some of the texts, to draw queries from."""
    writer = _Writer()
    samples = []
    statement = (
        update(Article.__table__)  # type: ignore[arg-type]  # a model's table is one
        .where(Article.__table__.c.id == bindparam("number"))
        .values(title=bindparam("name"), html=bindparam("page"), body=bindparam("written"))
    )
    for start in range(1, articles + 1, blog.SLICE):
        rows = []
        for number in range(start, min(start + blog.SLICE, articles + 1)):
            body = writer.text(HAN)
            page = "".join(f"<p>{part}</p>\n" for part in body.split("\n\n"))
            rows.append({"number": number, "name": writer.text(10), "page": page, "written": body})
        samples.append(rows[0]["written"])
        db.session.connection().execute(statement, rows)
        db.session.commit()
    return samples


def _bytes() -> int:
    """What the database's file holds, without what is free in it."""
    size, pages, free = (
        int(db.session.execute(text(f"PRAGMA {name}")).scalar_one())
        for name in ("page_size", "page_count", "freelist_count")
    )
    return size * (pages - free)


def _weigh(index: int) -> None:
    texts = db.session.scalar(
        text("SELECT sum(length(CAST(body AS BLOB)) + length(CAST(title AS BLOB))) FROM articles")
    )
    print(f"  texts {texts / 1e6:.0f} MB; index {index / 1e6:.0f} MB, x{index / texts:.2f}")


def _queries(samples: list[str]) -> dict[str, list[str]]:
    drawn = random.Random(3)

    def piece(length: int) -> str:
        while True:
            body = drawn.choice(samples)
            start = drawn.randrange(len(body) - length)
            found = body[start : start + length]
            if all("\u4e00" <= letter <= "\u9fff" for letter in found):
                return found

    return {
        "2 characters": [piece(2) for _ in range(QUERIES)],
        "3 characters": [piece(3) for _ in range(QUERIES)],
        "4 characters": [piece(4) for _ in range(QUERIES)],
        "two words": [f"{piece(2)} {piece(2)}" for _ in range(QUERIES)],
        "1 character": [piece(1) for _ in range(QUERIES // 3)],
        "a Latin word": LATIN * 4,
        "pinyin": ["anquan", "aq", "shijie", "zhongguo", "lvxing", "wenzhang", "xuexi", "sj"] * 4,
        "with a minus": [f"{piece(2)} -{piece(2)}" for _ in range(QUERIES // 3)],
        "with a tag": [f"{piece(2)} tag:标签{n % 60 + 1}" for n in range(QUERIES // 3)],
        "nothing found": ["".join(drawn.sample("龘靐齉爩鱻麤", 2)) for _ in range(20)],
    }


def _ask(samples: list[str]) -> None:
    every: list[float] = []
    print(f"  {'':16} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}  found")
    for kind, queries in _queries(samples).items():
        costs, found = [], 0
        for typed in queries:
            start = time.process_time()
            found += bool(search.find(parse(typed)).hits)
            costs.append((time.process_time() - start) * 1000)
            db.session.rollback()
        every += costs
        print(
            f"  {kind:16} {median(costs):8.1f} {quantiles(costs, n=20)[-1]:8.1f}"
            f" {max(costs):8.1f}  {found}/{len(queries)}"
        )
    within = sum(cost <= 20 for cost in every) / len(every)
    print(f"  within 20 ms: {within:.1%} of {len(every)}; p95 {quantiles(every, n=20)[-1]:.1f} ms")
