"""A mail draft: an `.eml` file with one workbook or page attached, to open in a mail program, look at and send.

Nothing is sent from here. The same draft gives the same bytes. Its first header is a hash of all that follows: it tells a draft
that somebody changed from one as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.encoders import encode_base64
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from hashlib import sha256

from dgmm_excel.text import Lang, template_page

_SEAL = b"X-DGMM-Draft: "
_BREAK = b"\r\n"
#: All parts are Base64, which has no `_`: the boundary cannot occur in them.
_BOUNDARY = "=_dgmm_part"
#: `compat32` leaves headers as they are folded here; newer policies cut long parameters in a way that Outlook does not read.
_POLICY = compat32.clone(linesep="\r\n", mangle_from_=False, max_line_length=998)
#: The longest encoded word, in characters; with the space before it, it fills a line.
_LONGEST_WORD = 75
_WORKBOOK, _PAGE = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("text", "html")
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Attachment:
    """A workbook, or a page (`.html`), to attach: the name that the reader sees, and its bytes."""

    name: str
    content: bytes

    @property
    def type(self) -> tuple[str, str]:
        """Its MIME type, both parts."""
        return _PAGE if self.name.endswith(".html") else _WORKBOOK


@dataclass(frozen=True)
class Letter:
    """The subject, one line, and the text of a mail."""

    subject: str
    body: str


def letter(kind: str, lang: Lang, contact: str, **facts: object) -> Letter:
    """Return the letter of `templates/mail/<kind>.<lang>.j2`, filled with `facts`: its first line is the subject.

    A fact that is a text is put on one line; only `contact`, empty or the coordinator's own, may have several.
    """
    lines = {key: one_line(fact) if isinstance(fact, str) else fact for key, fact in facts.items()}
    page = template_page(f"mail/{kind}.{lang}.j2", contact=_CONTROLS.sub("", contact).strip(), **lines)
    subject, _, body = page.strip().partition("\n")
    return Letter(subject.strip(), body.strip() + "\n")


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def draft(to: Sequence[str], words: Letter, attached: Attachment) -> bytes:
    """Return the draft as a file. `to` are checked addresses (`Agency.addresses`)."""
    message = MIMEMultipart(boundary=_BOUNDARY)
    message["X-Unsent"] = "1"  # Outlook opens the file to be edited and sent
    message["To"] = ", ".join(to)
    message["Subject"] = _encoded(words.subject, "Subject")
    message.attach(MIMEText(words.body.replace("\n", "\r\n"), "plain", "utf-8"))
    message.attach(_attached(attached))
    return _sealed(message.as_bytes(policy=_POLICY))


def _encoded(words: str, before: str) -> str:
    """Return the words as a header has them (RFC 2047), folded; they can hold no break. `before` stands on the first line."""
    return Header(words, "utf-8", maxlinelen=_LONGEST_WORD, header_name=before).encode()


def _attached(file: Attachment) -> Message:
    """Return the part of an attachment, its name written twice: Outlook reads the type's, Thunderbird the disposition's."""
    part = MIMENonMultipart(*file.type, policy=_POLICY)
    part.set_payload(file.content)
    encode_base64(part)
    part.replace_header("Content-Type", f"{part.get_content_type()};\n name=\"{_encoded(file.name, 'name')}\"")
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", file.name))
    return part


def _sealed(rest: bytes) -> bytes:
    return _SEAL + sha256(rest).hexdigest().encode() + _BREAK + rest


def is_draft(data: bytes) -> bool:
    """Whether the bytes are a draft of this program, as written or changed since."""
    return data.startswith(_SEAL)


def is_as_written(data: bytes) -> bool:
    """Whether the bytes are a draft of this program that nobody has changed since."""
    return data == _sealed(data.partition(_BREAK)[2])
