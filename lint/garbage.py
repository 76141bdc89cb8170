"""When Python looks for garbage: not in what is there to stay, and seldom while documents are checked."""

import gc


def settle() -> None:
    """Let everything made so far stay, unlooked at; call it when the checklist is there, before documents are checked.

    A check makes some ten thousand values that go when it ends, and hardly any garbage: looking for some as often as
    Python does by itself takes a twentieth of the time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()
