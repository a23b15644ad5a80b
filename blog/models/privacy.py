"""The page that says what is kept of readers: a draft that the writer makes fit."""

from blog.models import site
from blog.models.page import Page

SLUG = "privacy"
TITLES = {"zh": "隐私", "en": "Privacy"}
TEXTS = {
    "zh": """\
这一页说明你在这里阅读和留言时，会留下什么。

## 阅读

- 不设 Cookie，没有第三方的统计、广告和字体
- 打开一篇文章，它的阅读量加一
- 深浅外观的选择只存在你自己的浏览器里

## 评论

| 你填的 | 用来做什么 | 保存多久 |
|---|---|---|
| 昵称、评论、网址 | 公开显示 | 直到删除 |
| 邮箱（可不填） | 不显示；你要求并确认后，有人回复时写信给你 | {days} 天 |
| 网络地址（自动记录） | 挡住垃圾评论 | {days} 天 |

验证码和垃圾评论的判断都在这台机器上完成，不会送到别处。

## 你可以做什么

- 评论后十五分钟内，还没有人回复时，可以自己修改或删除
- 想查看、带走或抹去某个邮箱名下的一切，写信给作者
""",
    "en": """\
What is kept when you read and comment here.

## Reading

- No cookies, no statistics, advertising or fonts of third parties
- Opening an article adds one to its views
- Your choice of light or dark colours stays in your own browser

## Comments

| What you give | What it is for | How long it is kept |
|---|---|---|
| Name, comment, website | Shown to everyone | Until it is deleted |
| Email (optional) | Never shown; answers are mailed to it if you ask and confirm | {days} days |
| Network address (noted by itself) | Keeps spam out | {days} days |

The code and the spam filter run on this machine; nothing is sent elsewhere.

## What you can do

- Within fifteen minutes, unless someone has answered, change or delete a comment yourself
- Write to the author to see, take away or have erased all that is kept under a mail address
""",
}


def draft() -> None:
    """Make the page in the site's language, in the current transaction, unless there is one."""
    if Page.by_slug(SLUG) is not None:
        return
    settings = site.current().settings
    page = Page(slug=SLUG, language=settings.language)
    page.write(
        title=TITLES[settings.language],
        body=TEXTS[settings.language].replace("{days}", str(settings.erase_after_days)),
    )
