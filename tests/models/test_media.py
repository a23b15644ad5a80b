import json
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from PIL import Image

from blog.lib.database import db
from blog.models import media
from blog.models.media import Media
from blog.models.upload import Refused
from tests.support.pictures import PDF, picture

WIDE = picture(size=(1000, 600), kind="JPEG", quality=95)


def kept() -> list[str]:
    """The files that are served, as they lie in the folder."""
    home = media.folder()
    found = (path.relative_to(home) for path in home.rglob("*") if path.is_file())
    return sorted(str(path) for path in found if media.BIN not in path.parts)


def store(data: bytes, name: str = "窗.jpg", **words: str) -> Media:
    stored = Media.store(data, name, **words)
    db.session.commit()
    return stored


def test_a_picture_is_stored_with_its_variants(app: Flask) -> None:
    stored = store(WIDE, alt="一扇窗")
    assert (stored.mime, stored.width, stored.height) == ("image/jpeg", 1000, 600)
    assert (stored.name, stored.alt) == ("窗.jpg", "一扇窗")
    assert sorted(stored.files) == kept()
    assert [width for width, _path in json.loads(stored.variants)] == [480, 960]
    assert stored.size == (media.folder() / stored.path).stat().st_size


def test_what_a_camera_tells_is_gone_and_the_picture_stands_upright(app: Flask) -> None:
    tags = Image.Exif()
    tags[0x0112] = 6
    tags.get_ifd(0x8825)[29] = "2021:03:24"
    stored = store(picture(size=(60, 40), kind="JPEG", exif=tags))
    assert (stored.width, stored.height) == (40, 60)
    data = (media.folder() / stored.path).read_bytes()
    assert b"2021:03:24" not in data
    assert not Image.open(BytesIO(data)).getexif()


def test_the_same_file_twice_is_stored_once(app: Flask) -> None:
    first = store(WIDE)
    files = kept()
    again = store(WIDE, "other name.jpg", caption="雨天")
    assert (again.id, again.name, again.caption) == (first.id, "窗.jpg", "雨天")
    assert kept() == files


def test_what_is_served_comes_in_again_as_itself(app: Flask) -> None:
    """As when it is saved from the blog, or imported from its own export."""
    first = store(WIDE)
    data = (media.folder() / first.path).read_bytes()
    assert store(data).id == first.id


def test_the_same_file_at_the_same_moment_is_stored_once(app: Flask) -> None:
    together = Barrier(4)

    def bring(_number: int) -> int:
        with app.app_context():
            together.wait()
            id = store(WIDE).id
            db.session.remove()
            return id

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(bring, range(4)))
    assert len(ids) == 1
    assert len(kept()) == 3


def test_files_that_differ_in_what_is_stripped_are_one(app: Flask) -> None:
    tags = Image.Exif()
    tags[0x010E] = "made by me"
    assert store(picture()).id == store(picture(exif=tags)).id


def test_words_are_not_written_over(app: Flask) -> None:
    store(WIDE, alt="一扇窗")
    assert store(WIDE, alt="another").alt == "一扇窗"


def test_what_is_refused_leaves_nothing(app: Flask) -> None:
    with pytest.raises(Refused):
        Media.store(b"MZ", "program.exe")
    assert not media.folder().exists() or kept() == []


def test_a_file_in_the_bin_has_no_address_and_comes_back(app: Flask) -> None:
    stored = store(WIDE)
    files = kept()
    stored.bin()
    assert kept() == []
    stored.restore()
    assert kept() == files
    assert stored.deleted_at is None


def test_the_same_file_once_more_brings_it_back_from_the_bin(app: Flask) -> None:
    first = store(WIDE)
    files = kept()
    first.bin()
    assert store(WIDE).id == first.id
    assert kept() == files


def test_a_file_that_is_erased_is_gone_with_all_that_was_made_of_it(app: Flask) -> None:
    stored = store(WIDE)
    stored.bin()
    stored.erase()
    assert db.session.get(Media, stored.id) is None
    assert [path for path in media.folder().rglob("*") if path.is_file()] == []


def test_a_variant_that_also_came_in_by_itself_stays(app: Flask) -> None:
    whole = store(WIDE)
    smaller = Path(media.folder() / json.loads(whole.variants)[0][1])
    alone = store(smaller.read_bytes(), "saved from the page.webp")
    assert (alone.id, alone.path) != (whole.id, whole.path)
    whole.bin()
    assert alone.path in kept()
    whole.erase()
    assert alone.path in kept()


def test_an_erased_file_can_be_stored_anew(app: Flask) -> None:
    stored = store(WIDE)
    path = stored.path
    stored.bin()
    stored.erase()
    assert store(WIDE).path == path
    assert path in kept()


def test_a_picture_is_named_in_markdown_and_any_other_file_linked(app: Flask) -> None:
    shown = store(WIDE, alt="a [sharp] \\ window")
    assert shown.markdown == f"![a \\[sharp\\] \\\\ window](/media/{shown.path})"
    linked = store(PDF, "年报 2021.pdf")
    assert linked.markdown == f"[年报 2021.pdf](/media/{linked.path})"
