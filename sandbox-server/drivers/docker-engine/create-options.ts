import type { ContainerCreateOptions, HostConfig, MountSettings } from 'dockerode'
import { seccompProfile } from '../../../sandbox/seccomp.ts'
import type { LayerStore, SandboxRequest } from '../driver.ts'
import { LAYERS_LABEL, type NodeMark, sandboxLabels } from './labels.ts'

export interface SandboxLimits {
  /** Of the whole sandbox, swap and every tmpfs included. */
  readonly memoryMiB: number
  /** For what the inner engine has: images, containers, volumes; without one, for the reader's files. */
  readonly diskMiB: number
  /** Processors' worth of time. */
  readonly cpus: number
  /** Processes and threads. */
  readonly pids: number
}

/** What the host offers or demands. */
export interface HostFacts {
  /** A loaded AppArmor profile that allows user namespaces, where AppArmor restricts them. */
  readonly appArmorProfile?: string | undefined
  /** The SELinux type of a container with an engine inside, where the engine uses SELinux. */
  readonly selinuxType?: string | undefined
  /** A runtime other than the engine's default. */
  readonly runtime?: string | undefined
  /** The control group that all sandboxes are in, where the host bounds them together. */
  readonly cgroupParent?: string | undefined
}

export interface CreateOptionsInput {
  readonly request: SandboxRequest
  readonly deployment: string
  readonly image: string
  readonly limits: SandboxLimits
  readonly host: HostFacts
  /** Whether a Docker engine runs in the sandbox; one does where this is absent. */
  readonly hasEngine?: boolean | undefined
  /** Names the course that it is for, where a server has several. */
  readonly course?: string | undefined
  /** The node program that makes it, where one does. */
  readonly node?: NodeMark | undefined
}

/**
 * Every capability of a sandbox's container, each for container root alone: the reader has none.
 * - `CHOWN`: the entrypoint gives the reader a runtime directory, the SSH server a terminal.
 * - `SETUID`, `SETGID`: both become the reader; `newuidmap` and `newgidmap` map the ids of the
 *   inner engine's user namespace.
 */
const CAPABILITIES = ['CHOWN', 'SETGID', 'SETUID']

/**
 * Where the machine runs out of memory, the kernel ends a program of a sandbox before the server or
 * the engine. The unit is a thousandth of the machine's memory, which counts on top of what a
 * program uses (proc_pid_oom_score_adj(5)). The sandbox itself raises it further for what the reader
 * starts, and may not lower it: see the entrypoint, whose number must be higher than this one.
 */
const OOM_SCORE_ADJUSTMENT = 100

const MIB = 1024 * 1024

const DATA_ROOT = '/var/lib/docker'

/** Room for a reader's own files where the images and containers have a place of their own, in MiB. */
const HOME_MIB = 128

const OF_READER = 'uid=1000,gid=1000'

/** The writable places of a sandbox; its root file system is read-only. */
function tmpfs({ request, limits, hasEngine = true }: CreateOptionsInput): Record<string, string> {
  const homeMiB = hasEngine ? HOME_MIB : limits.diskMiB
  return {
    '/run': 'rw,nosuid,nodev,size=64m,mode=755',
    '/tmp': 'rw,nosuid,nodev,exec,size=128m,mode=1777',
    '/home/learner': `rw,nosuid,nodev,exec,size=${homeMiB}m,mode=755,${OF_READER}`,
    // Layers hold programs, device nodes (a deleted file is one) and set-uid bits.
    ...(hasEngine &&
      request.layers?.access !== 'write' && {
        [DATA_ROOT]: `rw,exec,dev,suid,size=${limits.diskMiB}m,mode=710,${OF_READER}`,
      }),
  }
}

/**
 * A volume, never a path of the host. What many sandboxes share is read-only, which nobody inside
 * can change; one that is written has no reader inside.
 */
function layerMounts(layers: LayerStore | undefined, deployment: string): MountSettings[] {
  if (layers === undefined) return []
  return [
    {
      Type: 'volume',
      Source: layers.name,
      Target: layers.access === 'write' ? DATA_ROOT : '/golden',
      ReadOnly: layers.access === 'read',
      VolumeOptions: {
        NoCopy: layers.access === 'read',
        Labels: { [LAYERS_LABEL]: deployment },
        DriverConfig: { Name: 'local', Options: {} },
      },
    },
  ]
}

/** `@types/dockerode` lacks a field that the engine has since API 1.41. */
export type SandboxCreateOptions = Omit<ContainerCreateOptions, 'HostConfig'> & {
  readonly name: string
  readonly HostConfig: HostConfig & { readonly CgroupnsMode: 'private' }
}

/**
 * What only an engine inside needs: it makes namespaces, mounts and a network of its own. Without
 * one the sandbox keeps what the host's engine confines every container with.
 */
function confinement({ host, hasEngine = true }: CreateOptionsInput): Partial<HostConfig> {
  const seccomp = `seccomp=${JSON.stringify(seccompProfile(hasEngine))}`
  if (!hasEngine) return { SecurityOpt: [seccomp, 'no-new-privileges'], Devices: [] }
  return {
    SecurityOpt: [
      seccomp,
      ...(host.appArmorProfile === undefined ? [] : [`apparmor=${host.appArmorProfile}`]),
      ...(host.selinuxType === undefined ? [] : [`label=type:${host.selinuxType}`]),
    ],
    // The kernel mounts a fresh /proc in a nested container only where the outer one is whole.
    // What it shows stays guarded: only container root could write to it, and the reader is not.
    MaskedPaths: [],
    ReadonlyPaths: [],
    // slirp4netns makes the inner engine's network device with it, in a namespace of its own.
    Devices: [
      { PathOnHost: '/dev/net/tun', PathInContainer: '/dev/net/tun', CgroupPermissions: 'rwm' },
    ],
  }
}

/**
 * The one place that decides what a sandbox may do on its host.
 * @returns the body of the engine's `POST /containers/create`.
 */
export function createOptions(input: CreateOptionsInput): SandboxCreateOptions {
  const { request, deployment, image, limits, host, hasEngine = true, course, node } = input
  return {
    name: `${deployment}-${request.id}`,
    Image: image,
    Hostname: 'blitz',
    // Nothing but loopback, set up by the runtime alone, which halves the time of a start. Then
    // /etc/hosts is empty; with an engine inside it has the names of the hub.
    NetworkDisabled: !hasEngine,
    Env: [
      `BLITZ_AUTHORIZED_KEY=${request.authorizedKey}`,
      ...(request.hub ? [`BLITZ_HUB_AUTHORITY=${request.hub.authority}`] : []),
      ...(request.layers ? [`BLITZ_LAYERS=${request.layers.access}`] : []),
    ],
    Labels: sandboxLabels(deployment, request.id, course, node),
    HostConfig: {
      Privileged: false,
      CapDrop: ['ALL'],
      CapAdd: CAPABILITIES,
      ...confinement(input),
      NetworkMode: 'none',
      // The sandbox refuses names itself, at once: the host's resolvers cannot be reached.
      Dns: ['127.0.0.1'],
      DnsSearch: ['.'],
      // The inner engine's own network reaches the same loopback under another address.
      ExtraHosts: (request.hub?.names ?? []).map((name) => `${name}:127.0.0.1`),
      ReadonlyRootfs: true,
      Tmpfs: tmpfs(input),
      Mounts: layerMounts(request.layers, deployment),
      Memory: limits.memoryMiB * MIB,
      MemorySwap: limits.memoryMiB * MIB,
      NanoCpus: Math.round(limits.cpus * 1e9),
      PidsLimit: limits.pids,
      // An engine may allow cores of any size: each program that is killed would leave one in the
      // reader's folder, or run the handler of crashes that the machine has.
      Ulimits: [{ Name: 'core', Soft: 0, Hard: 0 }],
      OomScoreAdj: OOM_SCORE_ADJUSTMENT,
      IpcMode: 'private',
      CgroupnsMode: 'private',
      ShmSize: 16 * MIB,
      LogConfig: {
        Type: 'local',
        Config: { 'max-size': '1m', 'max-file': '1', compress: 'false' },
      },
      RestartPolicy: { Name: 'no' },
      ...(host.runtime !== undefined && { Runtime: host.runtime }),
      ...(host.cgroupParent !== undefined && { CgroupParent: host.cgroupParent }),
    },
  }
}
