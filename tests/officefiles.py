"""LibreOffice as a second opinion on what was written, where it is installed."""

import pathlib
import shutil
import subprocess

import pytest

SOFFICE = shutil.which("soffice")


def converted(data: bytes, name: str, target: str, folder: pathlib.Path) -> bytes:
    """Return a file as LibreOffice writes it in another format; skips where it is not installed."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed")
    source = folder / name
    source.write_bytes(data)
    out = folder / "converted"
    subprocess.run(
        [
            SOFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            target,
            "--outdir",
            str(out),
            str(source),
        ],
        capture_output=True,
        timeout=120,
        check=False,
    )
    made = out / f"{source.stem}.{target}"
    if not made.exists() and name.endswith(".xlsx") and not _has_calc():
        pytest.skip("LibreOffice has no Calc")
    assert made.exists(), "LibreOffice cannot open it"
    return made.read_bytes()


def _has_calc() -> bool:
    assert SOFFICE is not None
    return any(pathlib.Path(SOFFICE).resolve().parent.glob("libsclo*"))
