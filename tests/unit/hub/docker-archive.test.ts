import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import { expect, it } from 'vitest'
import { readDockerArchive } from '../../../sandbox-server/hub/fill/docker-archive.ts'

it('fails once, where its files cannot be written', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-archive-'))
  await writeFile(join(directory, 'layers'), 'not a folder')
  const archive = pack()
  archive.entry({ name: 'layers/one' }, 'content')
  archive.entry({ name: 'layers/two' }, 'content')
  archive.finalize()
  const reading = readDockerArchive(Readable.from(archive), { directory, compressed: new Map() })
  await expect(reading).rejects.toThrow(/EEXIST|ENOTDIR/)
  await rm(directory, { recursive: true })
})

it('ends at once when the hub is stopped, whatever the engine has yet to send', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'blitz-archive-'))
  const stopping = new AbortController()
  const archive = new Readable({ read: () => stopping.abort(new Error('Stopped.')) })
  const { signal } = stopping
  const reading = readDockerArchive(archive, { directory, compressed: new Map(), signal })
  await expect(reading).rejects.toThrow('The operation was aborted')
  await rm(directory, { recursive: true })
})
