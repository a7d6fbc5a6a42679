"""The product's way to hash passwords, with less work, so that many sign-ins can be tried."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LightArgon2(Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 64, 1
