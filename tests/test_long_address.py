"""An address no article has, far longer than any browser writes, through the real server."""

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.conftest import Live


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("length", [3_000, 10_000, 60_000])
def test_a_long_address_is_answered_in_the_blogs_dress(live: Live, length: int) -> None:
    server = live(workers=1)
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{server.url}/articles/{'a' * length}", timeout=10)
    with refused.value as answer:
        assert answer.code == 404
        assert b"<title>" in answer.read()
