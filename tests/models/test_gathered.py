"""Adding up who reads: what is kept of a hit, and what is not."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from blog.lib.database import Hotline, Unavailable, db
from blog.lib.gathering import Gathering
from blog.models import gathered, visit
from blog.models.gathered import referring_host
from blog.models.reader_day import ReaderDay
from blog.models.visit import DIRECT, OTHERS, Kind, VisitDay
from tests.conftest import Sql
from tests.factories import make_article
from tests.support.clients import Client

CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"
BOT = "Mozilla/5.0 (compatible; Baiduspider/2.0)"
NOON = datetime(2026, 5, 10, 4, tzinfo=UTC)


@pytest.fixture
def gathering(app: Flask) -> Gathering:
    found = app.extensions["gathering"]
    assert isinstance(found, Gathering)
    return found


def hit(
    gathering: Gathering,
    agent: str = CHROME,
    address: str = "192.0.2.1",
    referrer: str = "",
    host: str = "blog.example",
) -> None:
    gathering.see(
        {
            "REMOTE_ADDR": address,
            "HTTP_USER_AGENT": agent,
            "HTTP_REFERER": referrer,
            "HTTP_HOST": host,
        },
        1,
    )


def written(gathering: Gathering) -> tuple[int, int, int]:
    """Today's people, crawlers and readers."""
    gathered.write_down(gathering)
    db.session.expire_all()
    row = db.session.get_one(VisitDay, visit.today())
    return row.people, row.crawlers, row.readers


def named(kind: Kind) -> dict[str, int]:
    db.session.expire_all()
    return dict(visit.names(kind, visit.today(), 1000))


def test_people_crawlers_and_readers_are_told_apart(gathering: Gathering) -> None:
    for agent, address in (
        (CHROME, "192.0.2.1"), (CHROME, "192.0.2.1"), (FIREFOX, "192.0.2.1"),
        (CHROME, "192.0.2.2"), (BOT, "192.0.2.3"), (BOT, "192.0.2.3"),
    ):  # fmt: skip
        hit(gathering, agent, address)
    assert written(gathering) == (4, 2, 3)
    hit(gathering)
    assert written(gathering) == (5, 2, 3)
    assert named(Kind.CRAWLER) == {"Baiduspider": 2}


def test_one_household_of_ipv6_is_one_reader(gathering: Gathering) -> None:
    for end in ("::1", "::beef", ":1:2:3:4"):
        hit(gathering, address=f"2001:db8:1:2{end}")
    assert written(gathering) == (3, 0, 1)


def test_two_processes_count_one_reader_once(gathering: Gathering) -> None:
    hit(gathering)
    assert written(gathering) == (1, 0, 1)
    other = Gathering()
    hit(other)
    hit(other, address="192.0.2.9")
    assert written(other) == (3, 0, 2)


def test_what_another_process_writes_meanwhile_is_not_lost(
    gathering: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Gathering()
    hit(other, address="192.0.2.9")
    joined = ReaderDay.joined

    def overtaken(*arguments: Any) -> Any:
        found = joined(*arguments)
        monkeypatch.undo()
        gathered.write_down(other)
        return found

    monkeypatch.setattr(ReaderDay, "joined", overtaken)
    hit(gathering)
    assert written(gathering) == (2, 0, 2)
    hit(gathering)
    hit(gathering, address="192.0.2.9")
    assert written(gathering) == (4, 0, 2)


def test_where_people_came_from_without_the_own_host_and_crawlers(gathering: Gathering) -> None:
    hit(gathering, referrer="https://www.Example.COM:8443/secret?q=1")
    hit(gathering, referrer="https://example.com/")
    hit(gathering, referrer="https://blog.example/articles/tea")
    hit(gathering, referrer="https://www.blog.example/", host="blog.example:8000")
    hit(gathering)
    hit(gathering, BOT, referrer="https://spam.example/")
    gathered.write_down(gathering)
    assert named(Kind.REFERRER) == {"example.com": 2, DIRECT: 1}


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://www.zhihu.com/question/1", "zhihu.com"),
        ("http://M.Baidu.com/s?wd=x", "m.baidu.com"),
        ("https://user:pass@example.com/", "example.com"),
        ("android-app://com.google.android.gm/", "com.google.android.gm"),
        ("https://xn--fiqs8s.example/", "xn--fiqs8s.example"),
        ("", DIRECT),
        ("https://", DIRECT),
        ("https://localhost/", DIRECT),
        ("https://192.0.2.1:8000/", DIRECT),
        ("https://example.com:99999999/", "example.com"),
        ("https://[::1", DIRECT),
        ("https://[2001:db8::1]/", DIRECT),
        ("javascript:alert(1)", DIRECT),
        ("https://<b>.example/", DIRECT),
        (f"https://{'a' * 120}.example/", DIRECT),
        ("not an address", DIRECT),
    ],
)
def test_of_a_referrer_only_the_host_is_kept(referrer: str, host: str) -> None:
    assert referring_host(referrer, "blog.example:8000") == host


@pytest.mark.parametrize("own", ["blog.example", "127.0.0.1:8000", "localhost:8000", "[::1]:80"])
def test_going_from_page_to_page_is_coming_from_nowhere(own: str) -> None:
    assert referring_host(f"http://{own}/articles/tea", own) is None
    assert referring_host("https://elsewhere.example/", own) == "elsewhere.example"


def test_nothing_of_a_person_reaches_the_database(gathering: Gathering) -> None:
    hit(gathering, "Rare Browser 7.7", "203.0.113.77", "https://example.com/private-path?who=me")
    gathered.write_down(gathering)
    tables = [table for table in db.metadata.tables if table.startswith(("visit", "reader"))]
    assert len(tables) == 3
    everything = repr([db.session.execute(text(f"SELECT * FROM {one}")).all() for one in tables])  # noqa: S608 (names of the models)
    assert "example.com" in everything
    for secret in ("Rare Browser", "203.0.113.77", "private-path", "who=me"):
        assert secret not in everything


def test_the_salt_is_another_each_day_and_gone_the_day_after(gathering: Gathering) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        hit(gathering)
        gathered.write_down(gathering)
        first = db.session.scalars(select(ReaderDay)).one()
        before = first.salt, first.registers
        clock.shift(timedelta(days=1))
        hit(gathering)
        gathered.write_down(gathering)
        assert visit.sweep() == timedelta(hours=12)
        db.session.expire_all()
        left = db.session.scalars(select(ReaderDay)).one()
        assert left.day == visit.today()
        assert left.salt != before[0]
        assert left.registers != before[1]


def test_a_search_in_vain_is_noted_but_not_what_is_someones(
    app: Flask, client: Client, gathering: Gathering
) -> None:
    make_article("茶")
    person = {"User-Agent": CHROME}
    for query in ("  Docker  Compose ", "docker compose", "茶", "me@example.com", "138 0013 8000"):
        assert client.get("/search", query_string={"q": query}, headers=person).status_code == 200
    client.get("/search?q=crawled", headers={"User-Agent": BOT})
    gathered.write_down(gathering)
    assert named(Kind.MISSED) == {"docker compose": 2}


def test_a_reader_is_noticed_on_a_page_built_and_on_a_kept_one(
    app: Flask, client: Client, gathering: Gathering
) -> None:
    article = make_article()
    for _ in range(3):
        client.get(f"/articles/{article.slug}", headers={"User-Agent": CHROME})
    client.head(f"/articles/{article.slug}")
    client.get("/")
    assert written(gathering) == (3, 0, 1)


def test_a_hit_writes_nothing_but_its_count(app: Flask, client: Client, sql: Sql) -> None:
    path = f"/articles/{make_article().slug}"
    client.get(path)
    with sql() as asked:
        client.get(path)
    assert [one.split()[0] for one in asked.statements] == ["UPDATE"], str(asked)


def test_nothing_seen_asks_nothing_of_the_database(gathering: Gathering, sql: Sql) -> None:
    with sql() as asked:
        gathered.write_down(gathering)
    assert len(asked) == 0


def test_names_without_end_become_others(
    gathering: Gathering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathered, "ROOM", 10)
    for round in range(2):
        for number in range(25):
            hit(gathering, referrer=f"https://spam-{round}-{number}.example/")
        gathered.write_down(gathering)
    hit(gathering, referrer="https://spam-0-0.example/")
    gathered.write_down(gathering)
    found = named(Kind.REFERRER)
    assert len(found) == 11
    assert found[OTHERS] == 40
    assert found["spam-0-0.example"] == 2


def test_a_locked_database_loses_an_estimate_and_nothing_else(
    gathering: Gathering, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_args: object) -> None:
        raise Unavailable("the database is locked")

    hit(gathering)
    with monkeypatch.context() as patch:
        patch.setattr(Hotline, "transaction", refuse)
        gathered.write_down(gathering)
    assert "1 visits were not written down" in caplog.text
    hit(gathering)
    assert written(gathering) == (1, 0, 1)
