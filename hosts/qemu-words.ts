import { access, constants, readFile } from 'node:fs/promises'
import type { MachineWish } from './machine-wish.ts'
import type { RootDisk } from './root-disk.ts'

export interface QemuWish extends Pick<MachineWish, 'processors' | 'mebibytes'> {
  readonly root: Omit<RootDisk, 'privateKey'>
  /** Further disks, in order: `/dev/vdb` is the first. */
  readonly disks: readonly string[]
  /** Of the machine, by those of this one's loopback that lead there. */
  readonly ports: ReadonlyMap<number, number>
  readonly serialLog: string
  /** Whether the processor helps; else every instruction is emulated. */
  readonly hasKvm: boolean
}

/** Control groups of version 2 and AppArmor are Debian's own choice, and are not named here. */
const KERNEL_LINE = [
  ...['root=/dev/vda', 'rw', 'rootflags=noinit_itable', 'console=ttyS0'],
  // What protects from others on the same processor costs much in emulation, and nobody is there.
  'mitigations=off',
]

/**
 * One without AVX. With `max`, which has it, one of six programs of Node ended by SIGSEGV in the
 * emulation of qemu 7.2.
 */
const EMULATED_PROCESSOR = 'Westmere'

/** @returns the words of qemu's command. What the machine writes goes to a file that ends with it. */
export function qemuWords(wish: QemuWish): string[] {
  const { root, disks, ports, processors, mebibytes, hasKvm } = wish
  const forwards = [...ports].map(([here, there]) => `,hostfwd=tcp:127.0.0.1:${here}-:${there}`)
  return [
    ...['qemu-system-x86_64', '-machine', 'q35', '-nodefaults', '-display', 'none'],
    ...(hasKvm
      ? ['-accel', 'kvm', '-cpu', 'host']
      : ['-accel', 'tcg,thread=multi,tb-size=1024', '-cpu', EMULATED_PROCESSOR]),
    ...['-smp', String(processors), '-m', `${mebibytes}M`],
    ...['-kernel', root.kernel, '-initrd', root.initrd, '-append', KERNEL_LINE.join(' ')],
    ...[root.disk, ...disks].flatMap((file) => [
      '-drive',
      `file=${file.replaceAll(',', ',,')},format=raw,if=virtio,snapshot=on`,
    ]),
    ...['-netdev', `user,id=net${forwards.join('')}`, '-device', 'virtio-net-pci,netdev=net'],
    ...['-device', 'virtio-rng-pci', '-serial', `file:${wish.serialLog}`, '-monitor', 'none'],
  ]
}

/**
 * Whether qemu can use the processor itself. A `/dev/kvm` alone does not say so: some machines have
 * one that runs kernels of their own kind only.
 */
export async function hasKvm(): Promise<boolean> {
  const flags = await readFile('/proc/cpuinfo', 'utf8').catch(() => '')
  if (!/^flags\s*:.*\b(vmx|svm)\b/m.test(flags)) return false
  return access('/dev/kvm', constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  )
}
