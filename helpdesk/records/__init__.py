"""What the desk remembers: one database, one file a noun. No HTTP and no pages in here."""
