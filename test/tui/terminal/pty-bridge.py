"""A pseudo-terminal for tests: runs a command in it, passes what it writes to stdout, and takes orders on stdin.

usage: pty-bridge.py COLUMNS ROWS -- COMMAND ARGUMENT...

Orders are JSON lines: {"input": BASE64}, {"size": [COLUMNS, ROWS]}, {"read": true|false}. With read false nothing that
the command writes is taken from the terminal, as on a link that hangs. The end of stdin closes the terminal.
"""

import base64
import fcntl
import json
import os
import select
import struct
import sys
import termios


def resize(fd, columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def spawn(command, columns, rows):
    """The size stands before the command starts."""
    master, slave = os.openpty()
    resize(slave, columns, rows)
    pid = os.fork()
    if pid == 0:
        os.close(master)
        os.login_tty(slave)
        os.execvp(command[0], command)
    os.close(slave)
    return pid, master


def obey(master, order, reading):
    if "input" in order:
        os.write(master, base64.b64decode(order["input"]))
    if "size" in order:
        resize(master, *order["size"])
    return order.get("read", reading)


def main():
    columns, rows = int(sys.argv[1]), int(sys.argv[2])
    pid, master = spawn(sys.argv[4:], columns, rows)
    reading, orders = True, b""
    while True:
        ready, _, _ = select.select([0, master] if reading else [0], [], [])
        if 0 in ready:
            chunk = os.read(0, 65536)
            if not chunk:
                break
            orders += chunk
            *lines, orders = orders.split(b"\n")
            for line in lines:
                reading = obey(master, json.loads(line), reading)
        if master in ready:
            try:
                chunk = os.read(master, 65536)
            except OSError:
                chunk = b""
            if not chunk:
                break
            os.write(1, chunk)
    os.close(master)
    _, status = os.waitpid(pid, 0)
    sys.exit(os.waitstatus_to_exitcode(status) & 0xFF)


main()
