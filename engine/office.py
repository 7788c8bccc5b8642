"""LibreOffice without a window: papers become PDF with their fonts inside."""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from engine.errors import Broken, Conflict

PROGRAMS: Final = ("soffice", "libreoffice")
#: A first start on a slow machine, and what each paper adds.
SECONDS: Final = 90
SECONDS_EACH: Final = 5


def available() -> bool:
    """Whether this machine can make PDFs."""
    return _program() is not None


def to_pdf(papers: Mapping[str, bytes]) -> dict[str, bytes]:
    """Turn DOCX files into PDFs, all in one run; the names are ours and plain."""
    program = _program()
    if program is None:
        raise Conflict("office.missing")
    if not papers:
        return {}
    with tempfile.TemporaryDirectory(prefix="yancha-office-") as name:
        folder = Path(name)
        for key, docx in papers.items():
            (folder / f"{key}.docx").write_bytes(docx)
        _run(program, folder, SECONDS + SECONDS_EACH * len(papers))
        made = {key: folder / f"{key}.pdf" for key in papers}
        lacking = sorted(key for key, path in made.items() if not path.exists())
        if lacking:
            raise Broken("office.failed", papers=lacking)
        return {key: path.read_bytes() for key, path in made.items()}


def _run(program: str, folder: Path, seconds: float) -> None:
    try:
        subprocess.run(  # noqa: S603 - the program found above, with files of ours
            [
                program,
                "--headless",
                "--norestore",
                "--nolockcheck",
                # A profile of its own: runs side by side do not wait for each other.
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--convert-to",
                "pdf:writer_pdf_Export",
                "--outdir",
                str(folder),
                *(str(path) for path in sorted(folder.glob("*.docx"))),
            ],
            check=True,
            capture_output=True,
            timeout=seconds,
            cwd=folder,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Broken("office.failed", reason=type(error).__name__) from error


def _program() -> str | None:
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)
