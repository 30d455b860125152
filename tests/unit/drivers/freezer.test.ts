import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Freezer } from '../../../sandbox-server/drivers/docker-engine/freezer.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blitz-freezer-'))
})

afterEach(() => rm(folder, { recursive: true }))

const write = (name: string, text: string) => writeFile(join(folder, name), text)
const read = async (name: string) => readFile(join(folder, name), 'utf8')

describe('the freezer of version 2', () => {
  it('is frozen once the kernel says that no process runs', async () => {
    const freezer = new Freezer({ version: 2, folder })
    await write('cgroup.freeze', '0')
    await write('cgroup.events', 'populated 1\nfrozen 0\n')
    expect(await freezer.isFrozen()).toBe(false)
    let done = false
    const freezing = freezer.freeze().then(() => {
      done = true
    })
    await expect.poll(() => read('cgroup.freeze')).toBe('1')
    expect(done).toBe(false)
    await write('cgroup.events', 'populated 1\nfrozen 1\n')
    await freezing
    expect(await freezer.isFrozen()).toBe(true)
    await freezer.thaw()
    expect(await freezer.isFrozen()).toBe(false)
  })

  it('lets all go on where a process does not stand still in time', async () => {
    await write('cgroup.events', 'populated 1\nfrozen 0\n')
    const freezer = new Freezer({ version: 2, folder })
    await expect(freezer.freeze(20)).rejects.toThrow('a process of it still ran after 0.02 s')
    expect(await read('cgroup.freeze')).toBe('0')
  })
})

describe('the freezer of version 1', () => {
  it.each([
    ['FROZEN\n', true],
    ['FREEZING\n', true],
    ['THAWED\n', false],
  ])('that says %j is frozen: %j', async (said, isFrozen) => {
    await write('freezer.state', said)
    expect(await new Freezer({ version: 1, folder }).isFrozen()).toBe(isFrozen)
  })
})
