"""The form under an article, and the smaller ones of a commenter."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    StringField,
    TextAreaField,
    ValidationError,
)

from blog.forms.base import clean, one_line, seen, strip
from blog.lib import captcha, holes, mail
from blog.lib.i18n import mark
from blog.models import correspondent, gate, login, site, submission
from blog.models.comment import Comment
from blog.models.login import Login
from blog.models.submission import Submission

LONGEST_NAME = 40
LONGEST_EMAIL = 120
LONGEST_WEBSITE = 200
LONGEST_BODY = 5000

_DOMAIN = re.compile(r"[^\s/@]+\.[^\s/@.]{2,}(?:[:/?#].*)?", re.DOTALL)
_SENT_BY = {
    "all": mark("Shown after review."),
    "first": mark("A first comment is shown after review."),
    "suspicious": mark("Shown at once, unless it looks like spam."),
    "none": mark("Shown at once."),
}


class Words:
    """Refuse an empty text or one over `longest` characters, saying by how much."""

    def __init__(self, longest: int, *, needed: bool = True) -> None:
        self.longest = longest
        self.needed = needed

    def __call__(self, _form: Form, field: StringField) -> None:
        length = len(field.data or "")
        if self.needed and not length:
            raise ValidationError(gettext("Please fill this in."))
        if length > self.longest:
            raise ValidationError(
                gettext(
                    "At most %(longest)d characters; you have %(length)d.",
                    longest=self.longest,
                    length=length,
                )
            )


class Offer:
    """What a page must know of the form under its article; the form itself is made to be rendered.

    A page that is built anew mostly has it rendered already.
    """

    kept = True
    replying: Comment | None = None

    def __init__(self, article: Any) -> None:
        self.article = article
        self.as_author = _sent_by_admin()

    @property
    def whole(self) -> "CommentForm":
        """The form, empty."""
        return CommentForm(self.article)

    @property
    def typed(self) -> bool:
        """Whether it holds what a reader typed."""
        return False

    @property
    def asks_code(self) -> bool:
        """Whether this form has the code."""
        return not self.as_author and gate.asks_code(sent=not self.kept)

    @property
    def is_open(self) -> bool:
        """Whether the article takes comments now."""
        return submission.is_open(self.article)

    @property
    def has_privacy(self) -> bool:
        """Whether there is a page that says what is kept."""
        return any(leaf.slug == "privacy" for leaf in site.current().pages)

    @property
    def can_mail(self) -> bool:
        """Whether readers may be mailed."""
        return not self.as_author and correspondent.can_write()

    @property
    def said(self) -> str:
        """What will happen to a comment sent with it."""
        return "" if self.as_author else gettext(_SENT_BY[site.current().settings.comment_policy])


class CommentForm(Offer, Form):
    """What a reader fills in. Its fields are part of the contract; it sets no cookie."""

    name = StringField(
        _("Your name"), id="comment-name", filters=[one_line], validators=[Words(LONGEST_NAME)]
    )
    email = StringField(
        _("Email (never shown, optional)"),
        id="comment-email",
        filters=[one_line],
        validators=[Words(LONGEST_EMAIL, needed=False)],
    )
    website = StringField(
        _("Website"),
        id="comment-website",
        filters=[one_line],
        validators=[Words(LONGEST_WEBSITE, needed=False)],
    )
    body = TextAreaField(
        _("Comment"),
        id="comment-body",
        filters=[clean, strip, seen],
        validators=[Words(LONGEST_BODY)],
    )
    parent = HiddenField(id="comment-parent")
    captcha = StringField(_("Code"), id="comment-captcha", filters=[one_line])
    mail = BooleanField(_("Email me when someone replies"), id="comment-mail")
    token = HiddenField(id="comment-token")
    # A trap for programs: nobody sees it, and what fills it in is looked at, not thrown away.
    topic = StringField(_("Leave this empty"), id="comment-topic", filters=[one_line])

    def __init__(self, article: Any, formdata: Any = None) -> None:
        Form.__init__(self, formdata)
        Offer.__init__(self, article)
        self.kept = formdata is None
        self.sum = ""
        if self.as_author:
            self.name.data = site.current().settings.author or site.current().settings.title
        if self.kept:
            self.token.data = holes.TOKEN

    def validate_email(self, field: StringField) -> None:
        """A mail address that can be written to; kept in lower case."""
        if field.data and not field.errors:
            try:
                field.data = mail.address(field.data).lower()
            except mail.BadAddress:
                raise ValidationError(gettext("This is not an email address.")) from None

    def validate_website(self, field: StringField) -> None:
        """A web address; without a scheme it gets https."""
        if field.data and not field.errors:
            field.data = _web_address(field.data)

    @property
    def whole(self) -> "CommentForm":
        """Itself."""
        return self

    @property
    def typed(self) -> bool:
        """Whether it holds what a reader typed."""
        return bool(self.body.data or self.name.data)

    @property
    def parent_id(self) -> int | None:
        """The comment it answers."""
        parent = self.parent.data or ""
        return int(parent) if re.fullmatch(r"[0-9]{1,15}", parent) else None

    def errors_of(self, name: str) -> list[str]:
        """The list of errors of that field, or of the whole form when it has no such field."""
        if name not in self or name == "parent":
            return self.form_errors
        field = self[name]
        field.errors = list(field.errors)
        return field.errors

    def renew(self) -> None:
        """Put a fresh code in, with its sum in words if that is what the reader wants."""
        self.kept = False
        self.token.data = gate.issue(self.article.id)
        self.captcha.data = ""
        if request.form.get("way") == "sum" or request.form.get("again") == "sum":
            self.sum = sum_in_words(self.token.data)
        if request.form.get("again") == "picture":
            self.sum = ""
        if self.parent_id is not None:
            self.replying = gate.shown_comment(self.parent_id, self.article.id)

    def submitted(self, ticket: gate.Ticket) -> Submission:
        """What was typed, on its way to being a comment."""
        return Submission(
            name=self.name.data or "",
            email=self.email.data or "",
            website=self.website.data or "",
            body=self.body.data or "",
            parent_id=self.parent_id,
            wants_mail=self.mail.data,
            trapped=bool(self.topic.data),
            nonce=ticket.nonce,
            address=ticket.address,
            by_author=self.as_author,
        )


def sum_in_words(token: str) -> str:
    """The sum that may be answered instead of the picture, in the site's language."""
    read = captcha.read(gate.secret(), token, 0)
    first, second = captcha.sum_question(gate.secret(), read.nonce)
    words = captcha.NUMBERS[site.current().settings.language]
    question = gettext(
        "What is %(first)s plus %(second)s?", first=words[first], second=words[second]
    )
    return str(question)


def _sent_by_admin() -> bool:
    """Whether the admin is logged in; asks the database only when there is a login's cookie."""
    token = request.cookies.get(login.COOKIE)
    return token is not None and Login.of(token) is not None


def _web_address(text: str) -> str:
    if "://" not in text and _DOMAIN.fullmatch(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
        usable = usable and parts.port is not False and not {*text} & {*"\"'<>\\` "}
    except ValueError:
        usable = False
    if not usable or parts.username is not None:
        raise ValidationError(gettext("Please give a web address such as https://example.org."))
    return text
