"""What holds when many comment at once, over processes and workers."""

import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from flask import Flask

from tests.conftest import Live
from tests.factories import change_settings, make_article
from tests.support.reader import filled, stored, token_for


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def send(asked: tuple[str, str, float]) -> tuple[int, str]:
    """Post a form at that moment; status and Location of the answer."""
    url, form, at = asked
    time.sleep(max(0, at - time.time()))
    request = Request(url, form.encode(), {"Content-Type": "application/x-www-form-urlencoded"})
    try:
        build_opener(_Stay).open(request, timeout=60)
    except HTTPError as answer:
        with answer:
            return answer.code, answer.headers.get("Location", "")
    return 0, ""


@pytest.mark.slow
def test_eight_processes_with_one_token_store_one_comment(app: Flask, live: Live) -> None:
    change_settings(comment_policy="none")
    article = make_article(slug="rain")
    token = token_for(article)
    forms = [urlencode(filled(article, token=token, body=f"{n}", captcha="")) for n in range(8)]
    right = urlencode({"captcha": filled(article, token=token)["captcha"]})
    url = f"{live(workers=4).url}/articles/rain/comments"
    at = time.time() + 2
    asked = [(url, form.replace("captcha=", right), at) for form in forms]
    with get_context("spawn").Pool(8) as pool:
        answers = pool.map(send, asked, chunksize=1)
    assert len(stored()) == 1
    taken = {location for code, location in answers if code == 303}
    assert taken == {f"/comments/{stored()[0].id}/{stored()[0].key}"}
    assert [code for code, _ in answers] == [303] * 8


def test_a_limit_of_five_lets_exactly_five_through_over_four_workers(
    app: Flask, live: Live
) -> None:
    change_settings(comment_policy="none", comments_per_hour=5)
    article = make_article(slug="rain")
    url = f"{live(workers=4).url}/articles/rain/comments"
    asked = [(url, urlencode(filled(article, body=f"{n}")), 0.0) for n in range(20)]
    with ThreadPoolExecutor(8) as pool:
        codes = [code for code, _ in pool.map(send, asked)]
    assert sorted(codes) == [303] * 5 + [422] * 15
    assert len(stored()) == 5
