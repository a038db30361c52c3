"""The system calls that a session may not make: one visible row each.

A number is what the kernel's tables give for x86-64 (arch/x86/entry/syscalls/syscall_64.tbl) and for arm64
(include/uapi/asm-generic/unistd.h); None where the architecture lacks the call.
"""

from typing import NamedTuple


class Call(NamedTuple):
    """One system call's numbers."""

    x86_64: int | None
    aarch64: int | None


DENIED: dict[str, Call] = {
    # other processes: their memory, their files, their priorities
    "ptrace": Call(101, 117),
    "process_vm_readv": Call(310, 270),
    "process_vm_writev": Call(311, 271),
    "process_madvise": Call(440, 440),
    "process_mrelease": Call(448, 448),
    "pidfd_getfd": Call(438, 438),
    "pidfd_send_signal": Call(424, 424),
    "kcmp": Call(312, 272),
    "setpriority": Call(141, 140),
    "ioprio_set": Call(251, 30),
    "sched_setparam": Call(142, 118),
    "sched_setscheduler": Call(144, 119),
    "sched_setattr": Call(314, 274),
    "migrate_pages": Call(256, 238),
    "move_pages": Call(279, 239),
    # namespaces, mounts, roots
    "unshare": Call(272, 97),
    "setns": Call(308, 268),
    "mount": Call(165, 40),
    "umount2": Call(166, 39),
    "pivot_root": Call(155, 41),
    "chroot": Call(161, 51),
    "open_tree": Call(428, 428),
    "move_mount": Call(429, 429),
    "fsopen": Call(430, 430),
    "fsconfig": Call(431, 431),
    "fsmount": Call(432, 432),
    "fspick": Call(433, 433),
    "mount_setattr": Call(442, 442),
    "open_by_handle_at": Call(304, 265),
    "name_to_handle_at": Call(303, 264),
    "open_tree_attr": Call(467, 467),
    # System V IPC and POSIX queues: others' are found by number or name, and they outlive whoever made them
    "shmget": Call(29, 194),
    "shmat": Call(30, 196),
    "shmctl": Call(31, 195),
    "shmdt": Call(67, 197),
    "semget": Call(64, 190),
    "semop": Call(65, 193),
    "semctl": Call(66, 191),
    "semtimedop": Call(220, 192),
    "msgget": Call(68, 186),
    "msgsnd": Call(69, 189),
    "msgrcv": Call(70, 188),
    "msgctl": Call(71, 187),
    "mq_open": Call(240, 180),
    "mq_unlink": Call(241, 181),
    "mq_timedsend": Call(242, 182),
    "mq_timedreceive": Call(243, 183),
    "mq_notify": Call(244, 184),
    "mq_getsetattr": Call(245, 185),
    # of which a user, or the whole system, has few
    "inotify_init": Call(253, None),
    "inotify_init1": Call(294, 26),
    "io_setup": Call(206, 0),
    # the kernel's larger surfaces
    "bpf": Call(321, 280),
    "userfaultfd": Call(323, 282),
    "perf_event_open": Call(298, 241),
    "io_uring_setup": Call(425, 425),
    "io_uring_enter": Call(426, 426),
    "io_uring_register": Call(427, 427),
    "add_key": Call(248, 217),
    "request_key": Call(249, 218),
    "keyctl": Call(250, 219),
    "fanotify_init": Call(300, 262),
    "lsm_set_self_attr": Call(460, 460),
    "lookup_dcookie": Call(212, 18),
    # the machine itself
    "reboot": Call(169, 142),
    "kexec_load": Call(246, 104),
    "kexec_file_load": Call(320, 294),
    "init_module": Call(175, 105),
    "finit_module": Call(313, 273),
    "delete_module": Call(176, 106),
    "swapon": Call(167, 224),
    "swapoff": Call(168, 225),
    "acct": Call(163, 89),
    "quotactl": Call(179, 60),
    "quotactl_fd": Call(443, 443),
    "settimeofday": Call(164, 170),
    "clock_settime": Call(227, 112),
    "adjtimex": Call(159, 171),
    "clock_adjtime": Call(305, 266),
    "sethostname": Call(170, 161),
    "setdomainname": Call(171, 162),
    "syslog": Call(103, 116),
    "vhangup": Call(153, 58),
    "iopl": Call(172, None),
    "ioperm": Call(173, None),
    "personality": Call(135, 92),
}

PROCESSES: dict[str, Call] = {
    # refused unless the snippet may start processes; `clone` is let through for threads
    "fork": Call(57, None),
    "vfork": Call(58, None),
    "execve": Call(59, 221),
    "execveat": Call(322, 281),
}

BECOMING = ("execve", "execveat")
"""Those that start no process but turn this one into another program."""

CLONE, CLONE3 = Call(56, 220), Call(435, 435)
"""Threads and processes start by `clone`, whose flags a filter can read; those of `clone3` it cannot."""

SOCKET, SOCKETPAIR = Call(41, 198), Call(53, 199)
CONNECTING: dict[str, Call] = {
    # refused where no socket can be had but the two ends of a pair, which are connected already
    "connect": Call(42, 203),
    "bind": Call(49, 200),
    "listen": Call(50, 201),
}

METADATA: dict[str, Call] = {
    # Landlock does not govern a file's mode, owner, times and attributes; refused where mounts are not read-only
    "chmod": Call(90, None),
    "fchmod": Call(91, 52),
    "fchmodat": Call(268, 53),
    "fchmodat2": Call(452, 452),
    "chown": Call(92, None),
    "fchown": Call(93, 55),
    "lchown": Call(94, None),
    "fchownat": Call(260, 54),
    "utime": Call(132, None),
    "utimes": Call(235, None),
    "futimesat": Call(261, None),
    "utimensat": Call(280, 88),
    "setxattr": Call(188, 5),
    "lsetxattr": Call(189, 6),
    "fsetxattr": Call(190, 7),
    "removexattr": Call(197, 14),
    "lremovexattr": Call(198, 15),
    "fremovexattr": Call(199, 16),
    "setxattrat": Call(463, 463),
    "removexattrat": Call(466, 466),
    "file_setattr": Call(469, 469),
}

SIGNALS: dict[str, Call] = {
    # allowed only where the first argument is the caller's own id
    "kill": Call(62, 129),
    "tgkill": Call(234, 131),
    "tkill": Call(200, 130),
    "rt_sigqueueinfo": Call(129, 138),
    "rt_tgsigqueueinfo": Call(297, 240),
}

PRLIMIT, AFFINITY = Call(302, 261), Call(203, 122)
FCNTL, IOCTL, FLOCK = Call(72, 25), Call(16, 29), Call(73, 32)

OPENAT = Call(257, 56)

DONE_FOR = ("chmod", "fchmod", "fchmodat", "fchmodat2", "utimensat")
"""Of `METADATA`, what the slot does for its session with the session's own files."""

MEMORY_FILES: dict[str, Call] = {
    # memory that no limit of a process counts; CUDA's driver needs it
    "memfd_create": Call(319, 279),
    "memfd_secret": Call(447, 447),
}

LAST_KNOWN = 470
"""Calls numbered above were added after this table was written: they do not exist as far as a session can tell."""

AUDIT_ARCH = Call(0xC000003E, 0xC00000B7)
