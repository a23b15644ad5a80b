"""What stands in a shortcode, and the Markdown that says the same."""

import re
import shlex

ADDRESS = re.compile(r"(?<!\S)(?:https?://|/)\S*")


def words(text: str) -> list[str]:
    """The arguments of a tag; quotes hold one together, unless they are never closed."""
    try:
        return shlex.split(text, posix=True)
    except ValueError:
        return text.split()


def named(arguments: list[str]) -> dict[str, str]:
    """Hugo's arguments by name, those without one by their number."""
    named = {}
    for number, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if equals and re.fullmatch(r"[\w-]+", name):
            named[name.lower()] = value
        else:
            named[str(number)] = word
    return named


def escaped(text: str) -> str:
    """The text on one line, its brackets no Markdown."""
    return re.sub(r"([\[\]\\])", r"\\\1", " ".join(text.split()))


def picture(address: str, alt: str, title: str = "") -> str:
    """A picture in Markdown."""
    target = f"<{address}>" if " " in address else address
    quoted = title.replace('"', "”")
    return f"![{escaped(alt)}]({target}" + (f' "{quoted}")' if title else ")")


def fence(found: re.Match[str], body: str) -> str:
    """Fenced code in Markdown, made of a shortcode that holds code."""
    arguments = words(found["rest"] or found["hugo_rest"] or "")
    highlight = "highlight" in (found["name"], found["hugo"])
    language, caption = "", []
    for number, word in enumerate(arguments):
        if word.startswith("lang:"):
            language = word[5:]
        elif number == 0 and highlight:
            language = word
        elif not highlight and not re.match(r"[a-z_]+:\S|https?://|/", word):
            caption.append(word)
    body = body.strip("\n")
    mark = "`" * max(3, 1 + max(map(len, re.findall("`+", body)), default=0))
    head = f"**{escaped(' '.join(caption))}**\n\n" if caption else ""
    return f"{head}{mark}{re.sub('[^A-Za-z0-9_+#.-]', '', language)}\n{body}\n{mark}"


def quote(found: re.Match[str], body: str) -> str:
    """A quotation with its author, source and address in a last line of its own."""
    if found["name"] == "raw":
        return body.strip("\n")
    lines = [f"> {line}".rstrip() for line in body.strip().split("\n")]
    rest = found["rest"].strip()
    if found["name"] in {"blockquote", "quote"} and rest:
        address = ADDRESS.search(rest)
        if address:
            title = rest[address.end() :].strip() or address[0]
            source = f"[{escaped(title)}]({address[0]})"
            author = rest[: address.start()].strip().rstrip(",")
            rest = f"{author}, {source}" if author else source
        lines += [">", f"> — {rest}"]
    return "\n".join(lines)
