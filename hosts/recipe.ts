import { createHash } from 'node:crypto'
import { PACKAGES, type System } from './systems.ts'

const MIRROR = 'http://deb.debian.org/debian'

/** Where the project and the engine's folder are in the machine, each a disk of its own. */
export const PROJECT_PATH = '/srv/docker-blitz'
export const ENGINE_PATH = '/var/lib/docker'
export const IMAGE_PATH = '/srv/sandbox-image'

/** The ordinary user. */
export const USER = 'ada'

/** What the kernel needs until it has found its root file system. */
const BOOT_MODULES = ['virtio_pci', 'virtio_blk', 'virtio_net', 'ext4']

/** Before the kernel's package makes its initrd: with the modules that qemu's machine needs alone. */
const BEFORE = `set -e
mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"
echo MODULES=list > "$1/etc/initramfs-tools/conf.d/hosts"
printf '%s\\n' ${BOOT_MODULES.join(' ')} > "$1/usr/share/initramfs-tools/modules.d/hosts.conf"
`

/** Work of a system that would run beside the tests, on a machine that is slow already. */
const MASKED = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'e2scrub_all.timer', 'fstrim.timer'],
  ...['dpkg-db-backup.timer', 'systemd-networkd-wait-online.service', 'e2scrub_reap.service'],
]

/** Once all packages are there: network, disks, users, and patience with a slow machine. */
function after(system: System): string {
  const imagePath = system.image === 'folder' ? ENGINE_PATH : IMAGE_PATH
  return `set -e
echo blitz-host > "$1/etc/hostname"
echo '127.0.0.1 localhost blitz-host' > "$1/etc/hosts"
# The addresses of qemu's user network.
echo 'nameserver 10.0.2.3' > "$1/etc/resolv.conf"
cat > "$1/etc/systemd/network/hosts.network" << 'END'
[Match]
Name=en*
[Network]
Address=10.0.2.15/24
Gateway=10.0.2.2
END
mkdir -p "$1${PROJECT_PATH}" "$1${imagePath}"
cat > "$1/etc/fstab" << 'END'
/dev/vdb ${PROJECT_PATH} ext4 noinit_itable 0 0
/dev/vdc ${imagePath} ext4 noinit_itable 0 0
END
mkdir -p "$1/etc/systemd/system.conf.d"
cat > "$1/etc/systemd/system.conf.d/hosts.conf" << 'END'
[Manager]
DefaultTimeoutStartSec=30min
DefaultTimeoutStopSec=30min
DefaultDeviceTimeoutSec=30min
END
for unit in ${MASKED.join(' ')}; do ln -sf /dev/null "$1/etc/systemd/system/$unit"; done
chroot "$1" systemctl enable systemd-networkd.service ssh.service
chroot "$1" useradd --create-home --shell /bin/bash ${USER}
echo '${USER} ALL=(ALL) NOPASSWD: ALL' > "$1/etc/sudoers.d/${USER}"
if grep -q '^docker:' "$1/etc/group"; then chroot "$1" usermod --append --groups docker ${USER}; fi
for home in root home/${USER}; do
  mkdir -p "$1/$home/.ssh"
  echo "$HOSTS_KEY" > "$1/$home/.ssh/authorized_keys"
done
chroot "$1" chown -R ${USER}: /home/${USER}/.ssh
mkdir -p "$1/usr/local/lib/node_modules"
cp -r "$HOSTS_NPM" "$1/usr/local/lib/node_modules/npm"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"
ln -sf ../lib/node_modules/npm/bin/npx-cli.js "$1/usr/local/bin/npx"
`
}

export interface RecipeParts {
  /** Who may log in, as a line of `authorized_keys`. */
  readonly key: string
  /** The folder of this machine's npm, which goes into the system. */
  readonly npm: string
  readonly npmVersion: string
}

export interface Recipe {
  /** Of mmdebstrap, without the folder that it fills. */
  readonly words: (tree: string) => readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Of all that the system is made from: the same hash, the same disk. */
  readonly hash: string
}

/** @returns how a root file system is made. */
export function recipeOf(system: System, parts: RecipeParts): Recipe {
  const packages = [...PACKAGES, ...system.packages]
  // Debian 12 has the client in docker.io.
  const wanted = packages.filter((name) => name !== 'docker-cli' || system.suite !== 'bookworm')
  const words = (tree: string) => [
    ...['mmdebstrap', '--mode=root', '--variant=apt', `--include=${wanted.join(',')}`],
    ...['--dpkgopt=path-exclude=/usr/share/man/*', '--dpkgopt=path-exclude=/usr/share/locale/*'],
    ...[`--essential-hook=${BEFORE}`, `--customize-hook=${after(system)}`],
    ...[system.suite, tree, MIRROR],
  ]
  const { key, npm, npmVersion } = parts
  const hash = createHash('sha256')
    .update(JSON.stringify([words(''), key, npmVersion]))
    .digest('hex')
    .slice(0, 12)
  return { words, environment: { HOSTS_KEY: key, HOSTS_NPM: npm }, hash }
}
