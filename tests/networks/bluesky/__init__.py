"""The Bluesky connector: its pure parts one by one, and the whole over HTTP against our own Bluesky."""
