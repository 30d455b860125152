import type Docker from 'dockerode'
import * as z from 'zod'
import { makeDeploymentCertificates } from '../../sandbox-node/certificates.ts'
import { endOf, trustBoth } from './authorities.ts'
import { SwarmError } from './swarm-error.ts'

/**
 * A workshop must not fall to a date that nobody watches. `status` says so in the last year.
 */
export const VALID_DAYS = 3650

/** The names of Swarm's objects, before the number of the set: stack.yaml has the same. */
const AUTHORITY = 'docker-blitz-authority'
const SECRETS = [
  'docker-blitz-server',
  'docker-blitz-server-key',
  'docker-blitz-node',
  'docker-blitz-node-key',
] as const

/** On what `init` makes, so that `remove` knows it. */
const LABELS = { 'org.docker-blitz.swarm': 'certificates' }

/** Certificates that belong together; a renewal makes the next ones. */
export interface CertificateSet {
  readonly number: number
  /** In PEM; a set that a renewal has made trusts the one before, too. */
  readonly authority: string
  /** When it ends, in milliseconds since 1970. */
  readonly end: number
}

export interface KnownSets {
  /** By their numbers. */
  readonly whole: readonly CertificateSet[]
  /** Names of what an interrupted `init` has left; no stack can use them. */
  readonly leftovers: readonly string[]
}

const named = z.object({ ID: z.string(), Spec: z.object({ Name: z.string() }) })
const config = named.extend({ Spec: z.object({ Name: z.string(), Data: z.string() }) })

/** @returns what there is, also where a part is missing. */
export async function readSets(docker: Docker): Promise<KnownSets> {
  const configs = z.array(config).parse(await docker.listConfigs())
  const secrets = new Set((await listSecrets(docker)).map(({ Spec }) => Spec.Name))
  const numbers = new Set(
    [...configs.map(({ Spec }) => Spec.Name), ...secrets].flatMap((name) => numberOf(name) ?? []),
  )
  const whole: CertificateSet[] = []
  const leftovers: string[] = []
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const authority = configs.find(({ Spec }) => Spec.Name === `${AUTHORITY}-${number}`)
    const present = SECRETS.map((name) => `${name}-${number}`).filter((name) => secrets.has(name))
    if (authority && present.length === SECRETS.length) {
      const pem = Buffer.from(authority.Spec.Data, 'base64').toString()
      whole.push({ number, authority: pem, end: endOf(pem) })
    } else {
      leftovers.push(...present, ...(authority ? [authority.Spec.Name] : []))
    }
  }
  return { whole, leftovers }
}

/**
 * Makes the next set. The Swarm keeps the keys, and nothing else does.
 * @throws {SwarmError} where a set is not whole: what was made is never changed.
 */
export async function makeSet(docker: Docker): Promise<CertificateSet> {
  const { whole, leftovers } = await readSets(docker)
  if (leftovers.length > 0) {
    throw new SwarmError(
      `Certificates are not whole: there are ${leftovers.join(', ')} and not the rest. Remove them, and run this again: ${removalOf(leftovers)}`,
    )
  }
  const before = whole.at(-1)
  const number = (before?.number ?? 0) + 1
  const made = await makeDeploymentCertificates(VALID_DAYS)
  const authority = before ? trustBoth(made.authority, before.authority) : made.authority
  const texts = [made.server.certificate, made.server.key, made.node.certificate, made.node.key]
  for (const [index, name] of SECRETS.entries()) {
    await docker.createSecret(object(`${name}-${number}`, texts[index] as string))
  }
  // Last: a set without its authority is one that was not finished.
  await docker.createConfig(object(`${AUTHORITY}-${number}`, authority))
  return { number, authority, end: endOf(authority) }
}

/** A moment in milliseconds since 1970, as a person writes its day. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

/** Removes every set. @returns the names of what was there. */
export async function removeSets(docker: Docker): Promise<readonly string[]> {
  const configs = z.array(named).parse(await docker.listConfigs())
  const ours = (list: readonly z.infer<typeof named>[]) =>
    list.filter(({ Spec }) => numberOf(Spec.Name) !== undefined)
  const [ourConfigs, ourSecrets] = [ours(configs), ours(await listSecrets(docker))]
  for (const { ID } of ourConfigs) await docker.getConfig(ID).remove()
  for (const { ID } of ourSecrets) await docker.getSecret(ID).remove()
  return [...ourConfigs, ...ourSecrets].map(({ Spec }) => Spec.Name)
}

/** @returns the number of the set that an object belongs to. */
export function numberOf(name: string): number | undefined {
  const [, kind, digits] = /^(.+)-([1-9]\d*)$/.exec(name) ?? []
  const isOurs = [AUTHORITY, ...SECRETS].some((each) => each === kind)
  return isOurs ? Number(digits) : undefined
}

async function listSecrets(docker: Docker) {
  return z.array(named).parse(await docker.listSecrets())
}

function removalOf(names: readonly string[]): string {
  const configs = names.filter((name) => name.startsWith(AUTHORITY))
  const secrets = names.filter((name) => !configs.includes(name))
  return [
    ...(secrets.length > 0 ? [`docker secret rm ${secrets.join(' ')}`] : []),
    ...(configs.length > 0 ? [`docker config rm ${configs.join(' ')}`] : []),
  ].join(' && ')
}

function object(name: string, text: string) {
  return { Name: name, Labels: LABELS, Data: Buffer.from(text).toString('base64') }
}
