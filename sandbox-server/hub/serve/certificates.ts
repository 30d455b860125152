// The library's dependency injection needs it, and needs it first.
import 'reflect-metadata'
import { webcrypto, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AsnConvert } from '@peculiar/asn1-schema'
import { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } from '@peculiar/asn1-x509'
import * as x509 from '@peculiar/x509'
import * as z from 'zod'
import { writeWhole } from '../../common/write-whole.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const ID_NAME_CONSTRAINTS = '2.5.29.30'
const ID_SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1'

/** The only names that the authority may vouch for, with everything below them. */
const DOMAINS = ['docker.io', 'docker.com']

/** Under which names Docker's tools look for Docker Hub. */
export const HUB_NAMES = [
  'docker.io',
  'auth.docker.io',
  'index.docker.io',
  'registry-1.docker.io',
] as const

/**
 * Valid by every clock: a machine that starts in 1970, or a year ahead, and sets its clock later pulls
 * images all the same. The end is the one for certificates without (RFC 5280, section 4.1.2.5).
 */
const NOT_BEFORE = new Date('1970-01-01T00:00:00Z')
const NOT_AFTER = new Date('9999-12-31T23:59:59Z')

/** Nothing that trusts a certificate lives longer; milliseconds. */
const LONGEST_SANDBOX_MILLISECONDS = 365 * 24 * 3600 * 1000

const stored = z.object({
  /** In PEM; what a sandbox's engine trusts. Its private key is thrown away once it has signed. */
  authority: z.string(),
  certificate: z.string(),
  key: z.string(),
})

export type HubCertificates = Readonly<z.infer<typeof stored>>

/**
 * The certificates by which a sandbox's engine takes the hub for Docker Hub: made at the first
 * start and kept, since the engines of living sandboxes trust them.
 */
export async function loadCertificates(stateDirectory: string): Promise<HubCertificates> {
  const path = join(stateDirectory, 'hub-certificates.json')
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  const known = kept === undefined ? undefined : parse(path, kept)
  if (known && isLasting(known)) return known
  const made = await makeCertificates()
  await writeWhole(path, JSON.stringify(made))
  return made
}

/** Those of earlier versions had an end, and a begin by the clock of their first start. */
function isLasting({ authority, certificate }: HubCertificates): boolean {
  return [authority, certificate].every((pem) => {
    const { validFromDate, validToDate } = new X509Certificate(pem)
    const now = Date.now()
    return (
      validFromDate.getTime() < now && validToDate.getTime() > now + LONGEST_SANDBOX_MILLISECONDS
    )
  })
}

function parse(path: string, text: string): HubCertificates {
  try {
    return stored.parse(JSON.parse(text))
  } catch (cause) {
    throw new Error(`${path} holds no certificates. Delete it, and new ones are made.`, { cause })
  }
}

async function makeCertificates(): Promise<HubCertificates> {
  x509.cryptoProvider.set(webcrypto as Crypto)
  const [notBefore, notAfter] = [NOT_BEFORE, NOT_AFTER]
  const authorityKeys = await generateKeys()
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Docker Blitz hub of this deployment',
    keys: authorityKeys,
    signingAlgorithm: ALGORITHM,
    notBefore,
    notAfter,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      new x509.Extension(ID_NAME_CONSTRAINTS, true, onlyDomains()),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  })
  const keys = await generateKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=registry-1.docker.io',
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore,
    notAfter,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([ID_SERVER_AUTHENTICATION]),
      new x509.SubjectAlternativeNameExtension(
        HUB_NAMES.map((value) => ({ type: 'dns' as const, value })),
      ),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    authority: authority.toString('pem'),
    certificate: certificate.toString('pem'),
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
  }
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair
}

/** RFC 5280, section 4.2.1.10. */
function onlyDomains(): ArrayBuffer {
  const subtrees = DOMAINS.map(
    (dNSName) => new GeneralSubtree({ base: new GeneralName({ dNSName }) }),
  )
  return AsnConvert.serialize(
    new NameConstraints({ permittedSubtrees: new GeneralSubtrees(subtrees) }),
  )
}
