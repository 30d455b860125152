import type { ErrorCode } from '../../protocol/messages.ts'
import { ERROR_SENTENCES } from '../../protocol/sentences.ts'

/** A request of a reader that cannot be met; the connection goes on. */
export class SessionError extends Error {
  override readonly name = 'SessionError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, options?: ErrorOptions) {
    super(ERROR_SENTENCES[code], options)
    this.code = code
  }
}
