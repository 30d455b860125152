import { type Case, type Stage, WORKS } from '../case.ts'
import { expectConfined } from '../confinement.ts'
import { expectHealthy } from '../doctor.ts'
import { usual } from '../machine-wish.ts'
import { comeIn, expectRun, type Guest, openApp, useDocker } from '../reader-story.ts'
import { killServer, type SiteWish, startSite, stopSite } from '../site-service.ts'
import { waitFor } from '../wait.ts'

/** None ahead: the frozen one is then the reader's. Half a minute until a sandbox is paused. */
const SETTINGS = { WARM_SANDBOXES: '0', SANDBOX_PAUSE_MINUTES: '0.5' }
const PAUSE_MILLISECONDS = 60_000
const BACK_MILLISECONDS = 30_000

export const DOCKER_CASES: readonly Case[] = [
  {
    name: 'docker-root',
    what: 'Docker by systemd, the server as root',
    wish: usual('trixie'),
    play: (stage) => playAll(stage, { as: 'root', settings: SETTINGS }),
  },
  {
    name: 'docker-user',
    what: 'the server as a user of the group docker',
    wish: usual('trixie'),
    play: async (stage) => {
      await loadProfile(stage)
      return playAll(stage, { as: 'ada', settings: SETTINGS })
    },
  },
  {
    name: 'docker-newest',
    what: "Debian testing's Docker",
    wish: usual('forky'),
    play: (stage) => playAll(stage, { as: 'root', settings: SETTINGS }),
  },
  {
    name: 'docker-restarts',
    what: 'live-restore; Docker restarted, Docker and server killed, power cut',
    wish: usual('trixie'),
    play: playRestarts,
  },
  {
    name: 'docker-small',
    what: '1 processor and 1 GiB of memory',
    wish: { system: 'trixie', processors: 1, mebibytes: 1024 },
    play: (stage) => playAll(stage, { as: 'root', settings: SETTINGS }),
  },
]

/** All that a host and a reader do on a usual day. */
async function playAll(stage: Stage, wish: SiteWish): Promise<string> {
  await expectHealthy(stage, wish)
  await startSite(stage, wish)
  {
    using guest = await comeIn(stage)
    await useDocker(stage, guest)
    await expectConfined(stage)
    await openApp(stage, guest)
    await pauseAndWake(stage, guest)
    await expectRun(guest.terminal, 'answer=42', 0, /^/)
    await killServer(stage)
    await expectRun(guest.terminal, 'echo "it is $answer"', 0, /^it is 42$/m)
    guest.reader.leave()
  }
  await stopSite(stage, wish)
  return WORKS
}

async function pauseAndWake({ machine, tell, signal }: Stage, { terminal }: Guest): Promise<void> {
  tell('waiting for the pause')
  const frozen =
    "cat /sys/fs/cgroup/system.slice/docker-*.scope/cgroup.events | grep -c '^frozen 1' || true"
  await waitFor('the pause', PAUSE_MILLISECONDS, signal, async () => {
    return (await machine.run(frozen)) !== '0'
  })
  await expectRun(terminal, 'echo "awake $((1 + 1))"', 0, /^awake 2$/m)
}

/** As docs/hosts.md says: once by root, for servers that are not. */
async function loadProfile({ machine }: Stage): Promise<void> {
  await machine.run('apparmor_parser -Kr /srv/docker-blitz/sandbox/apparmor/docker-blitz-sandbox')
}

async function playRestarts(stage: Stage): Promise<string> {
  const { machine, tell } = stage
  const wish: SiteWish = { as: 'root', settings: SETTINGS }
  await machine.run(
    `mkdir -p /etc/docker && echo '{ "live-restore": true }' > /etc/docker/daemon.json`,
  )
  await machine.run('systemctl restart docker')
  await startSite(stage, wish)
  {
    using guest = await comeIn(stage)
    await expectRun(guest.terminal, 'answer=42', 0, /^/)
    tell('Docker is restarted')
    await machine.run('systemctl restart docker')
    await expectRun(guest.terminal, 'echo "still $answer"', 0, /^still 42$/m)
    tell('SIGKILL of Docker')
    await machine.run('systemctl kill --signal=KILL docker.service')
    await killServer(stage)
    await machine.run('until docker version > /dev/null; do sleep 1; done')
    await expectRun(guest.terminal, 'echo "once more $answer"', 0, /^once more 42$/m)
    tell('the power is cut')
    await machine.reset(tell)
    await startSite(stage, wish)
    const isBack = () => guest.reader.client.status === 'connected'
    await waitFor('the page to be back', BACK_MILLISECONDS, stage.signal, isBack)
    const again = guest.reader.open('hosts/again')
    await expectRun(
      again,
      'docker container run --rm alpine echo "here $((1 + 1))"',
      0,
      /^here 2$/m,
    )
    guest.reader.leave()
  }
  await stopSite(stage, wish)
  await machine.run('rm /etc/docker/daemon.json && systemctl restart docker')
  return WORKS
}
