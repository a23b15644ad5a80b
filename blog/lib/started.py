"""What the app behind a WSGI layer says an answer starts with."""

from collections.abc import Callable


class Started:
    """A `start_response` that keeps the status and the headers."""

    status: str
    headers: list[tuple[str, str]]

    def __call__(
        self, status: str, headers: list[tuple[str, str]], _error: object = None
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return _never_written


def _never_written(_data: bytes) -> None:
    raise RuntimeError("Flask answers with a body and never writes")
