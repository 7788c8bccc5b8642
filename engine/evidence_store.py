"""Where the files of evidence lie: content-addressed by SHA-256 in a local folder."""

import contextlib
import hashlib
import os
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

from PIL import Image, ImageOps, UnidentifiedImageError

from engine.errors import Invalid, NotFound

MEGABYTE: Final = 1024 * 1024
LIMIT: Final = 20 * MEGABYTE
CHUNK: Final = 256 * 1024
#: A picture with more pixels is a decompression bomb or no photo of a phone.
MAX_PIXELS: Final = 60_000_000
THUMBNAIL: Final = 480
PDF: Final = "application/pdf"
MIMES: Final = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "MPO": "image/jpeg"}
#: The only decoders that are ever tried; MPO is what many phones call their JPEG.
READ: Final = ("JPEG", "PNG", "WEBP")
SUFFIXES: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    PDF: ".pdf",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is in the store now."""

    sha256: str
    mime: str
    size: int


class Readable(Protocol):
    """What an upload is: something to read from, once."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, none at the end."""
        ...


class EvidenceStore:
    """A folder of files that are never changed; the name of a file is the hash of its bytes."""

    def __init__(self, root: Path, limit: int = LIMIT) -> None:
        self.root = root
        self.limit = limit

    def put(self, stream: Readable) -> Stored:
        """Take a file in, or refuse it; what is refused leaves nothing behind."""
        self.root.mkdir(parents=True, exist_ok=True)
        with self._temporary() as (file, temporary):
            sha256, size = self._receive(stream, file)
            mime = kind_of(temporary)
            target = self.path(sha256)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                # A rename within a folder's file system is atomic: nobody reads half a file.
                temporary.replace(target)
                _sync(target.parent)
        return Stored(sha256, mime, size)

    def keep(self, content: bytes) -> str:
        """Keep a file that Yancha made itself; returns its name."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            with self._temporary() as (file, temporary):
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                temporary.replace(target)
                _sync(target.parent)
        return sha256

    def open(self, sha256: str) -> IO[bytes]:
        """Open a stored file for reading."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise NotFound("evidence.file_missing", sha256=sha256) from error

    def path(self, sha256: str) -> Path:
        """Where the file of this hash lies."""
        return self.root / sha256[:2] / sha256

    def thumbnail(self, sha256: str) -> Path:
        """A small upright JPEG of a stored picture, made when it is first asked for."""
        small = self.root / "thumbnails" / sha256[:2] / f"{sha256}.jpg"
        if not small.exists():
            small.parent.mkdir(parents=True, exist_ok=True)
            with self.open(sha256) as file, Image.open(file) as picture:
                # The original keeps its EXIF; only the small copy is turned upright.
                upright = ImageOps.exif_transpose(picture).convert("RGB")
                upright.thumbnail((THUMBNAIL, THUMBNAIL))
                with self._temporary() as (_, temporary):
                    upright.save(temporary, "JPEG", quality=80)
                    temporary.replace(small)
        return small

    @contextlib.contextmanager
    def _temporary(self) -> Iterator[tuple[IO[bytes], Path]]:
        handle, name = tempfile.mkstemp(prefix="incoming-", dir=self.root)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file, path
        finally:
            path.unlink(missing_ok=True)

    def _receive(self, stream: Readable, file: IO[bytes]) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > self.limit:
                raise Invalid("evidence.too_large", megabytes=self.limit // MEGABYTE)
            digest.update(chunk)
            file.write(chunk)
        if not size:
            raise Invalid("evidence.empty")
        file.flush()
        os.fsync(file.fileno())
        return digest.hexdigest(), size


def kind_of(path: Path) -> str:
    """Return the MIME type that the bytes prove; the name and the browser's word do not count."""
    with path.open("rb") as file:
        if file.read(5) == b"%PDF-":
            return PDF
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _picture(path)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Invalid("evidence.too_many_pixels", millions=MAX_PIXELS // 1_000_000) from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise Invalid("evidence.not_an_image") from error


def _picture(path: Path) -> str:
    with Image.open(path, formats=READ) as picture:
        width, height = picture.size
        if width * height > MAX_PIXELS:
            raise Invalid("evidence.too_many_pixels", millions=MAX_PIXELS // 1_000_000)
        # Decoding finds a file that was cut off; verify() does not.
        picture.load()
        return MIMES[str(picture.format)]


def _sync(folder: Path) -> None:
    """Make the rename survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
