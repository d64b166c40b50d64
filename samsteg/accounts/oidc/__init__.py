"""Signing in with an e-ID over OpenID Connect, against any broker (docs/adr/0010)."""
