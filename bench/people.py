"""Who uses a blog over HTTP: one who comments, and the admin at the desk."""

import http.client
import io
import time
from datetime import datetime
from html.parser import HTMLParser
from itertools import count
from urllib.parse import urlencode

from PIL import Image

from bench.blog import PASSWORD, WRITER
from bench.server import SECRET
from blog.lib import captcha

FORM = "application/x-www-form-urlencoded"
TEXT = "第 {n} 条评论,写得**很好**,谢谢。See https://example.org/{n} for more."
_numbers = count(1)


class Answer:
    """What came back: status, body, where it leads and the cookies it sets."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.body = response.read()
        self.status = response.status
        self.location = response.headers.get("Location", "")
        self.tag = response.headers.get("ETag", "")
        cookies = response.headers.get_all("Set-Cookie") or []
        self.cookies = dict(line.split(";")[0].partition("=")[::2] for line in cookies)


class Line:
    """A connection that stays open as long as the server lets it."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(
        self, method: str, path: str, body: bytes | str | None = None, **headers: str
    ) -> Answer:
        """One request. Raises OSError or HTTPException when it was cut."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self.connection.request(method, path, body, sent)
            return Answer(self.connection.getresponse())
        except BaseException:
            self.connection.close()
            raise

    def comment(self, article: int) -> Answer:
        """Send a comment on article-<number>, from a network address of one's own."""
        n = next(_numbers)
        token = captcha.issue(SECRET.encode(), article, time.time() - 60)
        nonce = captcha.read(SECRET.encode(), token, time.time()).nonce
        fields = {
            "name": f"读者{n}",
            "body": TEXT.format(n=n),
            "token": token,
            "captcha": captcha.digits(SECRET.encode(), nonce),
        }
        return self.ask(
            "POST",
            f"/articles/article-{article}/comments",
            urlencode(fields),
            Content_Type=FORM,
            X_Forwarded_For=f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}",
        )


class Admin:
    """The writer, logged in, with a browser's cookies."""

    def __init__(self, port: int) -> None:
        self.cookies: dict[str, str] = {}
        self.line = Line(port)
        door = _Form(self.ask("GET", "/login").body)
        door.fields |= {"login_name": WRITER, "login_password": PASSWORD}
        answer = self.ask("POST", "/login", urlencode(door.fields), Content_Type=FORM)
        if answer.status != 303:
            raise SystemExit(f"the admin could not log in: {answer.status}")

    def ask(
        self, method: str, path: str, body: bytes | str | None = None, **headers: str
    ) -> Answer:
        """One request with the cookies that earlier answers set."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.line.ask(method, path, body, Cookie=cookies, **headers)
        self.cookies |= answer.cookies
        return answer

    def save(self, article: int, said: str) -> Answer:
        """Open the article, write a paragraph more, save it."""
        return self._edit(article, do="save", said=said)

    def reschedule(self, article: int, at: datetime) -> Answer:
        """Let the article be published at that time, in the zone of the site."""
        return self._edit(article, do="publish", published_at=f"{at:%Y-%m-%dT%H:%M:%S}")

    def _edit(self, article: int, said: str = "", **fields: str) -> Answer:
        path = f"/admin/articles/{article}"
        page = self.ask("GET", path)
        if page.status != 200:
            return page
        form = _Form(page.body, "write")
        form.fields |= fields
        if said:
            form.fields["body"] = form.fields["body"][:6000] + f"\n\n{said}"
        return self.ask("POST", path, urlencode(form.fields), Content_Type=FORM)

    def upload(self, number: int) -> Answer:
        """Upload a picture that nobody has seen before."""
        form = _Form(self.ask("GET", "/admin/media").body)
        picture = io.BytesIO()
        colour = (number % 256, number // 256 % 256, 128)
        Image.new("RGB", (640, 400), colour).save(picture, "PNG")
        edge = "--------bench"
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
            f"{form.fields['csrf_token']}\r\n"
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{number}.png"\r\n'
            "Content-Type: image/png\r\n\r\n"
        ).encode()
        return self.ask(
            "POST",
            "/admin/media",
            body + picture.getvalue() + f"\r\n--{edge}--\r\n".encode(),
            Content_Type=f"multipart/form-data; boundary={edge}",
            Accept="application/json",
        )


class _Form(HTMLParser):
    """The fields of a form as a browser would send them; of all forms when none is named."""

    def __init__(self, page: bytes, name: str = "") -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.name = name
        self._inside = not name
        self._text = self._select = ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        name = given.get("name", "")
        if tag == "form" and self.name:
            self._inside = given.get("id") == self.name
        if not self._inside:
            return
        ticked = "checked" in given or given.get("type") not in {"checkbox", "radio"}
        if tag == "input" and name and ticked and given.get("type") not in {"submit", "file"}:
            self.fields[name] = given.get("value", "")
        elif tag == "textarea":
            self._text = name
            self.fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            first = self._select not in self.fields
            if first or "selected" in given:
                self.fields[self._select] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text:
            # The first line break after the tag is none of the text's.
            self.fields[self._text] = self.fields[self._text].removeprefix("\n")
            self._text = ""
        elif tag == "select":
            self._select = ""
