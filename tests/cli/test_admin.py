"""The admin's account, from a shell."""

import pytest
from flask import Flask

from blog.lib.database import db
from blog.models.audit import AuditEntry
from blog.models.login import Login
from blog.models.recovery import RecoveryCode
from blog.models.user import User
from tests.conftest import Auth
from tests.support.clients import Runner

CREATE = ["blog", "create-admin", "--name", "林小雨", "--password-stdin"]


@pytest.fixture(autouse=True)
def quick(auth: Auth) -> None:
    """Hash quickly."""


@pytest.fixture
def writer(app: Flask) -> User:
    user = User.create("林小雨", "correct horse")
    db.session.commit()
    return user


def test_the_admin_is_made_without_a_browser(app: Flask, runner: Runner) -> None:
    result = runner.invoke(args=CREATE, input="correct horse\n")
    assert (result.exit_code, result.output) == (0, "林小雨 can log in at /login.\n")
    assert User.check("林小雨", "correct horse")
    assert AuditEntry.newest()[0].event == "created"


def test_what_is_missing_is_asked_for(app: Flask, runner: Runner) -> None:
    typed = "林小雨\ncorrect horse\ncorrect horse\n"
    assert runner.invoke(args=["blog", "create-admin"], input=typed).exit_code == 0
    assert User.check("林小雨", "correct horse")


def test_there_is_one_admin(writer: User, runner: Runner) -> None:
    result = runner.invoke(args=CREATE, input="another horse\n")
    assert result.exit_code == 1
    assert "reset-password" in result.stderr


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_password_that_is_none_is_refused(app: Flask, runner: Runner, password: str) -> None:
    result = runner.invoke(args=CREATE, input=password + "\n")
    assert result.exit_code == 1
    assert "8 to 200" in result.stderr
    assert User.admin() is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\nb"])
def test_a_name_that_is_none_is_refused(app: Flask, runner: Runner, name: str) -> None:
    args = ["blog", "create-admin", "--name", name, "--password-stdin"]
    assert runner.invoke(args=args, input="correct horse\n").exit_code == 2
    assert User.admin() is None


def test_a_new_password_closes_every_login(writer: User, runner: Runner) -> None:
    token = Login.open(writer, "", lasting=True)
    result = runner.invoke(args=["blog", "reset-password", "--password-stdin"], input="new horse\n")
    assert result.exit_code == 0
    db.session.expire_all()
    assert User.check("林小雨", "new horse")
    assert Login.of(token) is None


def test_who_lost_phone_and_codes_gets_in_again(writer: User, runner: Runner) -> None:
    writer.totp_secret = "JBSWY3DPEHPK3PXP"
    RecoveryCode.renew(writer)
    result = runner.invoke(args=["blog", "reset-two-factor"])
    assert result.exit_code == 0
    db.session.expire_all()
    assert not writer.two_factor
    assert RecoveryCode.left(writer) == 0


@pytest.mark.parametrize("command", ["reset-password", "reset-two-factor"])
def test_without_an_admin_there_is_nothing_to_reset(
    app: Flask, runner: Runner, command: str
) -> None:
    result = runner.invoke(args=["blog", command])
    assert result.exit_code == 1
    assert "create-admin" in result.stderr
