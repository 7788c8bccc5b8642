"""What can go wrong, as one tree: a stable code and the facts that the words need.

Commands raise these and nobody catches them but the edge, which turns them into a page, a
problem document or a line of the terminal in the user's language.
"""


class YanchaError(Exception):
    """Base of all errors that a user can be told about."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        #: For example `work_item.done`; the catalogue of the edge has the words.
        self.code = code
        #: What the words mention: names, numbers, dates.
        self.params = params

    def __str__(self) -> str:
        facts = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code} ({facts})" if facts else self.code


class Invalid(YanchaError):
    """The data is not what was asked for; `errors` says what, field by field."""

    def __init__(
        self,
        code: str = "data.invalid",
        errors: dict[str, list[dict[str, object]]] | None = None,
        **params: object,
    ) -> None:
        super().__init__(code, **params)
        #: Field -> problems, each with its own `code` and `params`.
        self.errors = errors or {}


class Forbidden(YanchaError):
    """This person must not do this, whatever the way in."""


class NotFound(YanchaError):
    """There is no such thing, or it is none of the person's business."""


class Conflict(YanchaError):
    """Somebody else was faster, or the thing is not in the state for it."""


class Broken(YanchaError):
    """The system itself failed to take a step; it becomes an incident."""
