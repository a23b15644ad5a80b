"""The least that a blog of the same packages is: one table, one template, one form, no page kept.

What memory it takes, no blog of these packages can do without.
"""

import os

import bleach
from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, configure_mappers, mapped_column
from wtforms import TextAreaField

app = Flask(__name__)
app.config["SECRET_KEY"] = "the secret of this benchmark"  # noqa: S105 - nobody else's
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["BENCH_DATABASE"]


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(app, model_class=Base)


class Article(db.Model):  # type: ignore[name-defined,misc]  # a class made at run time
    __tablename__ = "articles"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str]
    title: Mapped[str]
    html: Mapped[str]


class Form(FlaskForm):  # type: ignore[misc]  # tells no types
    body = TextAreaField()


configure_mappers()
PAGE = """<!doctype html><title>{{ article.title }}</title>
<h1>{{ article.title }}</h1>{{ article.html | safe }}
<form method="post">{{ form.hidden_tag() }}{{ form.body() }}</form>"""


@app.get("/articles/<slug>")
def show(slug: str) -> str:
    article = db.session.scalars(select(Article).where(Article.slug == slug)).one()
    article.title = bleach.clean(article.title)
    return render_template_string(PAGE, article=article, form=Form())
