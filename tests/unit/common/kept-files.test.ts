import { execFile } from 'node:child_process'
import {
  chmod,
  chown,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KEY_BYTES, loadKey } from '../../../sandbox-server/common/kept-key.ts'
import { writeWhole } from '../../../sandbox-server/common/write-whole.ts'
import { loadDeploymentKey } from '../../../sandbox-server/sandboxes/ssh/deployment-key.ts'

const PROJECT = join(import.meta.dirname, '../../..')

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blitz-kept-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** The next write of that file finds no room (full(4)). */
async function fillDisk(name: string): Promise<void> {
  await symlink('/dev/full', join(folder, `${name}.new`))
}

describe('a file of the state directory', () => {
  it('stays as it was where the disk is full, and nothing half stays beside it', async () => {
    const path = join(folder, 'kept')
    await writeWhole(path, 'before')
    await fillDisk('kept')
    await expect(writeWhole(path, 'after')).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(await readFile(path, 'utf8')).toBe('before')
    expect(await readdir(folder)).toEqual(['kept'])
  })

  it('is for its owner alone, and so is its folder', async () => {
    const path = join(folder, 'new/kept')
    await writeWhole(path, 'secret')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700)
  })
})

describe('a key', () => {
  it('is the same at the next start', async () => {
    const path = join(folder, 'key')
    const key = await loadKey(path)
    expect(key).toHaveLength(KEY_BYTES)
    expect(Buffer.compare(await loadKey(path), key)).toBe(0)
  })

  it('of which an earlier version left a half is made anew', async () => {
    const path = join(folder, 'key')
    await writeFile(path, 'half')
    expect(await loadKey(path)).toHaveLength(KEY_BYTES)
  })

  it('of sandboxes that others may read is for its owner alone again', async () => {
    const { publicKey } = await loadDeploymentKey(folder)
    const path = join(folder, 'sandbox-key')
    await chmod(path, 0o644)
    expect((await loadDeploymentKey(folder)).publicKey).toBe(publicKey)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it.runIf(process.getuid?.() === 0)(
    'of sandboxes that another user of the server made is used by root of a container',
    async () => {
      const { publicKey } = await loadDeploymentKey(folder)
      for (const path of [folder, join(folder, 'sandbox-key')]) await chown(path, 10001, 10001)
      const module = join(PROJECT, 'sandbox-server/sandboxes/ssh/deployment-key.ts')
      const load = `const { loadDeploymentKey } = await import('${module}'); console.log((await loadDeploymentKey('${folder}')).publicKey)`
      const node = [process.execPath, '--input-type=module', '--eval', load]
      // As compose.yaml has it: every capability but those is dropped.
      const asRoot = ['--bounding-set=-all,+dac_override', '--', ...node]
      const { stdout } = await promisify(execFile)('setpriv', asRoot)
      expect(stdout.trim()).toBe(publicKey)
    },
  )

  it('of sandboxes that finds no room leaves nothing that the next start would stumble over', async () => {
    await fillDisk('sandbox-key')
    await expect(loadDeploymentKey(folder)).rejects.toMatchObject({ code: 'ENOSPC' })
    const { publicKey } = await loadDeploymentKey(folder)
    expect((await loadDeploymentKey(folder)).publicKey).toBe(publicKey)
  })
})
