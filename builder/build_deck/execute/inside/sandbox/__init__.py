"""What a session's process may do, through ctypes alone: no dependency, works as root and not, and in containers.

`limits` and `landlock` and `seccomp` confine one process and everything it starts; `namespaces` give it a private
view of processes, network, mounts and System V IPC where the system grants them.
"""
