from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager


class User(AbstractUser):
    """A member of staff. Invited, never self-registered; what the user may see follows from memberships alone."""

    objects: ClassVar[UserManager[User]] = UserManager()

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"

    @property
    def shown_name(self) -> str:
        return self.get_full_name() or self.username
