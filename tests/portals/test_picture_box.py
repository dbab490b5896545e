"""Pictures of strangers: opened in a process of its own, whatever they claim and contain."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from channels.problems import ChannelError, SettingError
from pipeline.portals import picture_box
from pipeline.portals.picture_box import boxed_card, boxed_photo
from pipeline.portals.pictures import Pictures
from pipeline.stages.fetch import fetch
from pipeline.stages.render.cards import EXAMPLES
from pipeline.stages.render.photos import PIXELS, SIDE
from tests.loopback import answer, loopback


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, colour: int = 2, pixels: bytes = b"\0" * 100) -> bytes:
    head = struct.pack("!IIBBBBB", width, height, 8, colour, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(pixels))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(chunks) + data + chunk(b"IEND", b"")


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, form, **options)
    return kept.getvalue()


@cache
def bomb() -> bytes:
    return zlib.compress(b"x" * 200_000_000, 9)


def animated(form: str) -> bytes:
    frames = [Image.new("RGB", (60, 60), (n % 256, n // 256, 0)) for n in range(600)]
    return encoded(frames[0], form, save_all=True, append_images=frames[1:], duration=10)


SMALL = {"colour": 2, "pixels": b"\0" * (3 * 10 + 1) * 10}
REFUSED: dict[str, Callable[[], bytes]] = {
    "30,000 x 30,000 in 69 bytes": lambda: png(30_000, 30_000, pixels=b"\0"),
    "just beyond the limit": lambda: png(5_000, PIXELS // 5_000 + 1, pixels=b"\0"),
    "2 billion x 1": lambda: png(2_000_000_000, 1, pixels=b"\0"),
    "nothing": lambda: png(0, 0),
    "a GIF of 65,535 x 65,535": lambda: b"GIF89a" + b"\xff" * 4 + bytes(20),
    "a truncated photo": lambda: encoded(Image.effect_noise((900, 900), 90), "JPEG")[:20_000],
    "a truncated PNG": lambda: encoded(Image.effect_noise((900, 900), 90), "PNG")[:20_000],
    "a drawing": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "a TIFF": lambda: encoded(Image.new("RGB", (10, 10)), "TIFF"),
    "a page": lambda: b"%PDF-1.7",
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "200 MB of text in it": lambda: png(10, 10, chunk(b"zTXt", b"Comment\0\0" + bomb()), **SMALL),  # type: ignore[arg-type]
    "200 MB of colour profile in it": lambda: png(10, 10, chunk(b"iCCP", b"icc\0\0" + bomb()), **SMALL),  # type: ignore[arg-type]
}
READ: dict[str, Callable[[], bytes]] = {
    "as large as may be": lambda: encoded(Image.new("RGBA", (5_000, PIXELS // 5_000), (9, 9, 9, 9)), "PNG"),
    "as large, with a palette": lambda: encoded(Image.new("P", (5_000, PIXELS // 5_000)), "PNG"),
    "as large, in print colours": lambda: encoded(Image.new("CMYK", (5_000, PIXELS // 5_000)), "JPEG"),
    "a photo of 100 million pixels": lambda: encoded(Image.new("RGB", (11_600, 8_700), "teal"), "JPEG"),
    "10 MB of nothing after it": lambda: encoded(Image.new("RGB", (10, 10)), "JPEG") + bytes(10_000_000),
    "a GIF of many frames": lambda: animated("GIF"),
    "a WebP of many frames": lambda: animated("WEBP"),
    "a PNG of many frames": lambda: animated("PNG"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_shown_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(ChannelError) as caught:
        boxed_photo(REFUSED[name]())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", READ)
def test_what_can_be_shown_is_a_jpeg_made_within_the_limits(name: str) -> None:
    with Image.open(io.BytesIO(boxed_photo(READ[name]()))) as made:
        assert made.format == "JPEG"
        assert max(made.size) <= SIDE


def test_the_process_that_sends_unpacks_no_picture(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def never(*args: object, **options: object) -> None:
        raise AssertionError("unpacked here")

    monkeypatch.setattr(Image, "open", never)
    monkeypatch.setattr(Image, "new", never)
    pictures = Pictures(tmp_path, fetch.Limits(private=True))
    with loopback() as server:
        server.answers["/a"] = answer(200, PHOTO)
        assert pictures(server.url + "/a").content
    assert pictures(EXAMPLES["avviso"].reference()).content


PHOTO = encoded(Image.new("RGB", (3_000, 3_000), "green"), "PNG")


def test_a_picture_that_needs_too_much_memory_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_box, "MEMORY", 70_000_000)  # less than the interpreter and the pixels
    with pytest.raises(ChannelError, match="takes more than 10 seconds or 70 MB"):
        boxed_photo(PHOTO)


def test_one_that_takes_too_long_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_box, "SECONDS", 0)  # of computing; the system takes it for one
    with pytest.raises(ChannelError, match="takes more than 0 seconds"):
        boxed_card(replace(EXAMPLES["avviso"], title="parola " * 2_000_000))


def test_so_is_one_that_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_box, "PATIENCE", 0.01)
    with pytest.raises(ChannelError, match="takes more than 10 seconds"):
        boxed_photo(PHOTO)


def test_a_bad_picture_is_opened_once_for_all_channels(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[bytes] = []
    original = picture_box.boxed_photo
    monkeypatch.setattr(
        picture_box, "boxed_photo", lambda content: opened.append(content) or original(content)
    )
    pictures = Pictures(tmp_path, fetch.Limits(private=True))
    with loopback() as server:
        server.answers["/a"] = answer(200, REFUSED["30,000 x 30,000 in 69 bytes"]())
        for _ in range(3):
            with pytest.raises(ChannelError, match="too large a picture"):
                pictures(server.url + "/a")
    assert len(opened) == 1


def test_a_crest_is_a_picture_like_any_other(tmp_path: Path) -> None:
    file = tmp_path / "stemma.png"
    for content, why in ((REFUSED["just beyond the limit"](), "too large"), (b"<svg/>", "no picture")):
        file.write_bytes(content)
        with pytest.raises(SettingError, match=why) as caught:
            boxed_card(replace(EXAMPLES["avviso"], crest=str(file)))
        assert caught.value.key == "council.crest"


def test_no_secret_goes_into_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, str] = {}

    def run(*args: object, env: dict[str, str], **options: object) -> object:
        given.update(env)
        raise OSError

    monkeypatch.setenv("INFOSTIGLIA_WHATSAPP_TOKEN", "segreto")
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(ChannelError):
        boxed_photo(b"")
    assert os.environ.items() > given.items()
    assert "segreto" not in given.values()
