import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  isOfOurInstallation,
  policyText,
} from '../../../sandbox-server/common/unwanted-services.ts'

const run = promisify(execFile)

describe('the policy while a package is installed for its program alone', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blitz-policy-'))
  })

  afterEach(() => rm(folder, { recursive: true }))

  /** Asks it as the scripts of packages do. @returns its exit status. */
  async function ask(process: number, ...words: string[]): Promise<number> {
    const path = join(folder, 'policy-rc.d')
    await writeFile(path, policyText('docker-registry', process), { mode: 0o755 })
    return run(path, words).then(
      () => 0,
      ({ code }) => code as number,
    )
  }

  it.each([
    [['docker-registry', 'start'], 101],
    [['docker-registry.service', 'restart'], 101],
    [['--quiet', 'docker-registry', 'start', '2'], 101],
    [['docker', 'start'], 0],
    [['docker.service', 'start'], 0],
    [['my-docker-registry', 'start'], 0],
  ])('answers %j with %i', async (words, status) => {
    expect(await ask(process.pid, ...words)).toBe(status)
  })

  it('forbids nothing once the process that left it is gone', async () => {
    const child = await run('sh', ['-c', 'echo $$'])
    expect(await ask(Number(child.stdout), 'docker-registry', 'start')).toBe(0)
  })
})

describe('a service that starts at boot', () => {
  const history = `
Start-Date: 2026-11-29  10:31:22
Commandline: apt-get -qq install -y --no-install-recommends skopeo
Install: skopeo:amd64 (1.9.3)
End-Date: 2026-11-29  10:31:30

Start-Date: 2026-11-29  10:31:57
Commandline: apt-get -qq install -y --no-install-recommends docker-registry
Install: docker-registry:amd64 (2.8.2)
End-Date: 2026-11-29  10:32:03
`

  it.each([
    ['while we installed it is from us', history, '2026-11-29T10:32:01', true],
    ['later was switched on by somebody', history, '2026-11-29T11:00:00', false],
    ['before was there already', history, '2026-11-28T10:32:01', false],
    [
      'while somebody installed it is theirs',
      history.replace(
        '-qq install -y --no-install-recommends docker-registry',
        'install docker-registry',
      ),
      '2026-11-29T10:32:01',
      false,
    ],
    ['on a system without apt is somebody else’s', '', '2026-11-29T10:32:01', false],
  ])('since it was made to %s', (_, text, at, isOurs) => {
    expect(isOfOurInstallation(text, 'docker-registry', new Date(at))).toBe(isOurs)
  })
})
