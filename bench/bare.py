"""What everything is compared with: Flask views that return a constant of so many bytes."""

import os
from functools import partial

from flask import Flask, Response

app = Flask(__name__)

# `/3200` answers 3,200 bytes. No converter, no argument: nothing Flask does is cheaper.
for size in dict.fromkeys(os.environ["BENCH_SIZES"].split()):
    page = b"x" * int(size)
    view = partial(Response, page, content_type="text/html; charset=utf-8")
    app.add_url_rule(f"/{size}", size, view)
