import { release } from 'node:os'
import * as z from 'zod'
import { engineSentence } from '../drivers/docker-engine/engine-error.ts'
import { DriverError } from '../drivers/driver.ts'
import type { FoundEngine } from './find-engine.ts'

/** What an engine says of itself and of the system that it runs on. */
export interface EngineFacts {
  /** Such as `Docker 20.10.24`; another name where something else answers as an engine. */
  readonly product: string
  readonly version: string
  /** Such as `linux`. */
  readonly kind: string
  /** Such as `x86_64`. */
  readonly architecture: string
  readonly operatingSystem: string
  readonly kernel: string
  /** `1` or `2`; absent where the engine does not say. */
  readonly cgroupVersion?: string | undefined
  /** Names such as `seccomp`, `apparmor`, `selinux`, `rootless`. */
  readonly security: readonly string[]
  readonly memoryLimits: boolean
  readonly cpuLimits: boolean
  readonly pidLimits: boolean
  readonly memoryBytes: number
  readonly cpus: number
  /** Runs in a virtual machine of Docker Desktop. */
  readonly desktop: boolean
  /** Runs on the very kernel of this process, so that files of this machine speak for it. */
  readonly onThisKernel: boolean
}

/** Of `GET /info` (Docker Engine API, "Get system information"), what is looked at here. */
const info = z.object({
  ServerVersion: z.string(),
  OSType: z.string(),
  Architecture: z.string(),
  OperatingSystem: z.string(),
  KernelVersion: z.string(),
  CgroupVersion: z.string().optional(),
  SecurityOptions: z.array(z.string()).nullish(),
  MemoryLimit: z.boolean().default(false),
  CpuCfsQuota: z.boolean().default(false),
  PidsLimit: z.boolean().default(false),
  MemTotal: z.number(),
  NCPU: z.number(),
})

/** Of `GET /version`: Podman answers to the same API and says so here. */
const version = z.object({
  Components: z.array(z.object({ Name: z.string() })).nullish(),
})

/** @throws {DriverError} when the engine does not say what every engine says. */
export async function readEngineFacts({ docker, overSocket }: FoundEngine): Promise<EngineFacts> {
  try {
    const said = info.parse(await docker.info())
    const { Components: components } = version.parse(await docker.version())
    const isPodman = (components ?? []).some(({ Name }) => Name.startsWith('Podman'))
    return {
      product: isPodman ? 'Podman' : 'Docker',
      version: said.ServerVersion,
      kind: said.OSType,
      architecture: said.Architecture,
      operatingSystem: said.OperatingSystem,
      kernel: said.KernelVersion,
      cgroupVersion: said.CgroupVersion,
      security: (said.SecurityOptions ?? []).map(securityName),
      memoryLimits: said.MemoryLimit,
      cpuLimits: said.CpuCfsQuota,
      pidLimits: said.PidsLimit,
      memoryBytes: said.MemTotal,
      cpus: said.NCPU,
      desktop: said.OperatingSystem === 'Docker Desktop',
      onThisKernel: overSocket && said.KernelVersion === release(),
    }
  } catch (error) {
    throw new DriverError(engineSentence('The engine does not describe itself', error), {
      cause: error,
    })
  }
}

/** An option reads `name=seccomp,profile=default`. */
function securityName(option: string): string {
  return /(?:^|,)name=([^,]+)/.exec(option)?.[1] ?? option
}
