"""What everything is compared with: a Flask view that returns a constant."""

import os
from pathlib import Path

from flask import Flask, Response

PAGE = Path(os.environ["BENCH_PAGE"]).read_bytes()

app = Flask(__name__)


@app.get("/<path:path>")
@app.get("/")
def page(path: str = "") -> Response:
    return Response(PAGE, content_type="text/html; charset=utf-8")
