import { describe, expect, it } from 'vitest'
import { canInstallPackages } from '../../../sandbox-server/common/debian-packages.ts'
import { hostCommand } from '../../../sandbox-server/common/installation.ts'

describe('a command that a host is told', () => {
  it.each([
    [{}, 'npm start', 'npm run doctor', 'npm run image -- renew'],
    [
      { BLITZ_INSTALLATION: 'image' },
      'docker compose up -d',
      'docker compose run --rm server doctor',
      'docker compose run --rm server image renew',
    ],
    [{ BLITZ_INSTALLATION: 'archive' }, './blitz start', './blitz doctor', './blitz image renew'],
  ])('with %o runs there', (environment, start, doctor, renew) => {
    expect(hostCommand('start', [], environment)).toBe(start)
    expect(hostCommand('doctor', [], environment)).toBe(doctor)
    expect(hostCommand('image', ['renew'], environment)).toBe(renew)
  })
})

describe("the server's image", () => {
  it('installs nothing where it runs', async () => {
    process.env['BLITZ_INSTALLATION'] = 'image'
    try {
      expect(await canInstallPackages()).toBe(false)
    } finally {
      delete process.env['BLITZ_INSTALLATION']
    }
  })
})
