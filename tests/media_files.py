"""Pictures and films, as small as they can be and still are what they say."""

import io

from PIL import Image


def a_picture(kind, size=(16, 9)):
    """Return a picture's file: PNG, JPEG, GIF or WEBP."""
    content = io.BytesIO()
    Image.new("RGB", size, "#0a5c4d").save(content, kind)
    return content.getvalue()


def an_mp4(codec="avc1", *boxes):
    """Return an MP4 with a track of a codec and no picture in it; ``boxes`` come in the place of its usual ones."""
    entry = (16).to_bytes(4, "big") + codec.encode() + bytes(8)
    moov = _box(b"moov", _box(b"trak", _box(b"stsd", bytes(4) + (1).to_bytes(4, "big") + entry)))
    return _box(b"ftyp", b"isom" + bytes(4)) + b"".join(boxes or (_box(b"mdat", bytes(20)), moov))


def a_webm(doc_type=b"webm"):
    """Return the beginning of a WebM file."""
    header = b"\x42\x82" + bytes([0x80 | len(doc_type)]) + doc_type
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(header)]) + header + b"\x18\x53\x80\x67\x80"


def _box(kind, content):
    return (8 + len(content)).to_bytes(4, "big") + kind + content
