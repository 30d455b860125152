/** What dockerode hands to docker-modem for each call; `@types/docker-modem` lacks some of it. */
export interface EngineCall {
  /** Such as `/containers/json?`, without the version of the API. */
  readonly path: string
  readonly abortSignal?: AbortSignal | undefined
}

export interface DockerModem {
  dial(call: EngineCall, callback: (error: unknown, answer?: unknown) => void): void
}
