"""Benchmarks of the figures, the import and the report: `make bench`. See bench/README.md."""
