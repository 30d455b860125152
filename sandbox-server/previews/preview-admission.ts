import type { IncomingHttpHeaders } from 'node:http'
import type { Session } from '../sessions/session.ts'
import type { SessionRegistry } from '../sessions/session-registry.ts'
import type { FailureName } from './failure-page.ts'
import { localSites, type PreviewPlace } from './preview-address.ts'
import { readPassCookies } from './preview-cookies.ts'
import type { HeaderPlace } from './preview-headers.ts'
import type { PreviewPass, PreviewPasses } from './preview-passes.ts'

export type Preview = Extract<PreviewPlace, { kind: 'preview' }>

/** Admitted, and there is a session: what is left to do is to ask the app. */
export interface Admitted {
  readonly session: Session
  readonly place: HeaderPlace
}

/**
 * Decides who may see a preview. At a name under `localhost` the address itself opens it: that
 * address leads every browser but the reader's to another machine, and browsers keep no cookie for
 * it in a frame. Everywhere else it takes a cookie, because a name of the network is seen by others.
 */
export class PreviewAdmission {
  readonly #passes: PreviewPasses
  readonly #sessions: SessionRegistry

  constructor(passes: PreviewPasses, sessions: SessionRegistry) {
    this.#passes = passes
    this.#sessions = sessions
  }

  /** @returns why not, where the request may not reach the app. */
  async admit(preview: Preview, headers: IncomingHttpHeaders): Promise<Admitted | FailureName> {
    const isLocal = preview.keyKind === 'local'
    const found = isLocal
      ? this.#byAddress(preview, headers)
      : await this.#byCookie(preview, headers)
    if (typeof found === 'string') return found
    if (headers['service-worker'] !== undefined) return 'worker'
    return found
  }

  #byAddress({ name, base }: Preview, headers: IncomingHttpHeaders): Admitted | FailureName {
    const session = this.#sessions.find((each) => this.#passes.isLocalName(each, name))
    if (session === undefined) return 'unknown'
    const { host = '' } = headers
    const origin = `${localScheme(headers)}//${host}`
    const { port } = name
    return { session, place: { port, origin, base, site: localSites(host), isOpenByAddress: true } }
  }

  async #byCookie(
    { name, base }: Preview,
    headers: IncomingHttpHeaders,
  ): Promise<Admitted | FailureName> {
    const pass = await this.#pass(name, headers)
    if (pass === undefined) return 'closed'
    const session = this.#sessions.living(pass.session)
    if (session === undefined) return 'gone'
    // The session is at another computer: this browser sees no more of its apps.
    if (this.#sessions.generationOf(session.id) !== (pass.generation ?? 0)) return 'closed'
    const { port, site } = pass
    const origin = `${new URL(site).protocol}//${headers.host}`
    return { session, place: { port, origin, base, site } }
  }

  async #pass(
    name: Preview['name'],
    { cookie }: IncomingHttpHeaders,
  ): Promise<PreviewPass | undefined> {
    for (const value of readPassCookies(cookie)) {
      const pass = await this.#passes.admit(value, name)
      if (pass) return pass
    }
    return undefined
  }
}

/** What the browser speaks, which a proxy on the reader's machine may have turned into HTTP. */
function localScheme({ host, origin, referer }: IncomingHttpHeaders): 'http:' | 'https:' {
  const secure = `https://${host}`
  return origin === secure || referer?.startsWith(`${secure}/`) ? 'https:' : 'http:'
}
