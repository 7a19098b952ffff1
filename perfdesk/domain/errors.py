"""The one kind of failure a person can act on. Everything else that is raised is a bug."""


class UserError(Exception):
    """Something the clerk can mend.

    Args:
        message: what happened and where (file, sheet, cell), in Chinese.
        hint: what to do next, in Chinese.
        code: the E_ code where one exists (guard, package), else "".
    """

    def __init__(self, message: str, hint: str = "", code: str = "") -> None:
        """Keep the three parts apart: a window shows them apart."""
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        """The message and what to do next, as a clerk reads it."""
        return f"{self.message}。{self.hint}" if self.hint else self.message


class Cancelled(Exception):  # noqa: N818 - a wish of the clerk, not an error
    """The clerk pressed 取消; the surrounding change rolls back."""
