"""What learners, the hub and its proxy take of a machine."""
import os
import pwd


def memory(names):
    """What the processes of accounts hold in MiB, by account: theirs alone, with their share of what several hold, and theirs alone by program."""
    numbers, held = {pwd.getpwnam(name).pw_uid: name for name in names}, {name: [0, 0, {}] for name in names}
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            name = numbers.get(os.stat(f"/proc/{process}").st_uid)
            if name is None:
                continue
            with open(f"/proc/{process}/cmdline") as file:
                words = file.read().split("\0")
            program = "server" if any("singleuser" in word for word in words) else "front of the kernel" if "jupyter" in words else "kernel process" if "kernel" in words else "other"
            with open(f"/proc/{process}/smaps_rollup") as file:
                lines = {line.split(":")[0]: int(line.split()[1]) for line in file if line.endswith("kB\n")}
        except OSError:
            continue  # It has ended.
        alone = (lines["Private_Clean"] + lines["Private_Dirty"]) / 1024
        held[name][0] += alone
        held[name][2][program] = held[name][2].get(program, 0) + alone
        held[name][1] += lines["Pss"] / 1024
    return held


class Use:
    """What the hub and its proxy have taken of the machine."""

    def __init__(self, hub):
        """hub: the number of its process, whose child is the proxy."""
        with open(f"/proc/{hub}/task/{hub}/children") as file:
            children = file.read().split()
        self.processes = {"hub": hub, **{"proxy": child for child in children if "configurable-http-proxy" in open(f"/proc/{child}/cmdline").read()}}
        self.seconds = self.read()

    def read(self):
        used = {}
        for what, process in self.processes.items():
            with open(f"/proc/{process}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            used[what] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return used

    def tell(self, of_what, learners, seconds):
        """Prints what was taken since the last time."""
        used, before = self.read(), self.seconds
        self.seconds = used
        for what, process in self.processes.items():
            with open(f"/proc/{process}/smaps_rollup") as file:
                alone = sum(int(line.split()[1]) for line in file if line.startswith("Private_")) / 1024
            took = used[what] - before[what]
            print(f"{what:>13}: {of_what}, {took:.1f} s of CPU, {1000 * took / learners:.0f} ms a learner, {100 * took / seconds:.1f} % of a core; holds {alone:.0f} MiB", flush=True)
