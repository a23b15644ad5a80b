"""What a process remembers until it is written down."""

from blog.lib import gathering
from blog.lib.gathering import Gathering, Hit

HIT = {
    "REMOTE_ADDR": "192.0.2.1",
    "HTTP_USER_AGENT": "Browser",
    "HTTP_REFERER": "https://example.com/",
    "HTTP_HOST": "blog.example",
}


def test_what_was_seen_is_given_once() -> None:
    seen = Gathering()
    seen.see(HIT, 1)
    seen.see({}, 1)
    seen.see(HIT, 2)
    seen.miss("茶", "Browser")
    hits, missed = seen.take()
    assert hits == {
        Hit("192.0.2.1", "Browser", "https://example.com/", "blog.example"): 2,
        Hit("", "", "", ""): 1,
    }
    assert missed == [("茶", "Browser")]
    assert seen.take() == ({}, [])


def test_memory_is_bounded_however_much_comes() -> None:
    seen = Gathering()
    for number in range(gathering.MOST + 5):
        seen.see(HIT | {"HTTP_REFERER": f"{number} {'x' * 5000}"}, 1)
        seen.miss("y" * 5000, "z" * 5000)
    seen.see(HIT | {"HTTP_REFERER": f"0 {'x' * 5000}"}, 1)
    hits, missed = seen.take()
    assert len(hits) == gathering.MOST
    assert sum(hits.values()) == gathering.MOST + 1
    assert len(missed) < gathering.MOST
    assert max(map(len, next(iter(hits)))) == max(map(len, missed[0])) == gathering.LONGEST
