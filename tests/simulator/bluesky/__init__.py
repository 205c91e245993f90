"""Our Bluesky: `sky` says what happened there, `dialect` speaks its calls, with the quirks of running servers."""
