"""The entry point: `infostiglia`, and `python -m pipeline`."""

import gc


def main() -> None:
    """Run the command line."""
    gc.disable()  # before the imports, because what they make stays; `pipeline.cli` enables it again
    from pipeline.cli import main as commands

    commands(prog_name="infostiglia")


if __name__ == "__main__":
    main()
