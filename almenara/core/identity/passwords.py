"""How passwords are hashed: Argon2id as OWASP asks, in what a machine of two cores can give."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """32 MiB and three passes, about a tenth of a second; sign-ins cannot fill the memory."""

    time_cost = 3
    memory_cost = 32 * 1024  # KiB
    parallelism = 1
