"""Where everything is kept: SQL by name over a thin backend. `open_store` opens the embedded one."""

from pipeline.store.embedded import Store, StoreError, open_store

__all__ = ["Store", "StoreError", "open_store"]
