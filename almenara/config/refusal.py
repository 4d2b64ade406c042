"""What a command says when it cannot: one sentence and an exit code."""


class Refusal(Exception):
    """A sentence for the administrator and the exit code of the command (1 no, 2 unreadable)."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code
