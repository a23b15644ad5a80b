"""Small export files as WordPress writes them."""

from pathlib import Path

from tests.transfer.files import put

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>老店 &amp; 书</title><link>https://old.example</link><description>旧</description>
<wp:author><wp:author_login>w</wp:author_login><wp:author_email>w@old.example</wp:author_email>
</wp:author>
"""
TAIL = "</channel></rss>"
ITEM = """<item><title><![CDATA[{title}]]></title><link>{link}</link>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date>2013-01-11 12:00:00</wp:post_date>
<wp:post_date_gmt>{date}</wp:post_date_gmt><wp:comment_status>open</wp:comment_status>
<wp:post_name>{name}</wp:post_name><wp:status>{status}</wp:status>
<wp:post_parent>0</wp:post_parent><wp:menu_order>0</wp:menu_order>
<wp:post_type>{kind}</wp:post_type><wp:post_password>{password}</wp:post_password>
<wp:is_sticky>{sticky}</wp:is_sticky>{more}</item>
"""
COMMENT = """<wp:comment><wp:comment_id>{id}</wp:comment_id>
<wp:comment_author><![CDATA[{name}]]></wp:comment_author>
<wp:comment_author_email>{email}</wp:comment_author_email>
<wp:comment_author_url>{url}</wp:comment_author_url>
<wp:comment_date_gmt>2013-01-12 0{id}:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{body}]]></wp:comment_content>
<wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type>{kind}</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>{user}</wp:comment_user_id>
</wp:comment>"""
FIELDS = {
    "title": "题目",
    "content": "正文。",
    "excerpt": "",
    "id": "1",
    "date": "2013-01-11 04:00:00",
    "name": "slug",
    "status": "publish",
    "kind": "post",
    "password": "",
    "sticky": "0",
    "more": "",
}


def item(**fields: str) -> str:
    """One entry of the export."""
    told = FIELDS | fields
    told.setdefault("link", f"https://old.example/2013/01/11/{told['name']}/")
    return ITEM.format(**told)


def comment(id: int, **fields: str) -> str:
    """One comment of an entry."""
    told = {"name": "阿禾", "email": "a@example.com", "url": "", "body": "好", "approved": "1"}
    told |= {"kind": "comment", "parent": "0", "user": "0"} | fields
    return COMMENT.format(id=id, **told)


def category(slug: str, name: str, parent: str = "") -> str:
    """One category of the blog."""
    return (
        f"<wp:category><wp:term_id>7</wp:term_id><wp:category_nicename>{slug}"
        f"</wp:category_nicename><wp:category_parent>{parent}</wp:category_parent>"
        f"<wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>"
    )


def export(folder: Path, *parts: str) -> Path:
    """The folder with an export of these parts in it."""
    put(folder, "blog.xml", HEAD + "".join(parts) + TAIL)
    return folder
