"""The store of all data: SQL statements by name, over one of two databases.
`pipeline.store.opening` opens a folder's."""

from pipeline.store.base import Row, Store
from pipeline.store.embedded import open_store
from pipeline.store.errors import Error, OperationalError, StoreError

__all__ = ["Error", "OperationalError", "Row", "Store", "StoreError", "open_store"]
