"""The tree of cleaned HTML, put into the shapes that Markdown has."""

import re

from bs4 import BeautifulSoup, Tag

_BLOCKS = ["table", "ul", "ol", "pre", "blockquote", "dl", "h2", "h3", "h4", "figure", "hr"]
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)\Z", re.IGNORECASE)


def prepare(soup: BeautifulSoup) -> None:
    """Put captions on pictures, numbers on items, code of several lines into blocks."""
    _free_pictures(soup)
    _name_pictures(soup)
    _number_items(soup)
    for code in soup.find_all("code"):
        if code.find("br") and not code.find_parent("pre"):
            code.name = "pre"
    for line in soup.find_all("br"):
        if line.next_sibling is None or line.previous_sibling is None:
            line.decompose()


def simple(table: Tag) -> bool:
    """Whether Markdown's tables can carry this one."""
    cells = table.find_all(["td", "th"])
    spans = any(str(cell.get(n) or "1") != "1" for cell in cells for n in ("colspan", "rowspan"))
    first = table.find("tr")
    headed = isinstance(first, Tag) and bool(first.find("th")) and not first.find("td")
    return headed and not spans and not any(cell.find(_BLOCKS) for cell in cells)


def full_size(address: str) -> str:
    """The address without what WordPress adds to the name of a smaller copy."""
    return re.sub(r"-\d{1,5}x\d{1,5}(?=\.\w{3,4}$)", "", address.partition("?")[0])


def _free_pictures(soup: BeautifulSoup) -> None:
    """Take pictures out of links to themselves, and out of lists that only place them."""
    for link in soup.find_all("a"):
        inner = [part for part in link.contents if isinstance(part, Tag) or str(part).strip()]
        shown = inner[0] if len(inner) == 1 else None
        if isinstance(shown, Tag) and shown.name == "img" and _same_picture(link, shown):
            shown["src"] = str(link["href"])
            link.unwrap()
    for shelf in soup.find_all("ul"):
        items = shelf.find_all("li", recursive=False)
        if items and all(_only_picture(item) for item in items):
            for item in items:
                item.unwrap()
            shelf.unwrap()


def _same_picture(link: Tag, shown: Tag) -> bool:
    """Whether a link around a picture leads to that picture, larger."""
    target, source = str(link.get("href") or ""), str(shown.get("src") or "")
    return bool(_PICTURE.search(target)) and full_size(target) == full_size(source)


def _only_picture(item: Tag) -> bool:
    caption = item.find("figcaption")
    words = caption.get_text(strip=True) if caption else ""
    return len(item.find_all("img")) == 1 and item.get_text(strip=True) == words


def _name_pictures(soup: BeautifulSoup) -> None:
    """Give the words under a picture to the picture."""
    for figure in soup.find_all("figure"):
        words, pictures = figure.find("figcaption"), figure.find_all("img")
        if isinstance(words, Tag) and len(pictures) == 1 and words.get_text(strip=True):
            pictures[0]["title"] = " ".join(words.get_text().split())
            words.decompose()


def _number_items(soup: BeautifulSoup) -> None:
    for shelf in soup.find_all("ol"):
        begin = str(shelf.get("start") or "1")
        number = int(begin) if re.fullmatch(r"\d{1,6}", begin) else 1
        for at, item in enumerate(shelf.find_all("li", recursive=False)):
            item["value"] = str(number + at)
