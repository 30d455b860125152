import type { ConnectionStatus } from '../../protocol/client.ts'
import type { OutputFrame } from '../../protocol/frames.ts'
import type { HubStatus, Notice, SandboxStatus, Usage } from '../../protocol/messages.ts'

/** A part of the page that wants to know what the server tells; see `watchPage`. */
export interface PageWatcher {
  connection?(status: ConnectionStatus): void
  sandbox?(status: SandboxStatus): void
  notice?(notice: Notice): void
  hub?(status: HubStatus): void
  usage?(usage: Usage): void
  /** `workshopNews` of `workshop-messages.ts`, not parsed yet. */
  workshop?(news: unknown): void
  /** Output of a terminal that a host shows. */
  followed?(frame: OutputFrame): void
}
