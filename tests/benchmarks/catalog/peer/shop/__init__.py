"""A shop of django-oscar, as its documentation sets one up. It runs in the peer's environment, not in ours.

https://django-oscar.readthedocs.io/en/4.2/internals/getting_started.html and, for the API,
https://django-oscar-api.readthedocs.io/en/latest/usage/quickstart.html
"""
