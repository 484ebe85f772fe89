"""The command line in Vietnamese: usage, help and what is wrong with the arguments."""

import argparse
import re
import sys
from typing import Any, Final, NoReturn

SAID: Final[tuple[tuple[str, str], ...]] = (
    (r"argument (.+?): (.+)", r"{0}: {1}"),
    (r"the following arguments are required: (.+)", "thiếu {0}"),
    (r"one of the arguments (.+) is required", "cần một trong {0}"),
    (r"unrecognized arguments: (.+)", "không hiểu {0}"),
    (r"ambiguous option: (.+) could match (.+)", "{0} có thể là {1}; hãy ghi đủ"),
    (r"invalid choice: (.+) \(choose from (.+)\)", "không có {0}; chọn một trong {1}"),
    (r"invalid (?:int|float) value: (.+)", "{0} không phải là số"),
    (r"invalid .+ value: (.+)", "giá trị {0} không dùng được"),
    (r"not allowed with argument (.+)", "không dùng cùng với {0}"),
    (r"ignored explicit argument (.+)", "không nhận giá trị {0}"),
    (r"expected one argument", "cần một giá trị"),
    (r"expected at most one argument", "chỉ nhận một giá trị"),
    (r"expected at least one argument", "cần ít nhất một giá trị"),
    (r"expected (\d+) arguments?", "cần {0} giá trị"),
    (r"can't open (.+?): (.+)", "không mở được {0}: {1}"),
)
"""What `argparse` says in English -> the same in Vietnamese; what stands in brackets is put in, said over again."""


def vietnamese(message: str) -> str:
    """A message of `argparse` in Vietnamese; one that is not known stays as it is."""
    for pattern, said in SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return said.format(*map(vietnamese, found.groups()))
    return message


class Help(argparse.HelpFormatter):
    """Help whose first word is Vietnamese."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Begin with the usage."""
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks Vietnamese, and so do the parsers of its commands."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **{"formatter_class": Help} | more)
        self._positionals.title, self._optionals.title = "phải ghi", "tuỳ chọn"
        for action in self._actions:
            if isinstance(action, argparse._HelpAction):
                action.help = "hiện phần trợ giúp này"

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong; exit with 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {vietnamese(message)}\n")
