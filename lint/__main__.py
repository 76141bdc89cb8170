"""The entry point: run the command line and turn every accident into an exit status that means what it says."""

import gc
import os
import sys

from .console import COMMANDS, tell


def main() -> None:
    """Run lawlint and end the process: 0 clean, 1 findings, 2 the job could not be done, 130 interrupted."""
    # Starting up makes many small values and no garbage; looking for some would take a tenth of a short run.
    gc.disable()
    try:
        status = _run(sys.argv[1:])
    except KeyboardInterrupt:
        status = 130
    except Exception as error:  # an unforeseen accident must not look like a finding
        if os.environ.get("LAWLINT_DEBUG"):
            raise
        status = 2
        tell(
            f"lawlint: 内部错误：{type(error).__name__}: {error}\n"
            "这是 lawlint 的缺陷，不是报告的问题。设置环境变量 LAWLINT_DEBUG=1 再运行一次，可得到详情，请附上反馈。"
        )
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    """Answer the commonest call, `lawlint FILE...`, without the parser of options, which takes most of a short run."""
    if is_plain(arguments):
        from .checking import check_plainly

        return check_plainly(arguments)
    from .cli import run

    return run(arguments)


def is_plain(arguments: list[str]) -> bool:
    """Tell whether a command line holds nothing but paths: no option, no subcommand, no request for completion."""
    return (
        bool(arguments)
        and arguments[0] not in COMMANDS
        and all(word == "-" or (word and not word.startswith("-")) for word in arguments)
        and "_LAWLINT_COMPLETE" not in os.environ
    )


if __name__ == "__main__":
    main()
