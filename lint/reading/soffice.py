"""Old formats that LibreOffice alone reads well, turned into .docx by it; only where the user asks for that."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from .extracted import ReadingError

SECONDS = 60.0
"""How long a conversion may take unless more is told; LibreOffice needs one or two to start."""

# Nothing is fetched that a document links to, and no macro is run.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">\
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
</oor:items>
"""
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)


def convert(data: bytes, seconds: float) -> bytes:
    """Return a document that LibreOffice opens as .docx.

    The conversion has a profile of its own, without which two at a time would fail, in a folder that is removed.

    Raises:
        ReadingError: LibreOffice is not there, takes longer than `seconds`, or does not open the document.
    """
    program = _program()
    with tempfile.TemporaryDirectory(prefix="lawlint-", ignore_cleanup_errors=True) as folder:
        held = pathlib.Path(folder)
        user = held / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        (held / "in.doc").write_bytes(data)
        _run(
            [
                program,
                f"-env:UserInstallation={(held / 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--convert-to",
                "docx:MS Word 2007 XML",
                "--outdir",
                folder,
                str(held / "in.doc"),
            ],
            seconds,
        )
        try:
            return (held / "in.docx").read_bytes()
        except OSError as error:
            raise ReadingError(
                "damaged", "LibreOffice 打不开这个文件，可能已经损坏，或者有打开密码。请用原来的软件打开另存后再检查。"
            ) from error


def _program() -> str:
    """Return the path of LibreOffice."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        found = next((place for place in _PLACES if os.path.isfile(place)), None)
    if found is None:
        raise ReadingError(
            "missing_soffice", "没有找到 LibreOffice（soffice）。请安装它，或者用 WPS 或 Word 另存为 .docx 再检查。"
        )
    return found


def _run(command: list[str], seconds: float) -> None:
    """Run a command to its end, or end it with all that it has started."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise ReadingError(
            "timeout", f"LibreOffice {seconds:g} 秒内没有转换完，已停止。请用 WPS 或 Word 另存为 .docx 再检查。"
        ) from error
    finally:
        # LibreOffice is a script that starts the program proper; both are in the session that was made for them.
        if process.poll() is None:
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
