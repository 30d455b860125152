import type { CloseName } from '../../protocol/close-codes.ts'
import type { EndReason, ErrorCode, Notice, Trouble } from '../../protocol/messages.ts'
import type { NodeChangeName } from '../../protocol/node-changes.ts'

/**
 * What happens that a host may want to count or read. Nothing here says what a reader types, what a
 * program prints, or a token. `session` is the whole id of a session.
 */
export type ServerEvent =
  | { readonly kind: 'connected' }
  /** A page has said who its reader is. `stream`, `poll`: over plain HTTP, where it gets no WebSocket. */
  | {
      readonly kind: 'welcomed'
      readonly session: string
      readonly transport: 'socket' | 'stream' | 'poll'
    }
  | { readonly kind: 'disconnected'; readonly session: string | undefined; readonly code: number }
  | { readonly kind: 'received' | 'sent'; readonly bytes: number }
  /** A request that was not met, a connection that was ended, or a page that may not have one. */
  | {
      readonly kind: 'refused'
      readonly session: string | undefined
      readonly reason: ErrorCode | CloseName
    }
  | { readonly kind: 'queued'; readonly session: string; readonly place: number }
  /** A reader has a sandbox: `waitSeconds` in the queue, `startSeconds` from then on. */
  | {
      readonly kind: 'started'
      readonly session: string
      readonly sandbox: string
      readonly waitSeconds: number
      readonly startSeconds: number
    }
  | { readonly kind: 'ended'; readonly session: string; readonly reason: EndReason }
  /** Nothing stirred in a sandbox for a while. */
  | { readonly kind: 'paused'; readonly session: string }
  /** It took that long until it ran again. */
  | { readonly kind: 'woken'; readonly session: string; readonly seconds: number }
  | { readonly kind: 'limit'; readonly session: string; readonly limit: Notice['code'] }
  /** Something has failed that mends itself. */
  | { readonly kind: 'trouble'; readonly session: string; readonly trouble: Trouble }
  | { readonly kind: 'shell'; readonly session: string }
  | { readonly kind: 'exec'; readonly session: string; readonly seconds: number }
  /** From a key that was written to a shell to the first byte that came back. */
  | { readonly kind: 'echo'; readonly seconds: number }
  /** Of several machines: what has happened to one, and how many sandboxes it had then. */
  | {
      readonly kind: `node-${NodeChangeName}`
      readonly node: string
      readonly name: string
      readonly sandboxes: number
      readonly why?: string
    }

export type Observe = (event: ServerEvent) => void
