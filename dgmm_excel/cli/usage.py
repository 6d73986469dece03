"""Wrong usage of the command line, told in both languages: what typer says in English alone."""

from __future__ import annotations

import re
import sys
from typing import Any

from dgmm_excel.text import Text, phrase


def show(error: Any) -> None:
    """Print a usage error of typer on stderr: what is wrong, then the command that shows the right use.

    A command without any argument prints its help instead.
    """
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()
        return
    context = getattr(error, "ctx", None)
    command = " ".join(filter(None, ("dgmm", context.info_name if context is not None and context.parent else "")))
    sys.stderr.write(f"dgmm: {_wrong(error)}\n  {phrase('usage.help', command=f'{command} --help')}\n")


def _wrong(error: Any) -> Text:
    message = str(error.message)
    match type(error).__name__:
        case "MissingParameter":
            return phrase("usage.missing", what=_parameter(error))
        case "NoSuchOption":
            return phrase("usage.option", name=error.option_name, near=", ".join(error.possibilities or ()))
        case "BadOptionUsage":
            return phrase("usage.value", name=error.option_name)
    if command := re.match(r"No such command '(.*?)'\.(?: Did you mean (.*)\?)?", message):
        return phrase("usage.command", name=command[1], near=(command[2] or "").replace("'", ""))
    if extra := re.match(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", message):
        return phrase("usage.extra", words=extra[1])
    if choice := re.search(r"'(.*)' is not one of (.*?)\.?$", message):
        allowed = choice[2].replace("'", "")
        return phrase("usage.choice", what=_parameter(error), given=choice[1], allowed=allowed)
    return phrase("usage.other", message=error.format_message())


def _parameter(error: Any) -> str:
    return str(error.param.get_error_hint()).replace("'", "")
