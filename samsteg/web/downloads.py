"""Files that a page hands out: whole, never streamed, never kept by a browser or a proxy."""

from __future__ import annotations

from django.http import HttpResponse

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
}


def attachment(content: bytes, file_name: str) -> HttpResponse:
    """`file_name` holds nothing about persons; its suffix says what it is."""
    response = HttpResponse(content, content_type=TYPES[file_name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "no-store"
    return response
