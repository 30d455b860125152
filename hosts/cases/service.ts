import { type Case, type Stage, WORKS } from '../case.ts'
import { HostsError } from '../hosts-error.ts'
import { usual } from '../machine-wish.ts'
import { npmScript } from '../npm-script.ts'
import { comeIn, expectRun } from '../reader-story.ts'
import { PROJECT_PATH } from '../recipe.ts'
import { isReady } from '../site-service.ts'
import { waitFor } from '../wait.ts'

/** Of the service, besides its own: the machine is reached by a port that is forwarded. */
const SETTINGS = 'HOST=0.0.0.0 PORT=8000 HUB=off WARM_SANDBOXES=0'

const INSTALL_SECONDS = 120
const READY_MILLISECONDS = 60_000

export const SERVICE_CASES: readonly Case[] = [
  {
    name: 'docker-service',
    what: '`npm run service`; the power is cut while a reader is in',
    wish: usual('trixie'),
    play: playService,
  },
]

async function playService(stage: Stage): Promise<string> {
  const { machine, tell, signal } = stage
  const service = (words: string) =>
    machine.run(`cd ${PROJECT_PATH} && ${SETTINGS} ${npmScript('service')} ${words}`, {
      seconds: INSTALL_SECONDS,
    })
  const ready = () =>
    waitFor('the site', READY_MILLISECONDS, signal, () => isReady(machine.address))
  tell('npm run service -- install')
  await service('install')
  await ready()
  {
    using guest = await comeIn(stage)
    const { reader, terminal } = guest
    await expectRun(terminal, 'answer=42', 0, /^/)
    tell('systemctl restart')
    await machine.run('systemctl restart docker-blitz')
    await expectRun(terminal, 'echo "it is $answer"', 0, /^it is 42$/m)
    tell('the power is cut')
    await machine.reset(tell)
    await ready()
    const isTold = () => reader.statuses.some(({ state }) => state === 'gone')
    await waitFor('the page to be told', READY_MILLISECONDS, signal, isTold)
    const again = reader.open('hosts/again')
    await expectRun(
      again,
      'docker container run --rm alpine echo "here $((1 + 1))"',
      0,
      /^here 2$/m,
    )
    reader.leave()
  }
  tell('npm run service -- remove')
  await service('remove --purge')
  const left = await machine.run('docker ps --all --quiet')
  if (left !== '') throw new HostsError('The removal of the service left a sandbox.')
  return WORKS
}
