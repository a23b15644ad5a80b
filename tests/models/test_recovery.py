"""Recovery codes."""

import re

import pytest
from sqlalchemy import select

from blog.lib.database import db
from blog.models.recovery import CODES, RecoveryCode
from blog.models.user import User


def test_each_code_opens_once(writer: User) -> None:
    codes = RecoveryCode.renew(writer)
    assert len(set(codes)) == CODES
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", code) for code in codes)
    assert RecoveryCode.spend(writer, codes[0])
    assert not RecoveryCode.spend(writer, codes[0])
    assert RecoveryCode.left(writer) == CODES - 1


def test_a_code_may_be_typed_as_it_comes(writer: User) -> None:
    code = RecoveryCode.renew(writer)[0]
    assert RecoveryCode.spend(writer, f"  {code.upper().replace('-', ' ')} ")


def test_new_codes_end_the_old_ones(writer: User) -> None:
    old = RecoveryCode.renew(writer)[0]
    RecoveryCode.renew(writer)
    assert not RecoveryCode.spend(writer, old)
    assert RecoveryCode.left(writer) == CODES


def test_the_codes_themselves_are_not_kept(writer: User) -> None:
    codes = RecoveryCode.renew(writer)
    kept = set(db.session.scalars(select(RecoveryCode.code_hash)))
    assert not kept & {code.replace("-", "") for code in codes}


@pytest.mark.parametrize("typed", ["", "abcd-efgh-jkmn", "\0", "-"])
def test_anything_else_opens_nothing(writer: User, typed: str) -> None:
    RecoveryCode.renew(writer)
    assert not RecoveryCode.spend(writer, typed)
