import 'reflect-metadata'
import { webcrypto, X509Certificate } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadCertificates } from '../../../sandbox-server/hub/serve/certificates.ts'

const DAY_MILLISECONDS = 24 * 3600 * 1000

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blitz-certificates-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** As a first start leaves them whose clock was that far off. */
async function leaveCertificates(daysOff: number, validDays: number): Promise<string> {
  x509.cryptoProvider.set(webcrypto as Crypto)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const begin = Date.now() + daysOff * DAY_MILLISECONDS
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Docker Blitz hub of this deployment',
    keys: (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair,
    signingAlgorithm: algorithm,
    notBefore: new Date(begin),
    notAfter: new Date(begin + validDays * DAY_MILLISECONDS),
  })
  const authority = made.toString('pem')
  const kept = { authority, certificate: authority, key: 'of them', expires: 0 }
  await writeFile(join(folder, 'hub-certificates.json'), JSON.stringify(kept))
  return authority
}

describe('the certificates of the hub', () => {
  it('are good by every clock that a machine may have', async () => {
    const { authority, certificate } = await loadCertificates(folder)
    for (const pem of [authority, certificate]) {
      const { validFromDate, validToDate } = new X509Certificate(pem)
      expect(validFromDate.getTime()).toBe(0)
      expect(validToDate.getUTCFullYear()).toBe(9999)
    }
    expect(new X509Certificate(certificate).checkIssued(new X509Certificate(authority))).toBe(true)
  })

  it('are the same at the next start, which living sandboxes trust', async () => {
    const first = await loadCertificates(folder)
    expect(await loadCertificates(folder)).toEqual(first)
  })

  it.each([
    ['an earlier version made', -300, 3650, true],
    ['a clock a year ahead made', 365, 3650, false],
    ['ended', -3651, 3650, false],
    ['end before a sandbox may', -3600, 3650, false],
  ])('that %s are kept where they are good for long', async (_, daysOff, validDays, isKept) => {
    const authority = await leaveCertificates(daysOff, validDays)
    const loaded = await loadCertificates(folder)
    expect(loaded.authority === authority).toBe(isKept)
  })
})
