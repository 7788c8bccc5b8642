"""What every session of a process carries: where files lie, and the key of identities."""

from engine import confidential, document_files
from yancha.settings import Settings


def carried(given: Settings) -> dict[str, object]:
    """Give what `session_factory` wants, from the settings of this machine."""
    return {
        **document_files.keeping(given.home),
        **confidential.keeping(given.secret("confidential")),
    }
