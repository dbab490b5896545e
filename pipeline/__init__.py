"""The engine. `stages/` is the way of the data; `run.py` is one tick of it; docs/architecture.md shows the rooms."""
