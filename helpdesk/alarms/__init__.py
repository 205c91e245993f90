"""Telling staff outside the page: one digest instead of a storm, by mail and by webhook, each message once."""
