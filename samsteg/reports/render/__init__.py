"""The renderers of a report: the same document as Word, as accessible PDF and as a piece of a web page."""

from __future__ import annotations

from samsteg.reports.render.docx import render_docx
from samsteg.reports.render.edition import EditionNotReady
from samsteg.reports.render.html import render_blocks, render_html
from samsteg.reports.render.pdf import RenderingFailed, render_pdf

__all__ = ["EditionNotReady", "RenderingFailed", "render_blocks", "render_docx", "render_html", "render_pdf"]
