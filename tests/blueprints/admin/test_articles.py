"""Writing, publishing and finding an article on the desk."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from blog.forms.article import ArticleForm
from blog.lib.database import db, utcnow
from blog.models import site
from blog.models.article import Article, Draft, State
from tests.blueprints.admin.conftest import FORM, Send, only
from tests.conftest import Auth
from tests.factories import change_settings, make_article, make_category
from tests.support.clients import Client


@pytest.fixture(autouse=True)
def inside(auth: Auth) -> None:
    auth.login()


def test_an_article_is_written_and_published_in_one_go(client: Client, send: Send) -> None:
    assert client.get("/admin/articles/new").status_code == 200
    response = send(do="publish", tags="雨, 夜、客", new_category="小说")
    assert (response.status_code, response.location) == (303, "/admin/articles/1")
    article = only()
    assert article.state == State.PUBLISHED
    assert article.body == "# 一\n\n正文。"
    assert [tag.name for tag in article.tags] == ["雨", "夜", "客"]
    assert article.category
    assert article.category.name == "小说"
    page = client.get("/articles/yu-ye-lai-ke")
    assert page.status_code == 200
    assert "小说" in page.text


def test_saving_leaves_a_draft_that_nobody_sees(client: Client, send: Send) -> None:
    send(do="link", published_at="2099-03-24T04:17:23")
    planned = datetime(2099, 3, 23, 20, 17, 23, tzinfo=UTC)
    assert (only().state, only().published_at) == (State.DRAFT, planned)
    assert client.get("/articles/yu-ye-lai-ke").status_code == 404
    assert "雨夜来客" in client.get("/admin/articles?state=draft").text


def test_enter_in_a_field_saves_and_publishes_nothing(send: Send) -> None:
    send()
    assert only().state == State.DRAFT


def test_the_page_shows_what_was_saved(client: Client, send: Send) -> None:
    make_category("技术")
    send(
        do="save", category="1", tags="a,b", excerpt="摘要", description="描述", pinned="y",
        language="en", slug="rain",
    )  # fmt: skip
    page = client.get("/admin/articles/1").text
    for shown in ('value="雨夜来客"', "正文。", 'value="rain"', 'value="a, b"', "摘要", "描述"):
        assert shown in page
    assert '<option selected value="1">技术</option>' in page
    assert '<option selected value="en">' in page
    assert page.count("checked") == 2


def test_a_future_time_schedules_in_the_zone_of_the_site(client: Client, send: Send) -> None:
    send(do="publish", published_at="2099-03-24T04:17")
    article = only()
    assert article.state == State.SCHEDULED
    assert article.published_at == datetime(2099, 3, 23, 20, 17, tzinfo=UTC)
    assert client.get("/articles/yu-ye-lai-ke").status_code == 404
    assert 'value="2099-03-24T04:17:00"' in client.get("/admin/articles/1").text


def test_the_time_of_what_is_published_can_be_changed(send: Send) -> None:
    article = make_article("旧文")
    send(article, do="save", published_at="2021-03-24T04:17:23")
    assert only().published_at == datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)
    assert only().state == State.PUBLISHED


def test_an_update_keeps_the_time_to_the_second(client: Client, send: Send) -> None:
    at = datetime(2021, 3, 23, 20, 17, 23, tzinfo=UTC)
    article = make_article("旧文", at=at)
    send(article, do="save", published_at="2021-03-24T04:17:23", body="新的")
    assert (only().published_at, only().body) == (at, "新的")
    assert send(only(), do="save", published_at="").status_code == 303
    assert only().published_at == at


@pytest.mark.parametrize(
    ("deed", "state"),
    [("withdraw", State.DRAFT), ("bin", State.BINNED), ("publish", State.PUBLISHED)],
)
def test_a_button_moves_it_and_saves_the_text(send: Send, deed: str, state: State) -> None:
    article = make_article("旧文")
    assert send(article, do=deed, body="改过").status_code == 303
    assert (only().state, only().body) == (state, "改过")


def test_the_bin_gives_back(client: Client, send: Send) -> None:
    article = make_article("旧文")
    article.bin()
    assert "旧文" not in client.get("/admin/articles").text
    assert 'value="restore"' in client.get(f"/admin/articles/{article.id}").text
    send(article, do="restore", title="旧文")
    assert only().state == State.DRAFT
    assert "旧文" in client.get("/admin/articles").text


def test_a_renamed_article_leaves_its_former_address(client: Client, send: Send) -> None:
    article = make_article("旧文", slug="old")
    send(article, do="save", slug="new")
    assert client.get("/articles/old").location == "/articles/new"


def test_a_cover_is_a_path_or_an_address_over_tls(client: Client, send: Send) -> None:
    article = make_article("旧文", cover="/media/aa/cover.webp")
    assert 'value="/media/aa/cover.webp"' in client.get(f"/admin/articles/{article.id}").text
    for wrong in ("javascript:x", "//evil.example/a.png", "http://a.example/b.png", "cover.png"):
        assert send(article, cover=wrong).status_code == 422
    assert send(article, cover="https://a.example/b.png").status_code == 303
    assert only().cover == "https://a.example/b.png"


def test_a_second_save_shows_both_texts_and_overwrites_neither(client: Client, send: Send) -> None:
    article = make_article("原题", "原文")
    revision = str(article.revision)
    assert send(article, body="第一个窗口", title="原题").status_code == 303
    second = send(article, body="第二个窗口", title="新题", revision=revision)
    assert second.status_code == 409
    for kept in ("第一个窗口", "第二个窗口", 'value="原题"', 'value="新题"'):
        assert kept in second.text
    assert only().body == "第一个窗口"
    # The page that shows both saves over the other when told to.
    assert f'name="revision" type="hidden" value="{only().revision}"' in second.text
    assert send(only(), body="第二个窗口").status_code == 303
    assert only().body == "第二个窗口"


def test_a_save_that_comes_in_between_is_seen_as_well(
    client: Client, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article("原题", "原文")
    read = ArticleForm.draft

    def race(form: ArticleForm) -> Draft:
        raised = update(Article).values(body="别处", revision=Article.revision + 1)
        with db.engine.begin() as other:
            other.execute(raised)
        return read(form)

    monkeypatch.setattr(ArticleForm, "draft", race)
    response = send(article, body="这里")
    assert response.status_code == 409
    assert "别处" in response.text
    assert "这里" in response.text
    assert only().body == "别处"


def test_publishing_on_time_is_no_conflict(send: Send) -> None:
    article = make_article("原题", at=utcnow() + timedelta(hours=1))
    revision = str(article.revision)
    article.published_at = utcnow() - timedelta(seconds=1)
    db.session.commit()
    assert Article.publish_due() == 1
    assert send(article, body="改过", revision=revision).status_code == 303


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("title", "\u200b\u200d\u202e"),
        ("title", "x" * 201),
        ("slug", "Not A Slug"),
        ("slug", "../etc"),
        ("slug", "taken"),
        ("category", "99"),
        ("category", "x"),
        ("language", "fr"),
        ("published_at", "tomorrow"),
        ("published_at", "2021-13-45T99:99"),
        ("published_at", "0026-11-30T10:00"),
        ("published_at", "9999-12-31T23:59"),
        ("twin", "http://["),
        ("new_category", "x" * 61),
        ("tags", "x" * 41),
        ("tags", ",".join(map(str, range(21)))),
        ("excerpt", "x" * 1001),
        ("description", "x" * 501),
    ],
)
def test_what_makes_no_sense_is_said_and_the_text_stays(
    client: Client, send: Send, field: str, typed: str
) -> None:
    make_article("别的", slug="taken")
    make_category("技术")
    response = send(**{"do": "publish", "body": "留住我", field: typed})
    assert response.status_code == 422
    assert f'{field}-wrong"' in response.text
    assert "留住我" in response.text
    assert len(db.session.query(Article).all()) == 1


def test_nul_and_script_are_harmless(client: Client, send: Send) -> None:
    send(do="save", title="a\0<script>x</script>", body="b\0</textarea><script>y</script>")
    assert only().title == "a<script>x</script>"
    page = client.get("/admin/articles/1").text
    assert "<script>x" not in page
    assert "<script>y" not in page


@pytest.mark.parametrize("path", ["/admin/articles/99", "/admin/articles/0", "/admin/articles/x"])
def test_an_article_that_is_none_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path, data=FORM).status_code == 404


@pytest.mark.parametrize("query", ["state=lost", "page=0", "page=abc", "page=99", "page=-1"])
def test_a_list_that_is_none_is_not_found(client: Client, query: str) -> None:
    assert client.get(f"/admin/articles?{query}").status_code == 404


def test_a_long_list_has_pages_that_keep_the_filter(client: Client) -> None:
    for number in range(31):
        make_article(f"第 {number} 篇", published=False)
    page = client.get("/admin/articles?state=draft").text
    assert page.count("<tr>") == 31
    assert 'href="?state=draft&amp;page=2"' in page
    assert "第 0 篇" in client.get("/admin/articles?state=draft&page=2").text


def test_an_empty_desk_offers_the_first_step(client: Client) -> None:
    for path in ("/admin", "/admin/articles"):
        assert 'class="btn go" href="/admin/articles/new"' in client.get(path).text
    assert "第一" not in client.get("/admin/articles?state=binned").text


def test_the_category_is_chosen_by_its_whole_path(client: Client) -> None:
    parent = make_category("经验")
    make_category("手机", parent)
    assert "经验 › 手机" in client.get("/admin/articles/new").text


def test_the_desk_speaks_the_language_of_the_site(client: Client) -> None:
    change_settings(language="en")
    assert "New article" in client.get("/admin/articles").text
    change_settings(language="zh")
    site.forget()
    assert "写文章" in client.get("/admin/articles").text
