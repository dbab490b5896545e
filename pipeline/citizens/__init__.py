"""What the service owes its citizens and the law: ledger, departures, requests at the office, retention."""
