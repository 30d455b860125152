import { describe, expect, it } from 'vitest'
import { describeSettings, readSettings, SETTINGS } from '../../sandbox-server/settings.ts'

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
    [{ PORT: 'http' }, 'PORT=http is not usable: it takes a whole number.'],
    [{ PORT: '70000' }, 'PORT=70000 is not usable: it takes 65535 or less.'],
    [{ SANDBOX_PIDS: '3' }, 'SANDBOX_PIDS=3 is not usable: it takes 128 or more.'],
    [{ SANDBOX_CPUS: 'two' }, 'SANDBOX_CPUS=two is not usable: it takes a number.'],
    [{ SANDBOX_DEBIAN: 'sid' }, 'SANDBOX_DEBIAN=sid is not usable: it takes one of forky, trixie.'],
    [{ LIVE_TERMINALS: 'maybe' }, 'LIVE_TERMINALS=maybe is not usable: it takes one of on, off.'],
    [
      { HUB_UPSTREAM: 'docker.io' },
      'HUB_UPSTREAM=docker.io is not usable: it takes an address such as https://registry-1.docker.io.',
    ],
    [
      { PREVIEW_HOST: 'https://preview.example.org' },
      'PREVIEW_HOST=https://preview.example.org is not usable: it takes a name such as preview.example.org.',
    ],
    [{ PREVIEW_PORT: '0' }, 'PREVIEW_PORT=0 is not usable: it takes 1 or more.'],
    [
      { PUBLIC_ORIGINS: 'blitz.example.org' },
      'PUBLIC_ORIGINS=blitz.example.org is not usable: it takes origins such as https://blitz.example.org, separated by commas.',
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
