"""The entry point: `infostiglia`, and `python -m pipeline`."""

import gc

# Objects created between two garbage collections: most objects that a command creates come from imports, and stay.
RARELY = 20_000


def main() -> None:
    """Run the command line."""
    gc.set_threshold(RARELY)  # before the imports, because they create most objects
    from pipeline.cli import main as commands

    commands(prog_name="infostiglia")


if __name__ == "__main__":
    main()
