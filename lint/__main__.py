"""The entry point: run the command line and turn every accident into an exit status that means what it says."""

import gc
import os
import sys


def main() -> None:
    """Run lawlint and end the process: 0 clean, 1 findings, 2 the job could not be done, 130 interrupted."""
    # Starting up makes many small values and no garbage; looking for some would take a tenth of a short run.
    gc.disable()
    try:
        from .cli import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:
        status = 130
    except Exception as error:  # an unforeseen accident must not look like a finding
        if os.environ.get("LAWLINT_DEBUG"):
            raise
        status = 2
        _tell(
            f"lawlint: 内部错误：{type(error).__name__}: {error}\n"
            "这是 lawlint 的缺陷，不是报告的问题。设置环境变量 LAWLINT_DEBUG=1 再运行一次，可得到详情，请附上反馈。\n"
        )
    sys.exit(status)


def _tell(message: str) -> None:
    try:
        sys.stderr.write(message)
    except (OSError, ValueError):
        return


if __name__ == "__main__":
    main()
