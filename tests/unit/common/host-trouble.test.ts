import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import {
  clockAdvice,
  fileTrouble,
  troubleAdvice,
} from '../../../sandbox-server/common/host-trouble.ts'
import { engineSentence } from '../../../sandbox-server/drivers/docker-engine/engine-error.ts'
import { unreachableReason } from '../../../sandbox-server/engines/unreachable-reason.ts'

describe('an error of the file system', () => {
  it('of a full disk says which one, and what to do', async () => {
    const error = await writeFile('/dev/full', 'x').catch((thrown: unknown) => thrown)
    expect(fileTrouble(error, '.blitz')).toMatch(/^The disk of .+ is full: make room there\.$/)
  })

  it.each([
    ['EACCES', 'open', 'This user may not use /srv/x: let it, by chown or chmod.'],
    ['EROFS', 'mkdir', '/srv/x is on a disk that cannot be written.'],
    ['EACCES', 'listen', undefined],
    ['EACCES', 'connect', undefined],
    ['ENOENT', 'open', undefined],
  ])('%s of %s is told as one that a host can mend, or left alone', (code, syscall, sentence) => {
    const error = Object.assign(new Error(code), { code, syscall, path: '/srv/x' })
    expect(fileTrouble(error, '.blitz')).toBe(sentence)
  })
})

describe('what other programs say', () => {
  const now = new Date('2025-11-29T10:00:00Z')
  const advice = "This machine's clock says 2025-11-29 10:00 UTC: set it where that is wrong."

  it.each([
    'E: Release file for http://deb.debian.org/debian/dists/trixie-updates/InRelease is not valid yet (invalid for another 364d 2h 3min 4s). Updates for this repository will not be applied.',
    'E: Release file for http://deb.debian.org/debian/dists/trixie-updates/InRelease is expired (invalid since 364d).',
    'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2025-11-29T10:00:00Z is before 2026-10-01T00:00:00Z',
    'SSL certificate problem: certificate is not yet valid',
  ])('of a wrong time leads to the clock: %s', (said) => {
    expect(clockAdvice(said, now)).toBe(advice)
  })

  it.each(['E: Unable to locate package docker.io', 'manifest unknown', 'the tag is not valid'])(
    'of something else does not: %s',
    (said) => {
      expect(troubleAdvice(said)).toBe('')
    },
  )

  it('of a full disk leads to that', () => {
    expect(troubleAdvice('cp: error writing /x: No space left on device')).toContain('make room')
    const said = new Error('write /var/lib/docker/tmp/x: no space left on device')
    expect(engineSentence('The image could not be built', said)).toBe(
      "The image could not be built: write /var/lib/docker/tmp/x: no space left on device. The engine's disk is full: make room there, such as by docker image prune.",
    )
  })

  it.each([
    ['CERT_HAS_EXPIRED', /^its certificate has expired: make a new one, or set .* clock/],
    ['CERT_NOT_YET_VALID', /^its certificate is not valid yet: make a new one, or set .* clock/],
    ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', /^cert\.pem of DOCKER_CERT_PATH has expired/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /^its certificate is not one that the ca\.pem/],
  ])('of a certificate (%s) is told apart', (code, reason) => {
    expect(unreachableReason(Object.assign(new Error(code), { code }))).toMatch(reason)
  })
})
