import pytest

from blog.lib import filetypes
from blog.lib.filetypes import TYPES, Kind
from blog.models.upload import LONGEST_NAME, Reason, Refused, prepare, tidy_name
from tests.support.pictures import MP3, PDF, SVG, picture


def test_a_picture_is_fitted_and_gets_smaller_ones() -> None:
    ready = prepare(picture(size=(1000, 600), kind="JPEG", quality=95))
    assert (ready.type, ready.width, ready.height) == (TYPES[".jpg"], 1000, 600)
    assert [width for width, _data in ready.variants] == [480, 960]


def test_any_other_file_is_kept_as_it_is() -> None:
    assert prepare(PDF).data == PDF
    assert prepare(MP3).type.kind == Kind.AUDIO


def refusal(data: bytes) -> tuple[Reason, Kind]:
    with pytest.raises(Refused) as refused:
        prepare(data)
    return refused.value.reason, refused.value.kind


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"MZ\x90\x00 a program", Reason.UNKNOWN),
        (b"<!doctype html><p>", Reason.UNKNOWN),
        (SVG, Reason.SVG),
        (picture()[:60], Reason.BROKEN),
        (picture(size=(7000, 7000)), Reason.PIXELS),
    ],
)
def test_what_cannot_be_served_is_refused_by_name(data: bytes, reason: Reason) -> None:
    assert refusal(data)[0] == reason


def test_a_picture_may_be_less_large_than_a_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filetypes, "LARGEST", {kind: len(MP3) - 1 for kind in Kind})
    assert refusal(MP3) == (Reason.SIZE, Kind.AUDIO)
    monkeypatch.setitem(filetypes.LARGEST, Kind.PICTURE, 10)
    assert refusal(picture()) == (Reason.SIZE, Kind.PICTURE)
    assert refusal(b"MZ" * 20)[0] == Reason.UNKNOWN, "its size is not what is wrong with it"


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("窗.JPG", "窗.jpg"),
        ("C:\\Users\\me\\窗.png", "窗.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("page.html", "page.jpg"),
        ("a\r\nSet-Cookie: x\u202ebad.png", "aSet-Cookie: xbad.jpg"),
        ("...", "file.jpg"),
        ("", "file.jpg"),
        ("two.dots.png", "two.dots.jpg"),
    ],
)
def test_a_name_is_only_a_name(name: str, tidy: str) -> None:
    assert tidy_name(name, ".jpg") == tidy


def test_a_long_name_keeps_its_suffix() -> None:
    tidy = tidy_name("长" * 5000, ".webp")
    assert len(tidy) == LONGEST_NAME
    assert tidy.endswith(".webp")
