"""The engine. `stages/` holds the data flow, `run.py` one tick of it; docs/architecture.md shows the rooms."""
