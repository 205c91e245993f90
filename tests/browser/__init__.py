"""The desk in a real browser: `helpdesk serve` runs as its own process, and people use its pages."""
