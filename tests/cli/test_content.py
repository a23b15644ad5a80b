from pathlib import Path

from tests.factories import make_article
from tests.support.clients import Runner
from tests.transfer.files import article, put


def test_a_folder_is_imported_and_summed_up(runner: Runner, tmp_path: Path) -> None:
    article(tmp_path / "in", "a.md")
    result = runner.invoke(args=["blog", "import", str(tmp_path / "in")])
    assert result.exit_code == 0, result.output
    assert result.stdout == "Added 1 articles, 0 pages, 0 comments and 0 pictures.\n"
    assert not result.stderr
    again = runner.invoke(args=["blog", "import", str(tmp_path / "in")])
    assert again.stdout.endswith("; 1 were here already.\n")


def test_a_broken_file_is_named_on_standard_error(runner: Runner, tmp_path: Path) -> None:
    article(tmp_path / "in", "a.md")
    put(tmp_path / "in", "b.md", "---\ntitle: [\n---\n")
    result = runner.invoke(args=["blog", "import", str(tmp_path / "in")])
    assert result.exit_code == 1
    assert "b.md, line 2: has broken YAML" in result.stderr
    assert "Added 1 articles" in result.stdout


def test_a_dry_run_says_what_it_would_do(runner: Runner, tmp_path: Path) -> None:
    article(tmp_path / "in", "a.md")
    result = runner.invoke(args=["blog", "import", "--dry-run", str(tmp_path / "in")])
    assert result.stdout.startswith("Would add 1 articles")


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
