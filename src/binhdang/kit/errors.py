"""Refusals and conflicts, as exceptions that carry their Vietnamese reason."""


class Refused(Exception):
    """The person may not do this now. `reason` says why, `who_can` says who could (both Vietnamese sentences)."""

    def __init__(self, reason: str, who_can: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.who_can = who_can


class BadInput(Exception):
    """What was given cannot be used. `problems` is a list of (place, message) in Vietnamese."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{place}: {message}" if place else message for place, message in problems))
        self.problems = problems


class Conflict(Exception):
    """Somebody else saved first. `theirs` holds the stored version so that both can be shown."""

    def __init__(self, theirs: object) -> None:
        super().__init__("Nội dung đã được người khác sửa trong lúc bạn đang nhập.")
        self.theirs = theirs
