"""Runs a terminal UI in a pseudo-terminal of 120x40 and prints what it costs, as JSON.

usage: tui-load.py SECONDS STOP... -- COMMAND ARGUMENT...

STOP is a command that stops the bot. Printed: bytes/s on the Overview and on the Market screen (mean, and most in one
second), cpu (share of one core on the Overview), rssMiB, slopeKiB (growth of the resident memory per second on the
Overview), keyMs (p95 from a key to its paint while at most 8 KB/s are taken), idleBytes (of the seconds after the bot
has stopped).
"""

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

LINK_BYTES_S = 8192
SETTLE_S = 6
TICKS = os.sysconf("SC_CLK_TCK")


class Tui:
    def __init__(self, command):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            time.sleep(0.2)
            os.execvp(command[0], command)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def read(self, seconds, most=65536):
        """What is written within `seconds`, as (time, bytes) of each read; ends early with `most` bytes."""
        reads, until, left = [], time.monotonic() + seconds, most
        while left > 0 and (rest := until - time.monotonic()) > 0:
            if select.select([self.fd], [], [], rest)[0]:
                chunk = os.read(self.fd, left)
                left -= len(chunk)
                reads.append((time.monotonic(), chunk))
        return reads

    def wait_for(self, text, seconds=60):
        seen, until = b"", time.monotonic() + seconds
        while text not in seen:
            if time.monotonic() > until:
                sys.exit(f"not painted: {text!r} in {seen[-500:]!r}")
            seen = seen[-200:] + b"".join(chunk for _, chunk in self.read(0.1))

    def key_ms(self, key, text):
        """From a key to `text`, on a link that takes LINK_BYTES_S."""
        slot = 0.02
        started, seen = time.monotonic(), b""
        os.write(self.fd, key)
        while text not in seen and time.monotonic() - started < 5:
            next_slot = time.monotonic() + slot
            seen += b"".join(chunk for _, chunk in self.read(slot, int(LINK_BYTES_S * slot)))
            time.sleep(max(0, next_slot - time.monotonic()))
        return (time.monotonic() - started) * 1000

    def cpu_s(self):
        fields = open(f"/proc/{self.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def rss_kib(self):
        for line in open(f"/proc/{self.pid}/status"):
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0


def rates(reads, seconds, started):
    per_second = [0] * (int(seconds) + 1)
    for at, chunk in reads:
        per_second[min(int(at - started), int(seconds))] += len(chunk)
    return sum(per_second) / seconds, max(per_second)


def measure(tui, seconds):
    started, cpu = time.monotonic(), tui.cpu_s()
    mean, most = rates(tui.read(seconds, 1 << 30), seconds, started)
    return mean, most, (tui.cpu_s() - cpu) / (time.monotonic() - started)


def main():
    split = sys.argv.index("--")
    seconds, stop, command = int(sys.argv[1]), sys.argv[2:split], sys.argv[split + 1 :]
    tui = Tui(command)
    tui.wait_for(b"RUNNING")
    tui.read(SETTLE_S, 1 << 30)
    before = tui.rss_kib()
    mean, most, cpu = measure(tui, seconds)
    slope = (tui.rss_kib() - before) / seconds
    os.write(tui.fd, b"4")
    tui.read(1, 1 << 30)
    market, market_most, _ = measure(tui, seconds)
    os.write(tui.fd, b"1")
    tui.read(1, 1 << 30)
    keys = []
    for _ in range(20):
        keys.append(tui.key_ms(b"f", b"FROZEN"))
        tui.read(0.5, 1 << 30)
        os.write(tui.fd, b"f")
        tui.read(0.7, 1 << 30)
    rss = tui.rss_kib()
    subprocess.run(stop, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    tui.read(2, 1 << 30)
    idle = sum(len(chunk) for _, chunk in tui.read(5, 1 << 30))
    os.write(tui.fd, b"q")
    os.close(tui.fd)
    os.waitpid(tui.pid, 0)
    print(
        json.dumps(
            {
                "mean": mean,
                "most": most,
                "cpu": cpu,
                "market": market,
                "marketMost": market_most,
                "keyMs": sorted(keys)[18],
                "rssMiB": rss / 1024,
                "slopeKiB": slope,
                "idle": idle / 5,
            }
        )
    )


main()
