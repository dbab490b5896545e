"""Where everything is kept: SQL by name over a thin backend. `open_store` opens the embedded one."""

from pipeline.store.embedded import Store, open_store
from pipeline.store.engine import Error, OperationalError, Row, StoreError

__all__ = ["Error", "OperationalError", "Row", "Store", "StoreError", "open_store"]
