"""An editor that is gone takes its server with it, also one that was killed and left its pipes to others."""

import os
import sys
import threading
import time

_EVERY = 0.5
_STILL_ACTIVE = 259
_QUERY_LIMITED = 0x1000


def end_with(process: int) -> None:
    """End this process soon after another one has ended.

    One that is not to be seen from here, as from within a container, is not waited for.
    """
    if alive(process):
        threading.Thread(target=_wait, args=(process,), name="parent", daemon=True).start()


def _wait(process: int) -> None:
    while alive(process):
        time.sleep(_EVERY)
    # A thread that waits for input that never comes could not be ended in any other way.
    os._exit(1)


def alive(process: int) -> bool:
    """Tell whether a process is there."""
    if sys.platform == "win32":
        return _alive_on_windows(process)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def _alive_on_windows(process: int) -> bool:
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(_QUERY_LIMITED, False, process)
    if not handle:
        return False
    status = ctypes.c_ulong()
    known = kernel.GetExitCodeProcess(handle, ctypes.byref(status))
    kernel.CloseHandle(handle)
    return not known or status.value == _STILL_ACTIVE
