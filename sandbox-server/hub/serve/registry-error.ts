/**
 * The hub's refusals, in Docker Hub's own words (OCI distribution specification 1.1, "Error
 * Codes"). Docker's tools print the code in lower case, a colon and the message.
 */
export const REFUSALS = {
  needsToken: { status: 401, code: 'UNAUTHORIZED', message: 'authentication required' },
  denied: { status: 401, code: 'DENIED', message: 'requested access to the resource is denied' },
  loginRefused: { status: 401, code: 'UNAUTHORIZED', message: 'incorrect username or password' },
  pathUnknown: {
    status: 404,
    code: 'NAME_UNKNOWN',
    message: 'repository name not known to registry',
  },
  methodUnknown: { status: 405, code: 'UNSUPPORTED', message: 'The operation is unsupported.' },
  requestMalformed: {
    status: 400,
    code: 'UNSUPPORTED',
    message: 'That request is not one that Docker Hub takes.',
  },
  // An engine reads the body of what it got, and does not ask again.
  absent: { status: 403, code: 'DENIED', message: 'requested access to the resource is denied' },
  tagAbsent: { status: 404, code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' },
  // A builder asks by HEAD. Of 401 and 404 it shows nothing that the registry says, of others the reason.
  absentForBuilder: {
    status: 403,
    code: 'DENIED',
    message: 'pull access denied, repository does not exist or may require authorization',
  },
  tagAbsentForBuilder: { status: 410, code: 'MANIFEST_UNKNOWN', message: 'not found' },
  manifestInvalid: { status: 400, code: 'MANIFEST_INVALID', message: 'manifest invalid' },
  // Docker does not try again after DENIED.
  overLimit: { status: 403, code: 'DENIED', message: '' },
  // Of a status of 500 or more, Docker does not show the body.
  filling: {
    status: 403,
    code: 'UNAVAILABLE',
    message: 'the images of this server are still being prepared; try again in a minute',
  },
  unfilled: {
    status: 403,
    code: 'UNAVAILABLE',
    message: 'this server could not get that image; whoever runs it can see why',
  },
  unavailable: {
    status: 503,
    code: 'UNAVAILABLE',
    message: 'This hub is starting again. Try once more in a moment.',
  },
} as const satisfies Record<string, { status: number; code: string; message: string }>

export type RefusalName = keyof typeof REFUSALS

/** A request that is answered with a refusal. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly refusal: RefusalName
  readonly headers: Readonly<Record<string, string>>

  constructor(
    refusal: RefusalName,
    options: { message?: string; headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(options.message ?? REFUSALS[refusal].message, { cause: options.cause })
    this.refusal = refusal
    this.headers = options.headers ?? {}
  }

  /** A refusal in Docker Hub's words, and behind them a line of ours. */
  static withHint(
    refusal: RefusalName,
    hint: string,
    headers: Readonly<Record<string, string>> = {},
  ): RegistryError {
    return new RegistryError(refusal, { message: `${REFUSALS[refusal].message}\n${hint}`, headers })
  }

  /** The message on one line: for an answer without a body. */
  get reason(): string {
    return this.message.replaceAll('\n', '. ')
  }

  get status(): number {
    return REFUSALS[this.refusal].status
  }

  /** The answer's body. */
  get body(): string {
    const { code } = REFUSALS[this.refusal]
    return JSON.stringify({ errors: [{ code, message: this.message, detail: null }] })
  }
}
