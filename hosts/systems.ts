/** A system that a virtual machine runs: Debian's packages, and nothing built by hand. */
export interface System {
  /** Of Debian, as its archive calls it. */
  readonly suite: string
  /** As people call it. */
  readonly title: string
  /** Besides those that every system has. */
  readonly packages: readonly string[]
  /**
   * How the sandbox image comes in: as Docker's own folder, made here in a part of a minute, or as a
   * file that the engine in there loads, which takes minutes of emulation.
   */
  readonly image: 'folder' | 'file'
}

/** What every system has: it boots, is reached by SSH, and runs Node. */
export const PACKAGES = [
  ...['linux-image-amd64', 'initramfs-tools', 'systemd-sysv', 'libpam-systemd', 'udev', 'dbus'],
  ...['apparmor', 'openssh-server', 'iproute2', 'iptables', 'kmod', 'procps'],
  ...['ca-certificates', 'curl', 'nodejs', 'libatomic1', 'git', 'sudo'],
] as const

const DOCKER = ['docker.io', 'docker-cli'] as const
const PODMAN = ['podman', 'netavark', 'aardvark-dns'] as const

export const SYSTEMS = {
  trixie: { suite: 'trixie', title: 'Debian 13', packages: DOCKER, image: 'folder' },
  forky: { suite: 'forky', title: 'Debian testing', packages: DOCKER, image: 'folder' },
  'trixie-users': {
    suite: 'trixie',
    title: 'Debian 13',
    packages: [...DOCKER, 'uidmap', 'rootlesskit', 'slirp4netns', 'dbus-user-session'],
    image: 'file',
  },
  'trixie-podman': {
    suite: 'trixie',
    title: 'Debian 13',
    packages: PODMAN,
    image: 'file',
  },
  'bookworm-podman': {
    suite: 'bookworm',
    title: 'Debian 12',
    packages: PODMAN,
    image: 'file',
  },
} as const satisfies Record<string, System>

export type SystemName = keyof typeof SYSTEMS
