"""What somebody does beside a measurement, for as long as it lasts."""

import threading
from typing import Self


class Beside(threading.Thread):
    """A thread that starts with a `with` block, and is told by `ended` to stop at its end."""

    def __init__(self) -> None:
        super().__init__()
        self.ended = threading.Event()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.join()
