"""Parts of pages that are rendered once a process, or once a server."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from flask import Flask, g, render_template_string

from blog.lib import fragments
from tests.support.forked import forked


@dataclass
class Dress:
    dress: int = 1


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def page(asked: list[str]) -> Flask:
    app = Flask(__name__)
    fragments.init_app(app)

    def ask(name: str) -> str:
        asked.append(name)
        return f"<{name}>"

    app.jinja_env.globals["ask"] = ask
    return app


def render(app: Flask, name: str, *, tag: str = "kept", dress: int = 1, root: str = "") -> str:
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
        g.site = Dress(dress)
        return render_template_string(
            f"{{% {tag} 'part', name %}}{{{{ ask(name) }}}}{{% end{tag} %}}", name=name
        )


def test_a_part_is_rendered_once_and_stays_escaped(page: Flask, asked: list[str]) -> None:
    assert [render(page, "a"), render(page, "a")] == ["&lt;a&gt;", "&lt;a&gt;"]
    assert asked == ["a"]


def test_it_is_rendered_anew_when_what_it_rests_on_changes(page: Flask, asked: list[str]) -> None:
    render(page, "a")
    assert render(page, "b") == "&lt;b&gt;"
    render(page, "a", dress=2)
    render(page, "a", root="/blog")
    assert asked == ["a", "b", "a", "a"]


def test_what_is_kept_is_bounded(
    page: Flask, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "CHARACTERS", 20)
    for name in ("a", "b", "c"):
        render(page, name)
    render(page, "c")
    render(page, "a")
    assert asked == ["a", "b", "c", "a"]


def test_a_shared_part_that_one_worker_renders_the_others_find(
    page: Flask, asked: list[str]
) -> None:
    forked(lambda: render(page, "a", tag="shared"))
    assert render(page, "a", tag="shared") == "&lt;a&gt;"
    assert render(page, "b", tag="shared") == "&lt;b&gt;"
    render(page, "a", tag="shared", dress=2)
    assert asked == ["b", "a"]


def test_a_part_that_is_only_kept_each_worker_renders_for_itself(
    page: Flask, asked: list[str]
) -> None:
    forked(lambda: render(page, "a"))
    render(page, "a")
    assert asked == ["a"]


def test_a_shared_part_too_large_for_others_is_still_rendered_once_a_process(
    page: Flask, asked: list[str]
) -> None:
    name = "长" * fragments.SLOT
    assert render(page, name, tag="shared") == render(page, name, tag="shared")
    assert asked == [name]


def test_threads_that_render_the_same_part_at_once_leave_room_for_others(
    page: Flask, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fragments, "CHARACTERS", 30)
    together = threading.Barrier(2)
    ask = page.jinja_env.globals["ask"]

    def ask_together(name: str) -> str:
        together.wait(30)
        asked.append(name)
        return f"<{name}>"

    page.jinja_env.globals["ask"] = ask_together
    with ThreadPoolExecutor(2) as pool:
        for name in ("a", "b", "c", "d"):
            list(pool.map(render, (page, page), (name, name)))
    page.jinja_env.globals["ask"] = ask
    asked.clear()
    render(page, "d")
    render(page, "e")
    render(page, "e")
    assert asked == ["e"]
