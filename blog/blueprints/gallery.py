"""Every component on one page, for whoever changes the look; registered for developers only."""

from collections import namedtuple
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unicodedata import normalize

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from blog.forms.comment import CommentForm
from blog.forms.commenter import EditForm
from blog.forms.rows import RowsField
from blog.lib import charts, markup, paging
from blog.lib.database import utcnow
from blog.models import site

bp = Blueprint("gallery", __name__)

ZALGO = normalize("NFC", "Z" + "\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f" * 12 + "algo")
LONG_WORD = "w" * 5000
WHEN = datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)
BODY = """\
很多人加入互助计划之后，发现 `monthly_share` 在慢慢*增加*。**只要打开手机**就能完成操作。[^1]

## 操作步骤

1. 打开应用，找到“我的互助”。
2. 在列表里可以看到 Plan A、Plan B。

- [x] 烧水
- [ ] 给猫换水

### Code and tables

```python
def greet(name: str) -> str:
    \"\"\"Say it kindly.\"\"\"  # 注释
    return f"Hello, {name}" if len(name) > 2 else str(42)
```

| 茶 | 泡法 | 水温 |
|:---|:---:|---:|
| 绿茶 | 杯 | 80 |
| 乌龙 | 壶 | 95 |

#### Formulas

$$
E = mc^2
$$

> 退出之后不能延续原来的计划。

https://www.bilibili.com/video/BV1xx411c7mD

[^1]: 点末尾的箭头，就回到刚才读的地方。
"""


# Plain strings: pairs are on their way out of WTForms, whose published types know nothing else.
_LANGUAGES: Any = ("中文", "English")
_STATES: Any = ("draft", "published")


class Sample(Form):
    """A form with one field of each kind."""

    name = StringField(_l("Name"), [InputRequired()], description=_l("You log in with it."))
    password = PasswordField(_l("Password"))
    language = SelectField(_l("Language"), choices=list(_LANGUAGES))
    state = RadioField(_l("State"), choices=list(_STATES))
    body = TextAreaField(_l("Text"))
    pinned = BooleanField(_l("Pinned"))
    menu = RowsField(_l("Menu"), columns=("label", "url"))


def _row(fields: dict[str, object]) -> Any:
    """What a query would give: named, and fit for a key."""
    return namedtuple("Row", fields)(**fields)


def _line(id: int, title: str, **more: object) -> Any:
    fields: dict[str, object] = {
        "id": id,
        "slug": f"sample-{id}",
        "title": title,
        "language": "zh",
        "excerpt": "参加和退出都是自愿的，只要打开手机就能完成操作，整个过程不超过两分钟。" * 3,
        "cover": "",
        "thumbnail": "",
        "pinned": False,
        "published_at": WHEN,
        "category_id": None,
        "comment_count": 3,
        "views": 23582,
    }
    return _row(fields | more)


_OWN = {"key": "key", "editable_until": WHEN, "wants_mail": True}
_LINKS = [
    {"name": "山后的茶馆", "url": "https://example.com/", "description": "隔两座山的邻居。"},
    {"name": LONG_WORD[:60], "url": "https://example.org/", "description": ""},
]
_DAYS = [
    SimpleNamespace(day=(WHEN + timedelta(n)).date().isoformat(), views=n * 7 % 12)
    for n in range(30)
]

_LINES = [
    _line(1, "如何在手机上退出一项互助保障计划", pinned=True, cover="/favicon.svg"),
    _line(2, "A title in the other language", language="en", excerpt="Short and kind."),
    _line(3, f"{ZALGO} {LONG_WORD[:400]}"),
]


def _shelf(id: int, name: str, articles: int, parent_id: int | None = None) -> SimpleNamespace:
    return SimpleNamespace(
        id=id, name=name, slug=f"sample-{id}", article_count=articles, parent_id=parent_id
    )


def _node(
    id: int, name: str, text: str, *replies: SimpleNamespace, **more: object
) -> SimpleNamespace:
    fields: dict[str, object] = {
        "id": id,
        "name": name,
        "html": markup.clean_comment(text),
        "state": "approved",
        "by_author": False,
        "website": "",
        "floor": id,
        "created_at": WHEN,
        "edited_at": None,
    }
    return SimpleNamespace(comment=_row(fields | more), replies=replies)


def _thread() -> list[SimpleNamespace]:
    deep = _node(5, "Ada", "Deeper than the page sets in.")
    removed = _node(3, "", "", _node(4, "Émile", "*Well*, I never.", deep), state="removed")
    return [
        _node(
            1,
            "林间小路",
            "照着做成功了，谢谢。",
            _node(2, "店主", "不客气。", removed, by_author=True),
        ),
        _node(6, ZALGO, f"{ZALGO}\n\n{LONG_WORD}", website="https://example.org/"),
        *(_node(10 + n, name, "颜色") for n, name in enumerate("甲乙丙丁戊己庚辛壬癸地")),
    ]


def _article_page() -> SimpleNamespace:
    thread = _thread()
    article = _row(
        {
            "id": 1,
            "slug": "sample-1",
            "title": "Gallery",
            "published_at": utcnow(),
            "comments_open": True,
            "comment_count": len(thread),
        }
    )
    return SimpleNamespace(
        article=article,
        contents=markup.render(BODY).headings,
        tags=[_shelf(1, "互助计划", 1), _shelf(2, "保障", 1)],
        previous=_LINES[0],
        next=_LINES[2],
        thread=paging.Page(thread, 1, 100, len(thread)),
    )


def _refused(article: Any) -> CommentForm:
    form = CommentForm(article, MultiDict({"name": "林间小路"}))
    form.validate()
    form.renew()
    return form


@bp.get("/gallery", defaults={"template": "gallery.html"})
@bp.get("/gallery/desk", defaults={"template": "admin/gallery.html"})
def show(template: str) -> str:
    """The gallery, on the empty blog of a developer as well."""
    site.current()
    form = Sample(name="")
    form.validate()
    page = _article_page()
    return render_template(
        template,
        form=form,
        written=_refused(page.article),
        edit=EditForm(MultiDict({"body": "刚刚写下的。"})),
        own=_node(20, "林间小路", "刚刚写下的。", state="held", **_OWN).comment,
        held=4,
        lines=_LINES,
        days=_DAYS,
        chart=charts.bars(
            [charts.Point(one.day[5:], one.views) for one in _DAYS],
            name="days",
            title="Views by day",
            description="One bar a day, today the last.",
        ),
        share=charts.share,
        numbers=paging.Page([], 6, 10, 130),
        months=[("2026-11", 14), ("2026-10", 3), ("2021-03", 1)],
        tags=[_shelf(n, name, 2**n) for n, name in enumerate([*"茶猫海书", LONG_WORD[:40]])],
        categories=[_shelf(1, "经验", 24), _shelf(2, "写程序", 3, parent_id=1)],
        links=_LINKS,
        prose=markup.render(BODY).html,
        page=page,
    )
