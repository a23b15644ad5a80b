from pathlib import Path

from tests.factories import make_article
from tests.support.clients import Runner
from tests.transfer.files import article, put


def test_a_folder_is_imported_and_summed_up(runner: Runner, tmp_path: Path) -> None:
    article(tmp_path / "in", "a.md")
    result = runner.invoke(args=["blog", "import", str(tmp_path / "in")])
    assert result.exit_code == 0, result.output
    assert result.stdout == "Added 1 article, 0 pages, 0 comments, 0 pictures.\n"
    assert not result.stderr
    again = runner.invoke(args=["blog", "import", str(tmp_path / "in")])
    assert again.stdout.endswith("\n1 was here already.\n")


def test_a_broken_file_is_named_on_standard_error(runner: Runner, tmp_path: Path) -> None:
    article(tmp_path / "in", "a.md")
    put(tmp_path / "in", "b.md", "---\ntitle: [\n---\n")
    result = runner.invoke(args=["blog", "import", str(tmp_path / "in")])
    assert result.exit_code == 1
    assert "b.md, line 2: has broken YAML" in result.stderr
    assert "Added 1 article," in result.stdout


def test_what_is_said_is_in_the_language_of_the_terminal(runner: Runner, tmp_path: Path) -> None:
    article(tmp_path / "in", "a.md")
    put(tmp_path / "in", "b.md", "---\ntitle: [\n---\n")
    result = runner.invoke(
        args=["blog", "import", str(tmp_path / "in")], env={"LANGUAGE": "zh_CN:en"}
    )
    assert "b.md，第 2 行：YAML front matter 有错" in result.stderr
    assert "已导入：1 篇文章、0 个页面、0 条评论、0 张图片。" in result.stdout


def test_a_dry_run_says_what_it_would_do(runner: Runner, tmp_path: Path) -> None:
    article(tmp_path / "in", "a.md")
    result = runner.invoke(args=["blog", "import", "--dry-run", str(tmp_path / "in")])
    assert result.stdout.startswith("Would add 1 article,")


def test_what_cannot_be_imported_is_one_sentence(runner: Runner, tmp_path: Path) -> None:
    put(tmp_path, "in/a.txt", "x")
    result = runner.invoke(args=["blog", "import", str(tmp_path / "in")])
    assert result.exit_code == 1
    assert "holds nothing that can be imported" in result.stderr
    assert runner.invoke(args=["blog", "import"]).exit_code == 2


def test_the_demo_is_left_out_of_a_blog_in_use(runner: Runner) -> None:
    make_article()
    result = runner.invoke(args=["blog", "demo"])
    assert result.exit_code == 0
    assert "not empty" in result.output
