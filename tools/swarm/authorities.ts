import { X509Certificate } from 'node:crypto'

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/

/**
 * @param known what is trusted now; its first authority is the newest.
 * @returns what to trust while certificates of both authorities are in use, the newest first.
 */
export function trustBoth(authority: string, known: string): string {
  return [authority, known].map((pem) => `${firstOf(pem)}\n`).join('')
}

/** @returns when the newest authority ends, in milliseconds since 1970. */
export function endOf(authority: string): number {
  return new X509Certificate(firstOf(authority)).validToDate.getTime()
}

function firstOf(pem: string): string {
  return CERTIFICATE.exec(pem)?.[0] ?? pem
}
