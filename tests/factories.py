"""Things to read, made as the blog itself makes them. Each is committed when it is returned."""

from datetime import datetime
from itertools import count
from typing import Any

from blog.lib.database import db
from blog.models import comment, site
from blog.models.article import Article, Draft
from blog.models.category import Category
from blog.models.comment import Comment
from blog.models.page import Page
from blog.models.views import ArticleViews

_numbers = count(1)


def make_article(
    title: str = "",
    body: str = "正文。",
    *,
    published: bool = True,
    at: datetime | None = None,
    views: int = 0,
    **fields: Any,
) -> Article:
    """An article, published now or `at` that time; `fields` are those of `Draft`.

    `tags` may be any iterable of names, `category` a `Category` or a name.
    """
    if isinstance(category := fields.get("category"), str):
        fields["category"] = make_category(category)
    fields["tags"] = tuple(fields.get("tags", ()))
    draft = Draft(title=title or f"第 {next(_numbers)} 篇文章", body=body, **fields)
    article = Article.create(draft)
    if published:
        article.publish(at)
    counter = db.session.get_one(ArticleViews, article.id)
    counter.views = views
    db.session.commit()
    return article


def make_category(name: str = "技术", parent: Category | None = None, slug: str = "") -> Category:
    """The category of that name, made when there is none."""
    category = Category.named(name, parent)
    if category is None:
        category = Category(name=name, slug=slug or f"category-{next(_numbers)}")
        category.parent_id = parent.id if parent else None
        db.session.add(category)
        db.session.flush()
        site.redress()
    db.session.commit()
    return category


def make_page(title: str = "关于", body: str = "关于本站。", slug: str = "about") -> Page:
    """A published plain page."""
    page = Page(slug=slug)
    page.write(title=title, body=body)
    db.session.commit()
    return page


def make_comment(
    article: Article,
    body: str = "写得好。",
    *,
    name: str = "小明",
    parent: Comment | None = None,
    state: comment.State = comment.State.APPROVED,
    **fields: Any,
) -> Comment:
    """A comment, shown unless another `state` is asked for."""
    placed = Comment.place(
        article_id=article.id, name=name, body=body, parent=parent, state=state, **fields
    )
    db.session.commit()
    return placed


def change_settings(**values: object) -> None:
    """Change settings of the site, as the admin's form does."""
    site.change(values)
    db.session.commit()


def views_of(article: Article) -> int:
    """How often the article was read, as the database says now."""
    db.session.commit()
    return db.session.get_one(ArticleViews, article.id).views


def mark_of(article: Article) -> int:
    """The mark under which the article's page is kept, as the database says now."""
    return db.session.get_one(ArticleViews, article.id, populate_existing=True).mark
