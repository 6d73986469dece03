"""xlwings' configuration file: a line `"KEY","VALUE"` a setting, read by VBA's `Input #`. Changed line by line, so that all
else is preserved: foreign lines, their order, quoting, line ends, byte order mark and encoding."""

from __future__ import annotations

import codecs
import locale
import re
from dataclasses import dataclass

from dgmm_excel.errors import OutputError
from dgmm_excel.text import phrase

_LINE = re.compile(r'\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^",]*?))\s*,\s*(?:"(?P<value>[^"]*)"|(?P<plain>[^\r\n]*?))\s*')
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BETWEEN = ";"


@dataclass(frozen=True)
class Settings:
    """The file: its byte order mark, its encoding, its lines with their ends."""

    mark: bytes = b""
    encoding: str = "utf-8"
    lines: tuple[str, ...] = ()
    end: str = "\n"

    @classmethod
    def read(cls, data: bytes, end: str = "\n", encoding: str = "utf-8") -> Settings:
        """Return the settings in those bytes; `end` and `encoding` apply if the file does not show its own.

        Bytes that are not UTF-8 are read in the system's encoding, or else byte for byte, so that they can be written back.
        """
        mark, marked = next((one for one in _MARKS if data.startswith(one[0])), (b"", ""))
        text, encoding = _decoded(data[len(mark):], marked or (encoding if data.isascii() else ""))
        lines = tuple(re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))
        found = re.search(r"\r\n|\r|\n", text)
        return cls(mark, encoding, lines, found[0] if found else end)

    def data(self) -> bytes:
        """Return the file's bytes. Raises OutputError for a value that its encoding cannot hold."""
        try:
            return self.mark + "".join(self.lines).encode(self.encoding)
        except UnicodeEncodeError as error:
            raise OutputError(str(phrase("addin.encoding", text=error.object[error.start:error.end]))) from error

    def get(self, key: str) -> str | None:
        """Return a setting's value as xlwings finds it: from the first line with that key, in any case of letters."""
        place = self._place(key)
        return None if place is None else _value(self.lines[place])

    def with_value(self, key: str, value: str | None) -> Settings:
        """Return the settings with another value; None removes the line."""
        place = self._place(key)
        line = f'"{key}","{value}"'
        if place is not None:
            old = self.lines[place]
            end = old[len(old.rstrip("\r\n")):]
            new = () if value is None else (line + end,)
            return self._with((*self.lines[:place], *new, *self.lines[place + 1:]))
        if value is None:
            return self
        lines = list(self.lines)
        if lines and not lines[-1].endswith(("\r", "\n")):
            lines[-1] += self.end
        return self._with((*lines, line + self.end))

    def _with(self, lines: tuple[str, ...]) -> Settings:
        return Settings(self.mark, self.encoding, lines, self.end)

    def _place(self, key: str) -> int | None:
        return next((place for place, line in enumerate(self.lines) if _key(line).casefold() == key.casefold()), None)


def _decoded(data: bytes, encoding: str) -> tuple[str, str]:
    for one in filter(None, (encoding, "utf-8", locale.getpreferredencoding(False))):
        try:
            return data.decode(one), one
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def _key(line: str) -> str:
    found = _LINE.fullmatch(line)
    return "" if found is None else found["quoted"] if found["quoted"] is not None else found["bare"]


def _value(line: str) -> str:
    found = _LINE.fullmatch(line)
    if found is None:
        return ""
    return found["value"] if found["value"] is not None else found["plain"] or ""


def with_module(modules: str | None, module: str) -> str:
    """Return the list of modules with this one appended, unless the list has it."""
    if not modules:
        return module
    if module in modules.split(_BETWEEN):
        return modules
    return f"{modules.removesuffix(_BETWEEN)}{_BETWEEN}{module}"
