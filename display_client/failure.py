"""The error that ends a display with one sentence instead of a traceback."""


class DisplayFailure(Exception):
    """A display could not do its work.

    Args:
        sentence: names the file, key, program or address at fault.
        code: exit code: 1 failed, 2 wrong use.
    """

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code
