"""`python -m pipeline` is `infostiglia`."""

from pipeline.cli import main

main(prog_name="infostiglia")
