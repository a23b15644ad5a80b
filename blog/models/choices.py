"""Sections of the settings page, and what can be chosen there, in the words it is shown in."""

from blog.lib.i18n import mark

GROUPS = {
    "site": mark("Site"),
    "reading": mark("Reading"),
    "sharing": mark("Sharing and search engines"),
    "comments": mark("Comments"),
    "filing": mark("Filing numbers"),
    "links": mark("Links"),
    "backup": mark("Backup"),
    "menu": mark("Menu"),
}
"""The sections of the settings page, in their order; the menu has a page of its own."""
POLICIES = {
    "all": mark("All of them"),
    "first": mark("The first of each person"),
    "suspicious": mark("What looks like spam"),
    "none": mark("None"),
}
SHARE_PICTURES = {
    "drawn": mark("Drawn from its title"),
    "cover": mark("Its cover, if it has one"),
}
CAPTCHAS = {
    "always": mark("Always"),
    "after": mark("After some comments from one address"),
    "never": mark("Never"),
}
