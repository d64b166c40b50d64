"""Files in and out. Reading is pure (opening -> parsing), the database comes in with planning."""
