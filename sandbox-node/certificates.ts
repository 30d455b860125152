// The library's dependency injection needs it, and needs it first.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { NODE_NAME, SERVER_NAME } from '../node-protocol/messages.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** RFC 5280, section 4.2.1.12. */
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1'
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2'

/** A clock that is a day behind takes a new certificate all the same. */
const DAY_MILLISECONDS = 24 * 3600 * 1000

/** All in PEM. */
export interface CertificateAndKey {
  readonly certificate: string
  readonly key: string
}

export interface DeploymentCertificates {
  /** Vouches for both. Its private key is thrown away once it has signed. */
  readonly authority: string
  /** Opens connections, and serves none. */
  readonly server: CertificateAndKey
  /** Serves connections, and opens none: whoever has it cannot drive other nodes. */
  readonly node: CertificateAndKey
}

/** Makes the certificates by which a server and its nodes know each other. @param days they are good for. */
export async function makeDeploymentCertificates(days: number): Promise<DeploymentCertificates> {
  x509.cryptoProvider.set(webcrypto as Crypto)
  const notBefore = new Date(Date.now() - DAY_MILLISECONDS)
  const notAfter = new Date(Date.now() + days * DAY_MILLISECONDS)
  const authorityKeys = await generateKeys()
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Docker Blitz nodes of this deployment',
    keys: authorityKeys,
    signingAlgorithm: ALGORITHM,
    notBefore,
    notAfter,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  })
  const issue = async (name: string, usage: string): Promise<CertificateAndKey> => {
    const keys = await generateKeys()
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${name}`,
      issuer: authority.subject,
      publicKey: keys.publicKey,
      signingKey: authorityKeys.privateKey,
      signingAlgorithm: ALGORITHM,
      notBefore,
      notAfter,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
        await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
      ],
    })
    const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
    return {
      certificate: certificate.toString('pem'),
      key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
    }
  }
  return {
    authority: authority.toString('pem'),
    server: await issue(SERVER_NAME, CLIENT_AUTHENTICATION),
    node: await issue(NODE_NAME, SERVER_AUTHENTICATION),
  }
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair
}
