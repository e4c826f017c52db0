"""Runs a command on a terminal of its own, presses Ctrl+C when it asks for a password, and says whether typing is
shown then and afterwards, and with which status the command ended."""

import os
import pty
import sys
import termios

ECHO = 3  # index of the local modes in what tcgetattr gives

child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])


def echoes():
    return "on" if termios.tcgetattr(terminal)[ECHO] & termios.ECHO else "off"


shown = b""
while b"Password: " not in shown:
    shown += os.read(terminal, 1024)
asking = echoes()
os.write(terminal, b"\x03")
try:
    while os.read(terminal, 1024):
        pass
except OSError:
    pass  # how Linux tells that the other end has closed
_, status = os.waitpid(child, 0)
print(f"asking {asking}, afterwards {echoes()}, status {os.waitstatus_to_exitcode(status)}")
