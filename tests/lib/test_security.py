"""Whether a form was sent from the site itself."""

import pytest
from flask import Flask

from blog.lib.security import sent_from_here

HERE = "http://blog.example"


@pytest.mark.parametrize(
    ("headers", "here"),
    [
        ({"Origin": "http://blog.example"}, True),
        ({"Origin": "https://blog.example"}, True),  # a proxy setting someone forgot
        ({"Origin": "https://BLOG.example"}, True),
        ({"Origin": "https://blog.example.evil"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "http://blog.example:8080"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, False),
        ({"Origin": "http://["}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, False),
        ({}, True),  # no browser, and nobody's cookies
    ],
)
def test_only_the_sites_own_pages_may_send_forms(headers: dict[str, str], here: bool) -> None:
    with Flask(__name__).test_request_context("/", base_url=HERE, headers=headers):
        assert sent_from_here() is here


@pytest.mark.parametrize("host", ["[", "a b", ""])
def test_no_page_stands_on_a_host_without_a_name(host: str) -> None:
    headers = {"Host": host, "Origin": "null"}
    with Flask(__name__).test_request_context("/", headers=headers):
        assert not sent_from_here()
