import pytest

from blog.lib.database import db
from blog.models.redirect import Redirect

pytestmark = pytest.mark.usefixtures("app")


def test_a_path_leads_to_its_last_target() -> None:
    Redirect.leave("/old", "articles", 1)
    Redirect.leave("/old", "pages", 2)
    db.session.commit()
    found = Redirect.of("/old")
    assert found is not None
    assert (found.kind, found.target_id) == ("pages", 2)


def test_a_path_that_is_free_leads_nowhere() -> None:
    Redirect.leave("/old", "articles", 1)
    Redirect.free("/old")
    db.session.commit()
    assert Redirect.of("/old") is None
    assert Redirect.of("/never") is None
