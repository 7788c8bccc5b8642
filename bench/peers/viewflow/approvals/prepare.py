"""Make the tables, the people and the matters; print what a browser of each person would send."""

import json
import os
import sys

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "approvals.settings")
django.setup()


def main(count: int) -> None:
    """Prepare so many matters."""
    from django.contrib.auth.models import Permission, User
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    from approvals.flows import PEOPLE, Approval

    call_command("migrate", verbosity=0)
    sent = {}
    for name in PEOPLE:
        user = User.objects.create_user(f"bench_{name}", password=name)
        user.user_permissions.add(Permission.objects.get(codename="view_matter"))
        client = Client()
        client.force_login(user)
        secret = _get_new_csrf_string()
        cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": secret}
        cookie = "; ".join(f"{key}={value}" for key, value in cookies.items())
        sent[user.username] = {"cookie": cookie, "token": secret}
    for _ in range(count):
        Approval.start.run()
    json.dump(sent, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
