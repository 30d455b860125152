/** A seccomp profile as the engine takes it (github.com/moby/profiles, `seccomp/seccomp.go`). */
export interface SeccompProfile {
  readonly defaultAction: 'SCMP_ACT_ERRNO'
  readonly archMap: readonly { architecture: string; subArchitectures: readonly string[] }[]
  readonly syscalls: readonly SeccompRule[]
}

interface SeccompRule {
  readonly names: readonly string[]
  readonly action: 'SCMP_ACT_ALLOW' | 'SCMP_ACT_ERRNO'
  /** What the call fails with, instead of EPERM. */
  readonly errnoRet?: number
  readonly args?: readonly SeccompArgument[]
}

interface SeccompArgument {
  readonly index: number
  /** With `SCMP_CMP_MASKED_EQ`, the mask. */
  readonly value: number
  /** With `SCMP_CMP_MASKED_EQ`, what is left under the mask. */
  readonly valueTwo?: number
  readonly op: 'SCMP_CMP_EQ' | 'SCMP_CMP_MASKED_EQ'
}

/**
 * What a sandbox may ask of the kernel, by purpose. Everything else fails with EPERM. An engine
 * that knows fewer system calls than this table leaves those out.
 *
 * Left out on purpose, since neither a reader's container nor the engine inside needs them:
 * modules and kexec (a new kernel), bpf and perf_event_open (a look into the kernel), userfaultfd
 * and io_uring (where kernels were broken most), open_by_handle_at (files outside the mount),
 * setting clocks, swap, quota and accounting, port I/O, and the memory of other processes.
 */
const ALLOWED: Readonly<Record<string, string>> = {
  files: `access chdir chmod chown chroot close close_range copy_file_range creat dup dup2 dup3
    faccessat faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl
    fdatasync fgetxattr flistxattr flock fremovexattr fsetxattr fstat fstatfs fsync ftruncate
    futimesat getcwd getdents getdents64 getxattr getxattrat inotify_add_watch inotify_init
    inotify_init1 inotify_rm_watch ioctl lchown lgetxattr link linkat listxattr listxattrat
    llistxattr lremovexattr lseek lsetxattr lstat memfd_create mkdir mkdirat mknod mknodat
    name_to_handle_at newfstatat open openat openat2 pipe pipe2 pread64 preadv preadv2 pwrite64
    pwritev pwritev2 read readahead readlink readlinkat readv removexattr removexattrat rename
    renameat renameat2 rmdir sendfile setxattr setxattrat splice stat statfs statx symlink symlinkat
    sync sync_file_range syncfs tee truncate umask unlink unlinkat utime utimensat utimes vmsplice
    write writev`,
  waiting: `epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait
    epoll_wait_old eventfd eventfd2 io_cancel io_destroy io_getevents io_pgetevents
    io_setup io_submit poll ppoll pselect6 select signalfd signalfd4 timerfd_create timerfd_gettime
    timerfd_settime`,
  memory: `brk cachestat madvise map_shadow_stack membarrier mincore mlock mlock2 mlockall mmap
    mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect
    process_madvise process_mrelease remap_file_pages`,
  processes: `arch_prctl capget capset clone clone3 execve execveat exit exit_group fork futex
    futex_requeue futex_wait futex_waitv futex_wake get_robust_list get_thread_area getcpu
    getpgid getpgrp getpid getppid getpriority getrlimit getrusage getsid gettid ioprio_get
    ioprio_set kill landlock_add_rule landlock_create_ruleset landlock_restrict_self pause
    personality pidfd_open pidfd_send_signal prctl prlimit64 restart_syscall rseq rt_sigaction
    rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait
    rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min sched_getaffinity sched_getattr
    sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr
    sched_setparam sched_setscheduler sched_yield seccomp set_robust_list set_thread_area
    set_tid_address setpgid setpriority setrlimit setsid sigaltstack tgkill time times tkill vfork
    wait4 waitid`,
  users: `getegid geteuid getgid getgroups getresgid getresuid getuid setfsgid setfsuid setgid
    setgroups setregid setresgid setresuid setreuid setuid`,
  time: `alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer
    timer_create timer_delete timer_getoverrun timer_gettime timer_settime`,
  sockets: `accept accept4 bind connect getpeername getsockname getsockopt listen recvfrom recvmmsg
    recvmsg sendmmsg sendmsg sendto setsockopt shutdown socketpair`,
  messages: `ipc mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget
    msgrcv msgsnd semctl semget semop semtimedop shmat shmctl shmdt shmget`,
  system: `getrandom sysinfo uname`,
  // strace and gdb inside a container; harmless since Linux 4.8, which checks after the tracer too.
  tracing: `ptrace`,
  // Nested containers: namespaces, mounts and host names of their own, in a user namespace where
  // the kernel itself checks each of these.
  nesting: `fsconfig fsmount fsopen fspick listmount mount mount_setattr move_mount open_tree
    pivot_root setdomainname sethostname setns statmount umount umount2 unshare`,
}

/**
 * Families of sockets (Linux, `include/linux/socket.h`): local, IPv4, IPv6, netlink, packet. All of
 * them end with the sandbox's network. Another one does not: vsock (40) leads to the host of the
 * virtual machine that the engine runs in, and the cryptography of AF_ALG (38) is the kernel's own.
 */
const SOCKET_FAMILIES = [1, 2, 10, 16, 17]

/**
 * Keys are counted by user, 200 of each, and every reader is the same user to the kernel: one could
 * use up the keys of all, and each of their containers takes one. The kernel of an engine without
 * them answers ENOSYS; the inner engine then starts its containers without.
 */
const KEYS = ['add_key', 'keyctl', 'request_key']
const ENOSYS = 38

/** Every flag of `clone` that makes a namespace (Linux, `include/uapi/linux/sched.h`). */
const NEW_NAMESPACES = 0x7e02_0000

/**
 * The flags of `clone3` are in memory, where seccomp cannot look: the C library takes `clone` where
 * it is told that there is no `clone3`.
 */
const CLONE_WITHOUT_NAMESPACES: readonly SeccompRule[] = [
  {
    names: ['clone'],
    action: 'SCMP_ACT_ALLOW',
    args: [{ index: 0, value: NEW_NAMESPACES, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
  },
  { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
]

/** Of `socket`: packets of any kind, which take a network namespace of one's own. */
const PACKET_FAMILY = 17

/**
 * @param hasEngine an engine runs in the sandbox. Without one nobody makes namespaces there, so
 * what is behind them in the kernel is out of reach.
 * @returns the profile of a sandbox: an allow-list for x86-64 and arm64.
 */
export function seccompProfile(hasEngine = true): SeccompProfile {
  const { nesting: _, ...withoutNesting } = ALLOWED
  const calls = Object.values(hasEngine ? ALLOWED : withoutNesting)
    .map((names) => names.trim().split(/\s+/))
    .map((names) => (hasEngine ? names : names.filter((name) => !/^clone3?$/.test(name))))
  const families = SOCKET_FAMILIES.filter((family) => hasEngine || family !== PACKET_FAMILY)
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    // No 32-bit system calls: a second, older way into the kernel that no lesson needs.
    archMap: [
      { architecture: 'SCMP_ARCH_X86_64', subArchitectures: [] },
      { architecture: 'SCMP_ARCH_AARCH64', subArchitectures: [] },
    ],
    syscalls: [
      ...calls.map((names) => ({ names, action: 'SCMP_ACT_ALLOW' as const })),
      ...(hasEngine ? [] : CLONE_WITHOUT_NAMESPACES),
      ...families.map((family) => ({
        names: ['socket'],
        action: 'SCMP_ACT_ALLOW' as const,
        args: [{ index: 0, value: family, op: 'SCMP_CMP_EQ' as const }],
      })),
      { names: KEYS, action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
    ],
  }
}
