import type { Notice, SandboxStatus, Usage } from '../../../protocol/messages.ts'
import type { Sandbox } from '../../sandboxes/sandbox.ts'

/** What becomes of a reader's sandbox, for the rest of the session. */
export type SandboxNews =
  /** The sandbox that the reader has from now on; undefined: none any more. */
  | { readonly kind: 'sandbox'; readonly sandbox: Sandbox | undefined }
  /** In the states `none` and `gone` all that was in the sandbox is gone. */
  | { readonly kind: 'status'; readonly status: SandboxStatus }
  /** It is about to be paused, when its engine may stop as well, or it goes on. */
  | { readonly kind: 'rest'; readonly isAsleep: boolean }
  /** It has hit a limit. */
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'usage'; readonly usage: Usage }
  /** Nothing of it is left, not even a removal under way. */
  | { readonly kind: 'over' }
