"""Expected refusals: a stable code and a sentence; nothing has changed when one is raised."""


class Refusal(Exception):
    """An action the rules don't allow now.

    Args:
        code: one of ``contract.error_codes.ERROR_CODES``.
        detail: one sentence that names the thing and both sides.
        field: the request's field at fault, if one is.
    """

    def __init__(self, code: str, detail: str, field: str | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.field = field


class Misread(Refusal):
    """A text that isn't written as it has to be; ``said`` is the part at fault."""

    def __init__(self, code: str, detail: str, field: str, said: str) -> None:
        super().__init__(code, detail, field)
        self.said = said
