"""A report to take away."""

from __future__ import annotations

from flask import Response


def report_file(name: str, shape: str, made: str) -> Response:
    """A report as CSV, to be saved, or as JSON, to be read by a program."""
    kind = "text/csv" if shape == "csv" else "application/json"
    attached = {"Content-Disposition": f'attachment; filename="{name}.csv"'} if shape == "csv" else {}
    return Response(made, content_type=f"{kind}; charset=utf-8", headers=attached)
