# The course for a class on one machine, with its local accounts: jupyterhub -f jupyterhub_config.py
# On Kubernetes or The Littlest JupyterHub take the lines that say what a learner gets, and those for limits from there.
import ctypes
import os
import pwd
import shutil

from jupyterhub.spawner import LocalProcessSpawner

c = get_config()  # noqa: F821
COURSE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CORES = float(os.environ.get("LEARNER_CORES", "2"))
MEMORY = os.environ.get("LEARNER_MEMORY", "3G")
PROCESSES = int(os.environ.get("LEARNER_PROCESSES", "400"))


class LimitedSpawner(LocalProcessSpawner):
    """Starts a learner's server in a control group of the learner's own, which limits memory, cores and processes. Its temporary
    files lie in the learner's home, so that a quota there limits all that the learner can write to the disk."""

    def groups(self):
        """The folders of the learner's control groups, and what is written to their files."""
        cores, memory = self.cpu_limit or CORES, self.mem_limit or 3 << 30
        root, name = "/sys/fs/cgroup", f"jupyterhub/{self.user.id}"
        if os.path.exists(f"{root}/cgroup.controllers"):
            period = f"{int(cores * 100000)} 100000"
            return {f"{root}/{name}": {"memory.max": memory, "memory.swap.max": 0, "memory.oom.group": 0, "cpu.max": period, "pids.max": PROCESSES}}
        return {
            f"{root}/memory/{name}": {"memory.limit_in_bytes": memory, "memory.memsw.limit_in_bytes": memory},
            f"{root}/cpu/{name}": {"cpu.cfs_period_us": 100000, "cpu.cfs_quota_us": int(cores * 100000)},
            f"{root}/pids/{name}": {"pids.max": PROCESSES},
        }

    def make_preexec_fn(self, name):
        become = super().make_preexec_fn(name)
        groups = self.groups()
        for folder, limits in groups.items():
            os.makedirs(folder, exist_ok=True)
            parent = os.path.dirname(folder)
            if os.path.exists(f"{parent}/cgroup.subtree_control"):
                for above in (os.path.dirname(parent), parent):
                    with open(f"{above}/cgroup.subtree_control", "w") as file:
                        file.write("+memory +cpu +pids")
            for limit, value in limits.items():
                if limit.startswith("memory.") and "sw" in limit and not os.path.exists(f"{folder}/{limit}"):
                    continue  # The machine counts no swap.
                with open(f"{folder}/{limit}", "w") as file:
                    file.write(str(value))

        account, libc = pwd.getpwnam(name), ctypes.CDLL(None, use_errno=True)
        NEW_MOUNTS, BIND, ALL_BELOW, PRIVATE = 0x20000, 0x1000, 0x4000, 0x40000

        def call(what, *arguments):
            if what(*arguments):
                raise OSError(ctypes.get_errno(), f"{name} gets no temporary folder of their own: {os.strerror(ctypes.get_errno())}")

        def take_temporary_folder():
            call(libc.unshare, NEW_MOUNTS)
            call(libc.mount, None, b"/", None, ALL_BELOW | PRIVATE, None)
            # As the learner: what the learner cannot reach, no link of theirs leads to.
            os.setegid(account.pw_gid)
            os.seteuid(account.pw_uid)
            os.makedirs(f"{account.pw_dir}/.tmp", 0o700, exist_ok=True)
            folder = os.open(f"{account.pw_dir}/.tmp", os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW)
            os.seteuid(0)
            os.setegid(0)
            for shared in (b"/tmp", b"/var/tmp"):
                call(libc.mount, f"/proc/self/fd/{folder}".encode(), shared, None, BIND, None)
            os.close(folder)

        def enter():
            for folder in groups:
                with open(f"{folder}/cgroup.procs", "w") as file:
                    file.write(str(os.getpid()))
            take_temporary_folder()
            become()

        return enter

    async def stop(self, now=False):
        await super().stop(now)
        # What the learner has left running ends, too.
        for folder in self.groups():
            try:
                with open(f"{folder}/cgroup.procs") as file:
                    left = [int(line) for line in file]
                for process in left:
                    os.kill(process, 9)
            except OSError:
                pass  # They have ended by themselves.


c.JupyterHub.spawner_class = LimitedSpawner
c.JupyterHub.bind_url = os.environ.get("HUB_URL", "http://127.0.0.1:8000")
c.JupyterHub.cleanup_servers = True
c.Authenticator.admin_users = set(filter(None, os.environ.get("HUB_ADMINS", "").split(",")))
c.Spawner.mem_limit = MEMORY
c.Spawner.cpu_limit = CORES
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 120
c.JupyterHub.concurrent_spawn_limit = 20

# What a learner gets: the lessons as their own files; engine, library, data and packages for all together, which only root writes.
c.Spawner.cmd = [f"{COURSE}/deploy/jupyterhub/start-learner"]
c.Spawner.notebook_dir = "~/course"
c.Spawner.default_url = "/tree/notebooks"
c.Spawner.environment = {
    "JUPYTERHUB_SINGLEUSER_APP": "notebook.notebookapp.NotebookApp",
    "JUPYTER_PATH": f"{COURSE}/share/jupyter",
    "OMP_NUM_THREADS": str(max(1, int(CORES))),
    "OMP_WAIT_POLICY": "passive",
    "DOTNET_PROCESSOR_COUNT": str(max(1, int(CORES))),
    "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
    "DOTNET_ROOT": os.path.dirname(os.path.realpath(shutil.which("dotnet") or "/usr/share/dotnet/dotnet")),
}

# A kernel that nobody has used for half an hour ends, and a server for an hour: all that they held is free then.
KERNEL_IDLE, SERVER_IDLE = os.environ.get("KERNEL_IDLE_SECONDS", "1800"), os.environ.get("SERVER_IDLE_SECONDS", "3600")
c.Spawner.args = [
    f"--MappingKernelManager.cull_idle_timeout={KERNEL_IDLE}",
    f"--MappingKernelManager.cull_interval={max(5, int(KERNEL_IDLE) // 10)}",
    "--MappingKernelManager.cull_connected=True",
    f"--NotebookApp.shutdown_no_activity_timeout={SERVER_IDLE}",
]
