"""Database engine `samsteg.core.db`: Django's PostgreSQL engine, which can start the embedded server."""
