"""Practice data: invented people only. Not part of the installed program."""
