"""People: how they log in, how long that lasts, and what holds guessers off."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Of customers; the admin leads to its own.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"

# PostgreSQL decides whether a session is valid: with cached_db and ignored Redis errors, a log-out made
# while Redis is away is undone when it returns.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# Ten wrong passwords for one e-mail address from one machine lock that pair for half an hour.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Without it axes notes down nobody where a form has another word for it, and lets the right password in after
# however many wrong ones.
AXES_USERNAME_CALLABLE = "accounts.lockout.attempted_name"
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "config.edge.client.client_address"
# Without its greeting at every start.
AXES_VERBOSE = False

# Customers are the same people as those who work here, and have no other name than their e-mail address. An address is
# theirs once they have followed a link sent to it: so nobody learns from a form who has an account. Buying needs none.
ACCOUNT_ADAPTER = "accounts.site.adapter.CustomerAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.site.forms.LogInForm",
    "signup": "accounts.site.forms.SignUpForm",
    "add_email": "accounts.site.forms.NewAddressForm",
    "change_password": "accounts.site.forms.ChangePasswordForm",
    "set_password": "accounts.site.forms.FirstPasswordForm",
    "reset_password": "accounts.site.forms.ForgottenForm",
    "reset_password_from_key": "accounts.site.forms.NewPasswordForm",
    "reauthenticate": "accounts.site.forms.ProveAgainForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
# In the browser in which they signed up.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
# Beside the lock-out above, which counts in PostgreSQL and holds while Redis is away; these hold floods off before.
# The last is how often a guest may ask for the way back to an order.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,10/5m/key", "find_order": "10/m/ip,5/h/key"}
# Whether nobody comes into the admin without a second step. Who has set one up has to pass it in any case.
STAFF_NEED_SECOND_STEP = False
MFA_ADAPTER = "accounts.site.second_factors.EncryptingAdapter"
MFA_FORMS = {
    "authenticate": "accounts.site.forms.CodeForm",
    "reauthenticate": "accounts.site.forms.CodeAgainForm",
    "activate_totp": "accounts.site.forms.SetUpAppForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Vitrine"
