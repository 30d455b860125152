import { createHmac, hkdfSync, randomUUID, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import { EncryptJWT, jwtDecrypt } from 'jose'
import * as z from 'zod'
import { KEY_BYTES, loadKey } from '../common/kept-key.ts'
import type { PreviewKeys, PreviewName } from './preview-address.ts'

/** Hexadecimal digits of a preview's key: 128 bits, and short enough for a label of DNS. */
const NAME_DIGITS = 32

/** The digits of a local key that are the same for each port of a session. */
const HEAD_DIGITS = 16

/** A ticket is used at once; a cookie lasts as long as anybody works with one page. */
const TICKET_SECONDS = 30
const COOKIE_SECONDS = 24 * 60 * 60

const KINDS = { ticket: TICKET_SECONDS, cookie: COOKIE_SECONDS } as const

/** Who may see a preview: a browser of this session, in pages of that origin. */
export interface PreviewPass {
  readonly session: string
  readonly port: number
  /** Origin of the site as the reader has it. */
  readonly site: string
  /** How often the session had moved to another computer; absent: never. */
  readonly generation?: number | undefined
}

/** What has the id of a session. */
interface Identified {
  readonly id: string
}

const claims = z.object({
  jti: z.string(),
  exp: z.number(),
  kind: z.string(),
  session: z.string(),
  port: z.number(),
  site: z.string(),
  generation: z.optional(z.number()),
})

/**
 * The keys in the names of previews, and the tickets and cookies that open those of the network:
 * encrypted JSON Web Tokens (RFC 7516, AES-256-GCM), so that whoever sees one learns nothing of the
 * session.
 */
export class PreviewPasses {
  readonly #nameKey: Uint8Array
  readonly #localKey: Uint8Array
  readonly #passKey: Uint8Array
  /** The beginning of the local keys of each session that was asked for. */
  readonly #heads = new WeakMap<Identified, string>()
  /** Tickets that were redeemed, and when each is over in any case, in seconds since 1970. */
  readonly #redeemed = new Map<string, number>()

  /** @param key of 32 bytes. */
  constructor(key: Uint8Array) {
    const derive = (purpose: string) =>
      new Uint8Array(hkdfSync('sha256', key, '', purpose, KEY_BYTES))
    this.#nameKey = derive('preview-name')
    this.#localKey = derive('preview-local')
    this.#passKey = derive('preview-pass')
  }

  /** With the key that is kept in the state directory, so that addresses outlive the server. */
  static async load(stateDirectory: string): Promise<PreviewPasses> {
    return new PreviewPasses(await loadKey(join(stateDirectory, 'preview-key')))
  }

  /** The keys in the addresses of a preview: the same each time, and no way back to the session. */
  keysOf(session: string, port: number): PreviewKeys {
    const tail = digits(this.#localKey, `${session} ${port}`, NAME_DIGITS - HEAD_DIGITS)
    return {
      local: digits(this.#localKey, session, HEAD_DIGITS) + tail,
      network: digits(this.#nameKey, session, NAME_DIGITS),
    }
  }

  /** Whether the name has the local key of that session's port. Cheap for any other session. */
  isLocalName(session: Identified, { port, key }: PreviewName): boolean {
    let head = this.#heads.get(session)
    if (head === undefined) {
      head = this.keysOf(session.id, port).local.slice(0, HEAD_DIGITS)
      this.#heads.set(session, head)
    }
    if (!key.startsWith(head)) return false
    const { local } = this.keysOf(session.id, port)
    return timingSafeEqual(Buffer.from(local), Buffer.from(key))
  }

  /** @param seconds until it is over. */
  issue(kind: keyof typeof KINDS, pass: PreviewPass, seconds = KINDS[kind]): Promise<string> {
    return new EncryptJWT({ ...pass, kind })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setJti(randomUUID())
      .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
      .encrypt(this.#passKey)
  }

  /** Takes a ticket, once. @returns undefined when it is not a good one for this preview. */
  async redeem(ticket: string, name: PreviewName): Promise<PreviewPass | undefined> {
    const pass = await this.#read('ticket', ticket, name)
    if (pass === undefined || this.#redeemed.has(pass.jti)) return undefined
    const now = Date.now() / 1000
    for (const [jti, over] of this.#redeemed) if (over < now) this.#redeemed.delete(jti)
    this.#redeemed.set(pass.jti, pass.exp)
    return pass
  }

  /** @returns undefined when the cookie is not a good one for this preview. */
  admit(cookie: string, name: PreviewName): Promise<PreviewPass | undefined> {
    return this.#read('cookie', cookie, name)
  }

  async #read(kind: keyof typeof KINDS, token: string, { port, key }: PreviewName) {
    const payload = await jwtDecrypt(token, this.#passKey, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    }).then(
      (decrypted) => decrypted.payload,
      () => undefined,
    )
    const { data: pass } = claims.safeParse(payload)
    const isGood =
      pass?.kind === kind && pass.port === port && this.keysOf(pass.session, port).network === key
    return isGood ? pass : undefined
  }
}

function digits(key: Uint8Array, text: string, count: number): string {
  return createHmac('sha256', key).update(text).digest('hex').slice(0, count)
}
