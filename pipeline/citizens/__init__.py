"""The service's duties to citizens and the law: ledger, departures, requests at the office, retention."""
