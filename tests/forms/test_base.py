import pytest

from blog.forms.base import row_id, row_ids
from tests.support.clients import Client


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7", 7),
        ("0", 0),
        ("999999999", 999_999_999),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("٣", None),
        ("9" * 10, None),
        ("9" * 5000, None),
    ],
)
def test_a_row_is_named_by_a_number_that_a_column_holds(typed: str, number: int | None) -> None:
    assert row_id(typed) == number


def test_of_many_only_numbers_are_kept() -> None:
    assert row_ids(["3", "x", "", "2"]) == [3, 2]


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, "x", "-1", "٣", "²"])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/admin/categories/order", "id"),
        ("/admin/categories/order", "do"),
        ("/admin/menu", "do"),
        ("/admin/comments", "id"),
        ("/admin/articles/bulk", "category"),
        ("/admin/articles/bulk", "id"),
        ("/admin/tags/merge", "id"),
    ],
)
def test_a_number_that_can_be_none_is_no_error_of_the_server(
    admin: Client, path: str, name: str, number: str
) -> None:
    deeds = {"/admin/articles/bulk": "pin", "/admin/comments": "approve"}
    data = {
        "do": deeds.get(path, ""),
        name: f"up menu {number}" if path == "/admin/menu" else number,
    }
    if path == "/admin/categories/order" and name == "do":
        data["do"] = f"up {number}"
    assert admin.post(path, data=data).status_code < 500


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, "x", "-1", "٣"])
@pytest.mark.parametrize("path", ["/admin/articles?category=", "/admin/comments?article="])
def test_an_address_with_such_a_number_is_not_found(admin: Client, path: str, number: str) -> None:
    assert admin.get(path + number).status_code == 404


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5000, "x", "-1", "٣"])
def test_a_text_with_such_a_number_is_not_found(admin: Client, number: str) -> None:
    assert admin.post(f"/admin/autosave/articles/{number}/discard").status_code == 404
    kept = admin.post("/admin/autosave/articles/new-a", data={"title": "甲", "revision": number})
    assert kept.status_code < 500
