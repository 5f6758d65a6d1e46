# The hub of jupyterhub_config.py for a trial by `class-of`, which comes with a token instead of passwords.
import os

load_subconfig(os.path.join(os.path.dirname(os.path.abspath(__file__)), "jupyterhub_config.py"))  # noqa: F821
c = get_config()  # noqa: F821
c.Spawner.environment.update((name, value) for name, value in os.environ.items() if name.startswith("NOTEBOOK_PARAM_"))
c.LocalAuthenticator.create_system_users = True
if "STAND_IN" in os.environ:
    from jupyterhub.spawner import Spawner

    class StandInSpawner(Spawner):
        """Starts nothing: one process answers for all learners."""

        async def start(self):
            return "127.0.0.1", int(os.environ["STAND_IN"])

        async def poll(self):
            return None

        async def stop(self, now=False):
            pass

    c.JupyterHub.spawner_class = StandInSpawner
    c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.services = [{"name": "class-of", "api_token": os.environ["CLASS_TOKEN"], "admin": True}]
# Ports of its own: another hub may run on the machine.
PORT = int(os.environ["HUB_URL"].rsplit(":", 1)[1])
c.JupyterHub.hub_port, c.ConfigurableHTTPProxy.api_url = PORT + 2, f"http://127.0.0.1:{PORT + 3}"
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.cookie_secret_file = os.path.join(os.getcwd(), "cookie_secret")
