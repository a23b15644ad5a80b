"""What machines ask the blog about itself."""

from flask.testing import FlaskClient


def test_healthz_says_that_all_is_well(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["status"] == "ok"
