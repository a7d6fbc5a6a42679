"""Who saw and did what: the access log of NEN 7513. Append-only and sealed; never the content itself."""
