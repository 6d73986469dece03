"""Start the program, as `dgmm` or as `python -m dgmm_excel`."""

from __future__ import annotations

import os
import sys

from dgmm_excel import interruption, unneeded

FAILED = 2


def main() -> None:
    """Run the program, and exit with its code. Ctrl-C ends it with one line from its first import on."""
    _speak_utf_8()
    unneeded.collect_less()
    interruption.watch()
    unneeded.leave_out()
    try:
        from dgmm_excel.cli import main as run

        run()
    except (KeyboardInterrupt, Exception) as error:
        if not interruption.caused(error):
            raise
        interruption.silence()
        sys.stderr.write(f"dgmm: {interruption.WORDS}\n")
        sys.exit(FAILED)
    finally:
        interruption.silence()  # all is done and said: what is left is Python's own end


def _speak_utf_8() -> None:
    """Start again in Python's UTF-8 mode where the system's encoding is ASCII: it can neither name nor tell a Thai file.

    Python takes that mode by itself unless the environment forbids it.
    """
    if os.name == "posix" and sys.getfilesystemencoding() == "ascii":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", "-m", "dgmm_excel", *sys.argv[1:]])


if __name__ == "__main__":
    main()
