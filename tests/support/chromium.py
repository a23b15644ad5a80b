"""Debian's Chromium, driven by Playwright, which must not fetch a browser of its own."""

import shutil

# Without these Chromium looks for its maker's hosts at every start; tests need no other host.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# The shell tells each page that it loads of a mouse in its corner, which no hand has moved there.
NO_MOUSE = """addEventListener("pointermove", (event) => {
  if (!event.clientX && !event.clientY) event.stopImmediatePropagation()
}, true)"""


def program() -> str | None:
    """Where the browser is, when there is one.

    The shell is Chromium without what draws its windows: the same pages for half the processor's
    time, of which these tests take more than all others.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    return next(filter(None, map(shutil.which, names)), None)
