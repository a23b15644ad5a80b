"""Small files to upload."""

from io import BytesIO
from typing import Any

from PIL import Image

PDF = b"%PDF-1.7\n" + b"1 0 obj\n" * 40
MP3 = b"ID3\x04\x00" + bytes(range(256)) * 8
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(
    colour: str = "tomato", size: tuple[int, int] = (60, 40), kind: str = "PNG", **options: Any
) -> bytes:
    """A picture of one colour with a line across, so that it is worth making smaller."""
    image = Image.new("RGB", size, colour)
    image.paste("white", (0, size[1] // 3, size[0], size[1] // 2))
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
