"""Text tools: Markdown to HTML, comments and imported HTML made safe, plain text cut and counted.

Nothing else in the blog calls markdown-it, bleach, nh3, Pygments or math-core.
"""

from blog.lib.markup.article import RENDERER, Rendered, render
from blog.lib.markup.comment import clean_comment, comment_text
from blog.lib.markup.imported import clean_imported
from blog.lib.markup.shape import Heading, Picture
from blog.lib.markup.text import clusters, excerpt, grapheme_cut, plain, reading_minutes

__all__ = [
    "RENDERER",
    "Heading",
    "Picture",
    "Rendered",
    "clean_comment",
    "clean_imported",
    "clusters",
    "comment_text",
    "excerpt",
    "grapheme_cut",
    "plain",
    "reading_minutes",
    "render",
]
