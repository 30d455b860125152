import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { hostSettings } from '../../../tools/service/host-settings.ts'

async function serviceFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'blitz-settings-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'docker-blitz.env')
  await writeFile(file, text)
  return file
}

it('a command beside the service has the settings of the service', async () => {
  const file = await serviceFile('PORT=9123\n')
  expect(await hostSettings({}, file)).toMatchObject({
    PORT: 9123,
    STATE_DIRECTORY: '/var/lib/docker-blitz',
  })
})

it('what is set for one command goes before the settings of the service', async () => {
  const file = await serviceFile('PORT=9123\n')
  expect(await hostSettings({ PORT: '9200' }, file)).toMatchObject({ PORT: 9200 })
})

it('a state directory of its own, or no service, leaves the environment alone', async () => {
  const file = await serviceFile('PORT=9123\n')
  const own = { STATE_DIRECTORY: '/srv/other', PORT: '9300' }
  expect(await hostSettings(own, file)).toMatchObject({ PORT: 9300, STATE_DIRECTORY: '/srv/other' })
  expect(await hostSettings({}, `${file}.missing`)).toMatchObject({ STATE_DIRECTORY: '.blitz' })
})
