"""`dgmm addin` in a made-up home: install then remove leaves every file and folder as it was."""

from __future__ import annotations

import codecs
import itertools
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dgmm_excel import cli
from dgmm_excel.addin import install as installing
from dgmm_excel.addin.install import ADDIN, MODULE, RECORD, XLWINGS, Computer, Platform, install, remove, status
from dgmm_excel.addin.xlwings_conf import Settings, with_module
from dgmm_excel.errors import OutputError
from dgmm_excel.files import write_atomically

PLATFORMS: tuple[Platform, ...] = ("windows", "mac")
ONE, OTHER = b"add-in, one", b"add-in, two"
FOREIGN = {
    "plain": b'"LICENSE_KEY","noncommercial"\n"SHOW CONSOLE","False"\n',
    "crlf": b'"LICENSE_KEY","noncommercial"\r\n\r\n"PYTHONPATH","C:\\a, b;C:\\c"\r\n',
    "no end of line": b'"LICENSE_KEY","x"',
    "mark": codecs.BOM_UTF8 + '"PYTHONPATH","C:\\งาน"\r\n'.encode(),
    "thai code page": '"PYTHONPATH","C:\\งาน"\r\n'.encode("cp874"),
    "set already": b'"INTERPRETER_WIN","C:\\old\\python.exe"\r\n"INTERPRETER_MAC","/old/python"\r\n"UDF MODULES","mine;yours;"\r\n"X","1"\r\n',
    "unquoted": b"INTERPRETER_WIN,python\nUDF MODULES,mine\n# a line, of something else\n",
    "empty": b"",
}


@pytest.fixture(params=PLATFORMS)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Computer:
    home = tmp_path / "บ้าน"
    home.mkdir()
    python = tmp_path / "python.exe"
    python.touch()
    return Computer(request.param, home, home / "Roaming" if request.param == "windows" else None, str(python))


def everything(folder: Path) -> dict[str, Any]:
    """All files with their content and mode, all folders."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode) if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def one() -> bytes:
    return ONE


def configured(machine: Computer) -> Settings:
    return Settings.read(machine.settings.read_bytes())


def test_where_things_lie_is_where_excel_and_xlwings_look(tmp_path: Path) -> None:
    windows = Computer("windows", Path("/u"), Path("/u/AppData/Roaming"))
    assert str(windows.start_folder) == "/u/AppData/Roaming/Microsoft/Excel/XLSTART" == str(Computer("windows", Path("/u")).start_folder)
    assert str(windows.settings) == "/u/.xlwings/xlwings.conf"
    mac = Computer("mac", Path("/u"))
    assert str(mac.start_folder) == (
        "/u/Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel")
    assert str(mac.settings) == "/u/Library/Containers/com.microsoft.Excel/Data/xlwings.conf"
    import xlwings

    assert Computer.here().settings == Path(xlwings.USER_CONFIG_FILE)
    source = Path(xlwings.__file__).read_text("utf-8")
    assert '"Library",\n        "Containers",\n        "com.microsoft.Excel",\n        "Data",\n        "xlwings.conf"' in source


def test_install_then_remove_in_an_empty_home(machine: Computer) -> None:
    told = install(machine, one)
    assert (machine.start_folder / ADDIN).read_bytes() == ONE and not told.look
    found = configured(machine)
    assert found.get(machine.interpreter_key) == machine.interpreter and found.get("UDF MODULES") == MODULE
    assert status(machine).look is False
    assert not remove(machine).look
    assert everything(machine.home) == {}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("elsewhere", [False, True])
def test_install_then_remove_leaves_everything_as_it_was(machine: Computer, content: bytes, elsewhere: bool, tmp_path: Path) -> None:
    machine.settings.parent.mkdir(parents=True)
    machine.settings.write_bytes(content)
    machine.settings.chmod(0o600)
    machine.start_folder.mkdir(parents=True)
    (machine.start_folder / "mine.xlam").write_bytes(b"mine")
    folder = tmp_path / "ที่อื่น" / "add-ins" if elsewhere else None
    before = everything(tmp_path)
    install(machine, one, folder)
    assert ((folder or machine.start_folder) / ADDIN).read_bytes() == ONE
    lines = machine.settings.read_bytes().splitlines()
    kept = [line for line in content.splitlines() if b"INTERPRETER" not in line and b"UDF MODULES" not in line]
    assert [line for line in lines if line in kept] == kept
    assert configured(machine).get(machine.interpreter_key) == machine.interpreter
    modules = Settings.read(content).get("UDF MODULES")
    assert configured(machine).get("udf modules") == with_module(modules, MODULE)
    assert not status(machine, folder).look
    remove(machine, folder)
    assert everything(tmp_path) == before


def test_an_own_add_in_of_that_name_comes_back(machine: Computer) -> None:
    machine.start_folder.mkdir(parents=True)
    (machine.start_folder / ADDIN).write_bytes(b"older")
    before = everything(machine.home)
    install(machine, one)
    remove(machine)
    assert everything(machine.home) == before


def test_twice_is_once_and_a_newer_one_still_goes_back_to_the_first(machine: Computer) -> None:
    machine.settings.parent.mkdir(parents=True)
    machine.settings.write_bytes(FOREIGN["set already"])
    before = everything(machine.home)
    install(machine, one)
    once = everything(machine.home)
    install(machine, one)
    assert everything(machine.home) == once
    install(machine, lambda: OTHER)
    assert (machine.start_folder / ADDIN).read_bytes() == OTHER
    remove(machine)
    assert everything(machine.home) == before


def test_a_file_changed_since_is_left_alone_with_a_word(machine: Computer) -> None:
    install(machine, one)
    theirs = machine.settings.read_bytes() + b'"LICENSE_KEY","x"\n'
    machine.settings.write_bytes(theirs)
    assert status(machine).look
    told = remove(machine)
    assert told.look and any(str(machine.settings) in words.en and "left alone" in words.en for words in told.lines)
    assert machine.settings.read_bytes() == theirs
    assert not (machine.start_folder / ADDIN).exists()


def test_what_somebody_added_between_two_installs_stays(machine: Computer) -> None:
    machine.settings.parent.mkdir(parents=True)
    machine.settings.write_bytes(FOREIGN["plain"])
    install(machine, one)
    machine.settings.write_bytes(machine.settings.read_bytes() + b'"CONDA ENV","x"\n')
    install(machine, one)
    assert not remove(machine).look
    assert machine.settings.read_bytes() == FOREIGN["plain"] + b'"CONDA ENV","x"\n'


def test_remove_without_install_touches_nothing(machine: Computer) -> None:
    machine.start_folder.mkdir(parents=True)
    (machine.start_folder / ADDIN).write_bytes(b"by hand")
    before = everything(machine.home)
    assert not remove(machine).look
    assert "by dgmm addin install" in status(machine).lines[0].en
    assert everything(machine.home) == before


@pytest.mark.parametrize("fails_at", [0, 1, 2])
def test_an_interrupted_install_can_be_undone_or_done_again(machine: Computer, fails_at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    machine.settings.parent.mkdir(parents=True)
    machine.settings.write_bytes(FOREIGN["crlf"])
    before, count, real = everything(machine.home), itertools.count(), write_atomically

    def failing(path: Path, data: bytes) -> Path:
        if next(count) == fails_at:
            raise KeyboardInterrupt
        return real(path, data)

    monkeypatch.setattr(installing, "write_atomically", failing)
    with pytest.raises(KeyboardInterrupt):
        install(machine, one)
    monkeypatch.undo()
    halfway = everything(machine.home)
    remove(machine)
    assert everything(machine.home) == before
    for path, content in halfway.items():  # as it was when it was interrupted
        if content is not None:
            (machine.home / path).parent.mkdir(parents=True, exist_ok=True)
            (machine.home / path).write_bytes(content[0])
        else:
            (machine.home / path).mkdir(parents=True, exist_ok=True)
    install(machine, one)
    assert not status(machine).look
    remove(machine)
    assert everything(machine.home) == before or fails_at == 0


def test_status_says_where_the_python_is_gone_and_where_xlwings_own_add_in_lies(machine: Computer) -> None:
    install(machine, one)
    (machine.start_folder / XLWINGS).touch()
    assert any(str(machine.start_folder / XLWINGS) in words.en for words in status(machine).lines)
    Path(machine.interpreter).unlink()
    told = status(machine)
    assert told.look and any("is not there" in words.en and machine.interpreter in words.en for words in told.lines)


def test_a_record_that_is_none_is_an_error(machine: Computer) -> None:
    machine.start_folder.mkdir(parents=True)
    for text in ("", "{}", "[1]", '{"changes": [{}], "folders": []}'):
        (machine.start_folder / RECORD).write_text(text)
        for action in (status, remove, lambda machine: install(machine, one)):
            with pytest.raises(OutputError):
                action(machine)


def test_a_value_with_a_comma_or_an_unknown_line_is_read_as_vba_reads_it() -> None:
    settings = Settings.read(FOREIGN["crlf"])
    assert settings.get("pythonpath") == "C:\\a, b;C:\\c"
    assert settings.data() == FOREIGN["crlf"]
    assert Settings.read(FOREIGN["thai code page"]).data() == FOREIGN["thai code page"]


@pytest.mark.parametrize(("modules", "wanted"), [
    (None, MODULE), ("", MODULE), ("a", f"a;{MODULE}"), ("a;b;", f"a;b;{MODULE}"), (f"{MODULE};b", f"{MODULE};b"),
])
def test_the_module_is_added_once_behind_the_others(modules: str | None, wanted: str) -> None:
    assert with_module(modules, MODULE) == wanted == with_module(wanted, MODULE)


# -- the command -----------------------------------------------------------------------------------


def run(machine: Computer, monkeypatch: pytest.MonkeyPatch, *words: str) -> Any:
    monkeypatch.setattr(Computer, "here", classmethod(lambda cls: machine))
    monkeypatch.setattr(installing, "built", one)
    return CliRunner().invoke(cli.app, ["addin", *words])


def test_the_command_says_what_it_did_in_both_languages(machine: Computer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = str(tmp_path / "there")
    done = run(machine, monkeypatch, "install", "--dir", folder)
    assert done.exit_code == 0 and "แล้ว" in done.stdout and "Put the add-in at" in done.stdout
    assert run(machine, monkeypatch, "status", "--dir", folder).exit_code == 0
    (tmp_path / "there" / ADDIN).write_bytes(b"changed")
    assert run(machine, monkeypatch, "status", "--dir", folder).exit_code == 1
    assert run(machine, monkeypatch, "remove", "--dir", folder).exit_code == 1
    assert run(machine, monkeypatch, "remove", "--dir", folder).exit_code == 0
    assert run(machine, monkeypatch, "refresh").exit_code == 2


def test_what_cannot_be_done_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Computer("linux", tmp_path)
    done = run(machine, monkeypatch, "install")
    assert done.exit_code == 2 and "--dir" in done.output
    (tmp_path / "file").touch()
    done = run(machine, monkeypatch, "install", "--dir", str(tmp_path / "file" / "under"))
    assert done.exit_code == 2 and "Traceback" not in done.output and len(done.output.strip().splitlines()) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_an_add_in_that_excel_holds_open_is_said_so(machine: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    install(machine, one)

    def held(source: Any, target: Any) -> None:
        raise PermissionError(13, "in use", str(target))

    monkeypatch.setattr(os, "replace", held)
    done = run(machine, monkeypatch, "install")
    assert done.exit_code == 2 and len(done.output.strip().splitlines()) == 1
    assert "Traceback" not in done.output
