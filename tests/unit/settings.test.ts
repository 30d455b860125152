import { describe, expect, it } from 'vitest'
import {
  describeSettings,
  limitsOverSettings,
  readSettings,
  SETTINGS,
  sandboxLimits,
} from '../../sandbox-server/settings.ts'

describe('the limits of a sandbox', () => {
  const settings = readSettings({ SANDBOX_MEMORY_MIB: '1024' })

  it('are what the course asks for, as far as the host allows it', () => {
    const asked = { memoryMiB: 512, diskMiB: 4096, cpus: 0.5 }
    expect(sandboxLimits(settings, asked)).toEqual({
      memoryMiB: 512,
      diskMiB: 1024,
      cpus: 0.5,
      pids: 1024,
    })
    expect(sandboxLimits(settings)).toMatchObject({ memoryMiB: 1024, pids: 1024 })
  })

  it('are told to the host where the course asks for more', () => {
    expect(limitsOverSettings(settings, { memoryMiB: 2048, pids: 10 })).toEqual([
      'the course asks for 2048 MiB of memory in each sandbox, and gets 1024. SANDBOX_MEMORY_MIB=2048 allows it.',
    ])
    expect(limitsOverSettings(settings, {})).toEqual([])
  })
})

describe('the settings', () => {
  it('have their defaults', () => {
    const settings = readSettings({})
    expect(settings).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8000,
      PUBLIC_ORIGINS: undefined,
      MAXIMUM_SANDBOXES: undefined,
      SANDBOX_MEMORY_MIB: 1536,
      SANDBOX_CPUS: 1,
    })
    expect(Object.isFrozen(settings)).toBe(true)
  })

  it('take an empty variable for one that is not set', () => {
    expect(readSettings({ PORT: '' }).PORT).toBe(8000)
  })

  it('read what a host writes', () => {
    const settings = readSettings({
      PORT: '0',
      SANDBOX_CPUS: '0.5',
      PUBLIC_ORIGINS: 'https://a.example, http://b.example:81',
    })
    expect(settings.PORT).toBe(0)
    expect(settings.SANDBOX_CPUS).toBe(0.5)
    expect(settings.PUBLIC_ORIGINS).toEqual(['https://a.example', 'http://b.example:81'])
  })

  it.each([
    ['https://Blitz.Example.ORG', 'https://blitz.example.org'],
    ['https://blitz.example.org/', 'https://blitz.example.org'],
    ['https://blitz.example.org.', 'https://blitz.example.org'],
    ['https://blitz.example.org.:8443/', 'https://blitz.example.org:8443'],
    ['HTTPS://x:443', 'https://x'],
    ['http://x:80', 'http://x'],
    ['https://x:80', 'https://x:80'],
    ['https://[2001:DB8:0:0::1]:8443', 'https://[2001:db8::1]:8443'],
    ['http://192.168.1.20:8000', 'http://192.168.1.20:8000'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
  ])('take the origin %s for %s', (text, origin) => {
    const { PUBLIC_ORIGINS, EMBED_ORIGINS, SITE } = readSettings({
      PUBLIC_ORIGINS: `${text}, https://other.example,`,
      EMBED_ORIGINS: `${origin} ${text}`,
      SITE: text,
    })
    expect(PUBLIC_ORIGINS).toEqual([origin, 'https://other.example'])
    expect(EMBED_ORIGINS).toEqual([origin])
    expect(SITE).toBe(origin)
  })

  it('take an IPv6 address to listen at with brackets and without', () => {
    expect(readSettings({ HOST: '[::1]' }).HOST).toBe('::1')
    expect(readSettings({ HOST: '::1' }).HOST).toBe('::1')
  })

  it.each([
    ['Preview.Example.org', 'preview.example.org'],
    ['preview.example.org.', 'preview.example.org'],
    ['*.preview.example.org', 'preview.example.org'],
    ['preview.example.org:08443', 'preview.example.org:8443'],
    ['apps.localhost', 'apps.localhost'],
  ])('take the name %s for %s', (text, name) => {
    expect(readSettings({ PREVIEW_HOST: text }).PREVIEW_HOST).toBe(name)
  })

  it.each([
    [undefined, '/'],
    ['/', '/'],
    ['/docker/', '/docker/'],
    ['/docker', '/docker/'],
    ['/~ada/docker-1.0/', '/~ada/docker-1.0/'],
    ['/live-docker/', '/live-docker/'],
  ])('take the path %s for %s', (text, path) => {
    expect(readSettings({ BASE: text }).BASE).toBe(path)
  })

  it.each([
    ['docker', 'docker does not begin with a slash'],
    ['//', '// has something else in it'],
    ['/a b/', '/a b/ has something else in it'],
    ['/..', '/.. has something else in it'],
    ['/a/../b/', '/a/../b/ has something else in it'],
    ['/./', '/./ has something else in it'],
    ['/a?b', '/a?b has something else in it'],
    ['/a%20b/', '/a%20b/ has something else in it'],
    ['?', '? does not begin with a slash'],
    ['/live/x/', 'the server needs /live/ itself'],
    ['/metrics', 'the server needs /metrics/ itself'],
  ])('say what is wrong with the path %s', (text, problem) => {
    expect(() => readSettings({ BASE: text })).toThrow(
      `BASE=${text} is not usable: it takes a path such as /docker/, of letters, digits and any of - _ . ~; ${problem}.`,
    )
  })

  it.each([
    ['blitz.example.org', 'begins with neither https:// nor http://'],
    ['ftp://x', 'begins with neither https:// nor http://'],
    ['https://x/docker/', 'has more than scheme, name and port (a path is for BASE)'],
    ['https://x?y', 'has more than scheme, name and port (a path is for BASE)'],
    ['https://ada@x', 'has more than scheme, name and port (a path is for BASE)'],
    ['https://x:99999', 'has no name, address or port that there can be'],
    ['https://[2001:db8::1', 'has no name, address or port that there can be'],
    ['https://*.example.org', 'has no name, address or port that there can be'],
    // It would end the directive of a policy.
    ["https://x;script-src'none'", 'has no name, address or port that there can be'],
  ])('say what is wrong with the origin %s', (text, problem) => {
    for (const name of ['PUBLIC_ORIGINS', 'EMBED_ORIGINS']) {
      expect(() => readSettings({ [name]: `https://good.example,${text}` })).toThrow(
        `${name}=https://good.example,${text} is not usable: it takes origins such as https://blitz.example.org, separated by commas; ${text} ${problem}.`,
      )
    }
    expect(() => readSettings({ SITE: text })).toThrow(
      `SITE=${text} is not usable: it takes an origin such as https://blitz.example.org; ${text} ${problem}.`,
    )
  })

  it.each([
    [{ PORT: 'http' }, 'PORT=http is not usable: it takes a whole number.'],
    [{ PORT: '70000' }, 'PORT=70000 is not usable: it takes 65535 or less.'],
    [{ SANDBOX_PIDS: '3' }, 'SANDBOX_PIDS=3 is not usable: it takes 128 or more.'],
    [{ SANDBOX_CPUS: 'two' }, 'SANDBOX_CPUS=two is not usable: it takes a number.'],
    [{ SANDBOX_DEBIAN: 'sid' }, 'SANDBOX_DEBIAN=sid is not usable: it takes one of forky, trixie.'],
    [{ LIVE_TERMINALS: 'maybe' }, 'LIVE_TERMINALS=maybe is not usable: it takes one of on, off.'],
    [
      { NODES: 'unix:/run/one.sock,tasks.node' },
      'NODES=unix:/run/one.sock,tasks.node is not usable: it takes addresses such as unix:/run/docker-blitz/node.sock or tasks.node:7443, separated by commas; tasks.node is none.',
    ],
    [
      { NODE_LABEL: 'blitz' },
      'NODE_LABEL=blitz is not usable: it takes a label such as blitz=yes.',
    ],
    [{ NODE_LOST_SECONDS: '4' }, 'NODE_LOST_SECONDS=4 is not usable: it takes 5 or more.'],
    [
      { HUB_UPSTREAM: 'docker.io' },
      'HUB_UPSTREAM=docker.io is not usable: it takes an address such as https://registry-1.docker.io.',
    ],
    [
      { PREVIEW_HOST: 'https://preview.example.org' },
      'PREVIEW_HOST=https://preview.example.org is not usable: it takes a name such as preview.example.org; such a name has neither a scheme nor a path.',
    ],
    [
      { PREVIEW_HOST: '192.168.1.20' },
      'PREVIEW_HOST=192.168.1.20 is not usable: it takes a name such as preview.example.org; there are no names below an address (PREVIEW_PORT does not need any).',
    ],
    [
      { PREVIEW_HOST: '[::1]:8000' },
      'PREVIEW_HOST=[::1]:8000 is not usable: it takes a name such as preview.example.org; there are no names below an address (PREVIEW_PORT does not need any).',
    ],
    [
      { PREVIEW_HOST: 'preview.example.org:0' },
      'PREVIEW_HOST=preview.example.org:0 is not usable: it takes a name such as preview.example.org; its port is none that there can be.',
    ],
    [{ PREVIEW_PORT: '0' }, 'PREVIEW_PORT=0 is not usable: it takes 1 or more.'],
    [
      { PUBLIC_ORIGINS: 'blitz.example.org' },
      'PUBLIC_ORIGINS=blitz.example.org is not usable: it takes origins such as https://blitz.example.org, separated by commas; blitz.example.org begins with neither https:// nor http://.',
    ],
    [
      { PUBLIC_ORIGINS: ' , ' },
      'PUBLIC_ORIGINS= ,  is not usable: it takes origins such as https://blitz.example.org, separated by commas.',
    ],
    [
      { TRUSTED_PROXIES: '127.0.0.1,proxy' },
      'TRUSTED_PROXIES=127.0.0.1,proxy is not usable: it takes addresses or networks such as 127.0.0.1 or 10.0.0.0/8, separated by commas.',
    ],
  ])('%o stops the start with one sentence', (environment, sentence) => {
    expect(() => readSettings(environment)).toThrow(sentence)
  })

  it('are all described, each with unit, default and a sentence', () => {
    const text = describeSettings()
    for (const [name, { unit, comment }] of Object.entries(SETTINGS)) {
      expect(text).toContain(`  ${name}  (${unit}; `)
      expect(text).toContain(comment)
      expect(comment).toMatch(/^[A-Z'o].*\.$/)
    }
  })
})
