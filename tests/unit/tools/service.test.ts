import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv, promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isOnPath } from '../../../sandbox-server/common/debian-packages.ts'
import { readSettings, SETTINGS } from '../../../sandbox-server/settings.ts'
import {
  chosenSettings,
  environmentText,
  readEnvironmentFile,
} from '../../../tools/service/environment-file.ts'
import { closedPath } from '../../../tools/service/machine.ts'
import { type InstallFacts, obstacles } from '../../../tools/service/obstacles.ts'
import { describeStatus } from '../../../tools/service/status.ts'
import { foreseenSteps } from '../../../tools/service/step.ts'
import { type UnitOptions, unitText } from '../../../tools/service/unit.ts'

const run = promisify(execFile)
const PROJECT = join(import.meta.dirname, '../../..')

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blitz-service-'))
})

afterEach(() => rm(folder, { recursive: true }))

describe('the unit', () => {
  const options: UnitOptions = {
    project: '/srv/docker-blitz',
    environmentFile: '/etc/docker-blitz.env',
    hasDockerGroup: true,
    systemdVersion: 257,
  }
  const lines = (over: Partial<UnitOptions> = {}) => unitText({ ...options, ...over }).split('\n')

  it("starts the server by the project's own Node, as a user of its own", () => {
    expect(lines()).toEqual(
      expect.arrayContaining([
        'User=blitz',
        'SupplementaryGroups=docker',
        'WorkingDirectory=/srv/docker-blitz',
        'ExecStart=/srv/docker-blitz/node_modules/node/bin/node tools/start.ts',
        'EnvironmentFile=-/etc/docker-blitz.env',
        'StateDirectory=docker-blitz',
      ]),
    )
  })

  it('keeps sandboxes over a stop, starts again whatever happened, and does not insist on a wrong setting', () => {
    expect(lines()).toEqual(
      expect.arrayContaining([
        'Environment=WHEN_STOPPED=keep',
        'Restart=always',
        'RestartPreventExitStatus=2',
        // A helper that the kernel ends does not end the server.
        'OOMPolicy=continue',
      ]),
    )
    // One of the two starts the server again, and not both.
    expect(lines().join()).not.toContain('--restart')
  })

  it('does not hide a project that is below a home', () => {
    expect(lines()).toContain('ProtectHome=yes')
    for (const project of ['/home/ada/docker-blitz', '/root/blitz']) {
      expect(lines({ project })).toContain('ProtectHome=read-only')
    }
  })

  it('names no group and no key that the machine does not know', () => {
    const text = lines({ hasDockerGroup: false, systemdVersion: 252 }).join('\n')
    expect(text).not.toMatch(/SupplementaryGroups|RestartSteps/)
    expect(lines()).toContain('RestartSteps=6')
  })

  it('is one by systemd, which finds it well confined', async () => {
    if (!(await isOnPath('systemd-analyze'))) return
    const unit = join(folder, 'docker-blitz.service')
    const text = unitText({
      ...options,
      project: PROJECT,
      systemdVersion: 252,
      hasDockerGroup: false,
    })
    // Users of this machine are looked up, and the service's own is made by its installation.
    await writeFile(unit, text.replace('User=blitz', 'User=daemon'))
    const verified = await run('systemd-analyze', ['verify', '--man=no', unit])
    expect(verified.stderr.split('\n').filter((line) => line.includes('docker-blitz'))).toEqual([])
    const { stdout } = await run('systemd-analyze', [
      'security',
      '--offline=true',
      '--no-pager',
      unit,
    ])
    expect(Number(/exposure level[^:]*: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(3)
  })
})

describe('the file of settings', () => {
  it('has every setting with its meaning, and sets what the host chose', () => {
    const text = environmentText({
      HTTPS_PROXY: 'http://proxy.example:3128',
      PORT: '8080',
      PUBLIC_ORIGINS: 'https://a.example, http://b.example',
    })
    for (const name of Object.keys(SETTINGS)) {
      if (name !== 'STATE_DIRECTORY') expect(text).toMatch(new RegExp(`^#?${name}=`, 'm'))
    }
    expect(parseEnv(text)).toEqual({
      HTTPS_PROXY: 'http://proxy.example:3128',
      PORT: '8080',
      PUBLIC_ORIGINS: 'https://a.example, http://b.example',
    })
  })

  it('is one that the server starts with as it is, and with each line uncommented', () => {
    const text = environmentText(
      chosenSettings({
        PORT: '8080',
        PATH: '/bin',
        STATE_DIRECTORY: 'x',
        http_proxy: 'proxy:3128',
      }),
    )
    expect(readSettings(parseEnv(text))).toMatchObject({ PORT: 8080, WHEN_STOPPED: 'keep' })
    expect(parseEnv(text)['HTTP_PROXY']).toBe('http://proxy:3128')
    const uncommented = text.replaceAll(/^#(?=[A-Z_]+=)/gm, '')
    expect(readSettings(parseEnv(uncommented)).PORT).toBe(8080)
    expect(parseEnv(uncommented)).not.toHaveProperty('STATE_DIRECTORY')
  })

  it('is told from one that is not there', async () => {
    const path = join(folder, 'settings')
    expect(await readEnvironmentFile(path)).toBeUndefined()
    await writeFile(path, 'PORT=9000\n')
    expect(await readEnvironmentFile(path)).toEqual({ PORT: '9000', WHEN_STOPPED: 'keep' })
  })
})

describe('an installation', () => {
  const good: InstallFacts = {
    isRoot: true,
    isRunBySystemd: true,
    nodeVersion: '26.10.0',
    project: '/srv/docker-blitz',
    isUserTaken: false,
  }

  it('has nothing in its way on a machine as it should be', () => {
    expect(obstacles(good)).toEqual([])
  })

  it.each<[string, Partial<InstallFacts>, string]>([
    ['somebody who is not root', { isRoot: false }, 'sudo npm run service -- install'],
    ['no systemd', { isRunBySystemd: false }, 'is not run by systemd: use npm start'],
    ['an old Node', { nodeVersion: '22.1.0' }, 'Node 22.1.0 is too old'],
    ['a path with a quote', { project: "/srv/ada's" }, "The folder /srv/ada's has a character"],
    ['a home that is closed', { closedPath: '/home/ada' }, 'The user blitz may not read /home/ada'],
    ['somebody who is called blitz', { isUserTaken: true }, 'Somebody logs in as the user blitz'],
    [
      'a wrong setting',
      { wrongSetting: 'PORT=x is not usable.', environmentFile: '/etc/b.env' },
      'PORT=x is not usable. It is set in /etc/b.env.',
    ],
    [
      'a port that is taken',
      { takenPort: 80, environmentFile: '/etc/b.env' },
      'PORT in /etc/b.env',
    ],
    ['a port that is taken, at first', { takenPort: 80 }, 'PORT=8001 npm run service -- install'],
  ])('is refused in one sentence by %s', (_, facts, sentence) => {
    expect(obstacles({ ...good, ...facts })).toEqual([expect.stringContaining(sentence)])
  })

  it('finds the folder and the file that others may not read', async () => {
    const project = join(folder, 'home/project')
    await mkdir(join(project, 'tools'), { recursive: true })
    await chmod(folder, 0o755)
    await writeFile(join(project, 'package.json'), '{}')
    await writeFile(join(project, 'tools/start.ts'), '')
    expect(await closedPath(project)).toBeUndefined()
    await chmod(join(project, 'tools/start.ts'), 0o600)
    expect(await closedPath(project)).toBe(join(project, 'tools/start.ts'))
    await chmod(join(project, 'tools'), 0o700)
    expect(await closedPath(project)).toBe(join(project, 'tools'))
    await chmod(join(folder, 'home'), 0o700)
    expect(await closedPath(project)).toBe(join(folder, 'home'))
  })

  it('says ahead what it would do, and what is done', async () => {
    const step = (does: string, isNeeded: boolean) => ({
      does,
      isNeeded: async () => isNeeded,
      run: () => Promise.reject(new Error('Nothing is done ahead.')),
    })
    expect(
      await foreseenSteps([step('Make the user', true), step('Write the unit', false)]),
    ).toEqual(['  Make the user', '  Write the unit: nothing to do'])
  })
})

describe('the status of the service', () => {
  const active = {
    isInstalled: true,
    active: 'active',
    isEnabled: true,
    restarts: 0,
    address: 'http://localhost:8000/',
    ready: { isReady: true, sentence: 'Sandboxes start.\n' },
  }

  it('says where the site is, and whether it has live terminals', () => {
    expect(describeStatus(active)).toEqual({
      lines: [
        'docker-blitz is active, starts at each boot.',
        'http://localhost:8000/ Sandboxes start.',
        'Log: journalctl -u docker-blitz',
      ],
      code: 0,
    })
  })

  it.each([
    ['is not installed', { isInstalled: false }, 'There is no service'],
    ['has failed', { active: 'failed', ready: undefined }, 'is failed'],
    ['was started again', { restarts: 3, ready: undefined }, 'was started again 3 times'],
    [
      'has no live terminals',
      { ready: { isReady: false, sentence: 'There are no live terminals: see the log.' } },
      'There are no live terminals',
    ],
  ])('that %s is told apart by its exit status', (_, over, words) => {
    const { lines, code } = describeStatus({ ...active, ...over })
    expect(code).toBe(3)
    expect(lines.join('\n')).toContain(words)
  })
})
