"""Small folders to import."""

from pathlib import Path

from PIL import Image

DATED = "---\ntitle: {title}\ndate: 2021-03-24 04:17:23\n---\n{body}\n"


def put(folder: Path, path: str, text: str | bytes) -> Path:
    """The file at that path of the folder, written."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def article(folder: Path, path: str, title: str = "题目", body: str = "正文。") -> Path:
    """A text with a title and a date."""
    return put(folder, path, DATED.format(title=title, body=body))


def picture(folder: Path, path: str, colour: str = "red") -> Path:
    """A small picture."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (40, 30), colour).save(file)
    return file
