import type { HubStatus } from '../../protocol/messages.ts'
import type { Watched } from '../common/watched.ts'
import type { SandboxDriver } from '../drivers/driver.ts'
import type { SandboxHub } from '../sandboxes/sandbox.ts'
import type { CourseLayers } from './course-layers.ts'

/** What a seat of a workshop may use, where that is not what its course gives. */
export interface SeatLimits {
  readonly memoryMiB?: number | undefined
  readonly diskMiB?: number | undefined
  readonly cpus?: number | undefined
  readonly pids?: number | undefined
}

/** A course as the server sees it: where its sandboxes come from, and what they are given. */
export interface LiveCourse {
  /**
   * The part of the path below which its pages are, and by which its sandboxes, tokens and records
   * are told from those of the others; empty where the server has one course.
   */
  readonly name: string
  /** Makes its sandboxes, and lists those of no other course. */
  readonly driver: SandboxDriver
  /** The same driver, whose sandboxes get these limits in place of the course's. */
  readonly driverWith?: ((limits: SeatLimits) => SandboxDriver) | undefined
  /** Whether its sandboxes have a Docker engine. */
  readonly hasEngine: boolean
  /** The caller starts it before and closes it after the server. */
  readonly hub?: SandboxHub | undefined
  /** What is in it, and what readers are told of it; while it is being filled no sandbox is prepared. */
  readonly hubStatus?: Watched<HubStatus> | undefined
  /** What sandboxes start with unpacked; absent where all is pulled. */
  readonly layers?: CourseLayers | undefined
  /** Tells when new sandboxes come from another image than before. @returns how to stop. */
  readonly watchImage?: ((onChange: () => void) => () => void) | undefined
}
