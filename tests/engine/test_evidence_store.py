"""The store of evidence: what it takes in, what it refuses, and that nothing is left behind."""

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from engine.errors import Invalid, NotFound
from engine.evidence_store import MEGABYTE, EvidenceStore


def a_photo(size: tuple[int, int] = (40, 30), kind: str = "JPEG", turned: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turned
    file = io.BytesIO()
    Image.new("RGB", size, "green").save(file, kind, exif=exif)
    return file.getvalue()


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence")


def files_in(store: EvidenceStore) -> list[Path]:
    return [path for path in store.root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (a_photo(kind="JPEG"), "image/jpeg"),
        (a_photo(kind="PNG"), "image/png"),
        (a_photo(kind="WEBP"), "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
    ],
)
def test_a_file_is_kept_byte_for_byte_under_its_hash(
    store: EvidenceStore, content: bytes, mime: str
) -> None:
    stored = store.put(io.BytesIO(content))

    assert (stored.sha256, stored.mime) == (hashlib.sha256(content).hexdigest(), mime)
    with store.open(stored.sha256) as file:
        assert file.read() == content


def test_the_same_photo_twice_is_one_file(store: EvidenceStore) -> None:
    first = store.put(io.BytesIO(a_photo()))
    second = store.put(io.BytesIO(a_photo()))

    assert first == second
    assert files_in(store) == [store.path(first.sha256)]


class Endless(io.RawIOBase):
    """A photo of 40 MB that counts how much of it was read."""

    read_so_far = 0

    def read(self, size: int = -1) -> bytes:
        if self.read_so_far >= 40 * MEGABYTE:
            return b""
        self.read_so_far += size
        return b"\xff" * size


def test_a_photo_of_40_megabytes_is_refused_before_it_is_read_to_the_end(
    store: EvidenceStore,
) -> None:
    photo = Endless()

    with pytest.raises(Invalid) as refused:
        store.put(photo)

    assert (refused.value.code, refused.value.params) == ("evidence.too_large", {"megabytes": 20})
    assert photo.read_so_far < 21 * MEGABYTE
    assert files_in(store) == []


@pytest.mark.parametrize(
    "content",
    [
        b"#!/bin/sh\necho",
        b"GIF89a" + bytes(50),
        a_photo()[:200],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
    ids=["a script", "another kind of picture", "a photo cut off", "a drawing"],
)
def test_a_file_that_is_no_photo_is_refused(store: EvidenceStore, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        store.put(io.BytesIO(content))

    assert refused.value.code == "evidence.not_an_image"
    assert files_in(store) == []


@pytest.mark.parametrize("size", [(9000, 8000), (14000, 14000)])
def test_a_picture_that_would_fill_the_memory_is_refused(
    store: EvidenceStore, size: tuple[int, int]
) -> None:
    file = io.BytesIO()
    Image.new("1", size).save(file, "PNG")
    file.seek(0)

    with pytest.raises(Invalid) as refused:
        store.put(file)

    assert refused.value.code == "evidence.too_many_pixels"


def test_an_empty_file_is_refused(store: EvidenceStore) -> None:
    with pytest.raises(Invalid) as refused:
        store.put(io.BytesIO())

    assert refused.value.code == "evidence.empty"


def test_the_thumbnail_stands_upright_and_the_original_keeps_its_orientation(
    store: EvidenceStore,
) -> None:
    stored = store.put(io.BytesIO(a_photo((800, 600), turned=6)))

    with Image.open(store.thumbnail(stored.sha256)) as small:
        assert small.size == (360, 480)
    with store.open(stored.sha256) as file, Image.open(file) as original:
        assert original.getexif()[0x0112] == 6


def test_a_file_that_was_never_stored_is_not_found(store: EvidenceStore) -> None:
    with pytest.raises(NotFound):
        store.open("0" * 64)
