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
  await expect(readDockerArchive(Readable.from(archive), directory, new Map())).rejects.toThrow(
    /EEXIST|ENOTDIR/,
  )
  await rm(directory, { recursive: true })
})
