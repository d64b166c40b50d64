"""How one signs in: shared by all environments (docs/operations.md, docs/adr/0010)."""

from __future__ import annotations

from typing import Any

from config import env

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: who is locked out is not even asked for the password
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "samsteg.accounts.password_words.OwnWordsValidator"},
]

# A second factor is demanded of everybody; only practice on one's own machine may do without.
SAMSTEG_SECOND_FACTOR = True
SAMSTEG_ADDRESS = env.text("SAMSTEG_ADDRESS").rstrip("/")
SAMSTEG_PROXIES = env.number("SAMSTEG_PROXIES", 0)
SAMSTEG_OIDC: list[dict[str, Any]] = env.json_file("SAMSTEG_OIDC_FILE")
SAMSTEG_LOCAL_SIGN_IN = env.flag("SAMSTEG_LOCAL_SIGN_IN", True)  # password with a code, and passkeys

ALLAUTH_TRUSTED_PROXY_COUNT = SAMSTEG_PROXIES
ACCOUNT_ADAPTER = "samsteg.web.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 10 * 60  # from the password to the code
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
# Beside axes, which counts per user and address: guesses at one account from many addresses, and guesses at codes.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",  # a whole office may share an address
    "login_failed": "20/h/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",  # nosec B105: a rate
}

MFA_ADAPTER = "samsteg.web.signing_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # finger, face or code: so a passkey is two factors
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute wrong
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 10
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # no account has an address that is used for signing in

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # nobody is locked out by a stranger elsewhere
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the log of sign-ins is ours (audit_sign_in)
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "code", "next", "csrfmiddlewaretoken"]
AXES_USERNAME_CALLABLE = "samsteg.accounts.lockout.typed_name"
AXES_CLIENT_IP_CALLABLE = "samsteg.accounts.lockout.address_of"
AXES_LOCKOUT_CALLABLE = "samsteg.web.signing_in.locked.locked_out"

SESSION_ENGINE = "samsteg.accounts.sessions"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SAMSTEG_SESSION_IDLE = 30 * 60  # seconds
SAMSTEG_SESSION_LONGEST = 10 * 60 * 60

# Counters of attempts and used codes must hold over all workers, so they lie in the database.
CACHES = {"default": {"BACKEND": "samsteg.accounts.counters.CounterCache", "TIMEOUT": 3600}}

# Mail carries invitations alone. Without a relay they are printed, to be given by hand.
EMAIL_HOST = env.text("SAMSTEG_MAIL_HOST")
EMAIL_PORT = env.number("SAMSTEG_MAIL_PORT", 587)
EMAIL_HOST_USER = env.text("SAMSTEG_MAIL_USER")
EMAIL_HOST_PASSWORD = env.text("SAMSTEG_MAIL_PASSWORD")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("SAMSTEG_MAIL_FROM", "noreply@localhost")
