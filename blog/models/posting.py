"""What an article says of itself to machines: schema.org's BlogPosting as JSON-LD."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from blog.lib.templating import absolute, html_language, iso
from blog.models import site

if TYPE_CHECKING:
    from blog.models.reading import Reading

# Chinese as it is: a third of what escapes take.
_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def posting(page: "Reading", views: int | str, description: str, home: str) -> Markup:
    """The JSON-LD of an article's page; `views` is a number or the hole of one, `home` a name.

    It comes first: what follows a hole is compressed apart from what stands before it.
    """
    article, settings = page.article, site.current().settings
    address = absolute(f"/articles/{quote(article.slug)}")
    said: dict[str, Any] = {
        "@type": "BlogPosting",
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "userInteractionCount": views,
            "interactionType": {"@type": "ReadAction"},
        },
        "@id": f"{address}#article",
        "url": address,
        "mainEntityOfPage": address,
        "headline": article.title,
        "description": description,
        "datePublished": iso(article.published_at),
        "dateModified": iso(max(article.updated_at, article.published_at)),
        "inLanguage": html_language(article.language),
        "author": {
            "@type": "Person",
            "name": settings.author or settings.title,
            "url": absolute("/"),
        },
    }
    if article.cover:
        said["image"] = absolute(article.cover)
    if page.tags:
        said["keywords"] = [tag.name for tag in page.tags]
    if page.crumbs:
        said["articleSection"] = [shelf.name for shelf in page.crumbs]
    said["wordCount"] = article.han + article.words
    said["commentCount"] = article.comment_count
    graph = {"@context": "https://schema.org", "@graph": [said, _way(page, address, home)]}
    made = htmlsafe_json_dumps(graph, dumps=_dumps)
    return made.replace(f'"{views}"', views, 1) if isinstance(views, str) else made


def _way(page: "Reading", address: str, home: str) -> dict[str, Any]:
    way = [
        (home, absolute("/")),
        *((shelf.name, absolute(f"/categories/{quote(shelf.slug)}")) for shelf in page.crumbs),
        (page.article.title, address),
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": item}
            for number, (name, item) in enumerate(way, 1)
        ],
    }
