import pytest
from werkzeug.exceptions import NotFound

from blog.lib.database import db
from blog.models import comment, thread
from blog.models.article import Article
from blog.models.comment import Comment, State
from blog.models.thread import Node
from tests.factories import make_article, make_comment, mark_of

pytestmark = pytest.mark.usefixtures("app")

Shape = list[tuple[str, "Shape"]]


def shape(nodes: list[Node]) -> Shape:
    return [(node.comment.name, shape(node.replies)) for node in nodes]


def shown(article: Article, number: int = 1) -> Shape:
    page = thread.thread(article.id, count_of(article), number)
    return shape(list(page.items))


def count_of(article: Article) -> int:
    db.session.refresh(article)
    return article.comment_count


def test_replies_stand_under_what_they_answer() -> None:
    article = make_article()
    first = make_comment(article, name="一")
    make_comment(article, name="二")
    reply = make_comment(article, name="一之一", parent=first)
    make_comment(article, name="一之一之一", parent=reply)
    assert shown(article) == [("一", [("一之一", [("一之一之一", [])])]), ("二", [])]
    assert count_of(article) == 4
    assert reply.root_id == first.id == first.root_id


def test_held_and_spam_are_not_shown_and_not_counted() -> None:
    article = make_article()
    for state in (State.HELD, State.SPAM):
        make_comment(article, state=state)
    assert (shown(article), count_of(article)) == ([], 0)


def test_floors_go_up_as_comments_are_approved_and_never_back() -> None:
    article = make_article()
    late = make_comment(article, state=State.HELD)
    first, second = make_comment(article), make_comment(article)
    late.move(State.APPROVED)
    first.move(State.SPAM)
    first.move(State.APPROVED)
    db.session.commit()
    assert [c.floor for c in (first, second, late)] == [1, 2, 3]
    assert count_of(article) == 3
    assert make_comment(article).floor == 4


def test_a_removed_comment_leaves_a_gap_that_holds_its_replies() -> None:
    article = make_article()
    first = make_comment(article, name="一")
    make_comment(article, name="一之一", parent=first)
    lonely = make_comment(article, name="二")
    for gone in (first, lonely):
        gone.move(State.REMOVED)
    db.session.commit()
    assert shown(article) == [("一", [("一之一", [])])]
    assert count_of(article) == 1


def test_a_reply_whose_parent_is_not_shown_stands_in_its_thread() -> None:
    article = make_article()
    first = make_comment(article, name="一")
    middle = make_comment(article, name="一之一", parent=first)
    make_comment(article, name="一之一之一", parent=middle)
    middle.move(State.SPAM)
    db.session.commit()
    assert shown(article) == [("一", [("一之一之一", [])])]


def test_a_long_discussion_has_pages_of_whole_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread, "PER_PAGE", 2)
    article = make_article()
    tops = [make_comment(article, name=str(number)) for number in range(3)]
    make_comment(article, name="reply", parent=tops[0])
    assert shown(article, 1) == [("0", [("reply", [])]), ("1", [])]
    assert shown(article, 2) == [("2", [])]
    with pytest.raises(NotFound):
        shown(article, 3)


def test_every_change_draws_the_articles_mark_anew() -> None:
    article = make_article()
    before = mark_of(article)
    placed = make_comment(article)
    after = mark_of(article)
    placed.move(State.SPAM)
    db.session.commit()
    assert len({before, after, mark_of(article)}) == 3


def test_the_newest_comments_are_those_of_published_articles() -> None:
    article, draft = make_article(), make_article()
    for name in "abc":
        make_comment(article, name=name)
    make_comment(draft, name="hidden")
    draft.withdraw()
    db.session.commit()
    assert [row.name for row in comment.recent(2)] == ["c", "b"]


def test_an_erased_article_takes_its_comments_along() -> None:
    article = make_article()
    make_comment(article, parent=make_comment(article))
    db.session.delete(article)
    db.session.commit()
    assert db.session.query(Comment).count() == 0
