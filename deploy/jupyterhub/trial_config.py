# The hub of jupyterhub_config.py for a trial by `class-of`, which comes with a token instead of passwords.
import os

load_subconfig(os.path.join(os.path.dirname(os.path.abspath(__file__)), "jupyterhub_config.py"))  # noqa: F821
c = get_config()  # noqa: F821
c.LocalAuthenticator.create_system_users = True
c.JupyterHub.services = [{"name": "class-of", "api_token": os.environ["CLASS_TOKEN"], "admin": True}]
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.cookie_secret_file = os.path.join(os.getcwd(), "cookie_secret")
