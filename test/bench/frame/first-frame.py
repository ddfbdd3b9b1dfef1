"""Runs a command in a pseudo-terminal of 80x24 and prints how long it took to paint each text, in ms, as JSON.

usage: first-frame.py TEXT... -- COMMAND ARGUMENT...

The time starts before the process is made. When all was painted it types `q` and waits for the command to end.
"""

import fcntl
import json
import os
import pty
import select
import struct
import sys
import termios
import time

LIMIT_S = 60
LEAVE_S = 10


def read(fd, deadline):
    """What was painted since the last call; empty at the end and past the deadline."""
    while time.monotonic() < deadline:
        if not select.select([fd], [], [], 0.1)[0]:
            continue
        try:
            return os.read(fd, 65536)
        except OSError:
            return b""
    return b""


def main():
    split = sys.argv.index("--")
    texts, command = [text.encode() for text in sys.argv[1:split]], sys.argv[split + 1 :]
    started = time.monotonic()
    pid, fd = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    seen = b""
    times = {}
    while len(times) < len(texts):
        chunk = read(fd, started + LIMIT_S)
        if not chunk:
            sys.stderr.write(seen[-2000:].decode("utf-8", "replace"))
            sys.exit("the command ended, or time ran out, before everything was painted")
        seen += chunk
        for text in texts:
            if text in seen:
                times.setdefault(text, (time.monotonic() - started) * 1000)

    os.write(fd, b"q")
    while read(fd, time.monotonic() + LEAVE_S):
        pass
    os.close(fd)
    os.waitpid(pid, 0)
    print(json.dumps([times[text] for text in texts]))


main()
