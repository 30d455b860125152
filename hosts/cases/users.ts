import { type Case, type Stage, WORKS } from '../case.ts'
import { askDoctor } from '../doctor.ts'
import { HostsError } from '../hosts-error.ts'
import { usual } from '../machine-wish.ts'
import { comeIn, openApp, useDocker } from '../reader-story.ts'
import { IMAGE_PATH } from '../recipe.ts'
import { type SiteWish, startSite, stopSite } from '../site-service.ts'

const LOAD_SECONDS = 300
const SETTINGS = { WARM_SANDBOXES: '0' }

/** Engines that map users, and Podman: each works, or is refused with a reason and a way out. */
export const USER_CASES: readonly Case[] = [
  {
    name: 'docker-userns-remap',
    what: 'userns-remap with a range of 165,536 ids',
    wish: usual('trixie-users'),
    play: playMapped,
  },
  {
    name: 'docker-rootless',
    what: 'a rootless Docker',
    wish: usual('trixie-users'),
    play: playRootless,
  },
  {
    name: 'podman-5',
    what: "Podman's socket, as root",
    wish: usual('trixie-podman'),
    play: playPodman,
  },
  {
    name: 'podman-4',
    what: "an older Podman's socket, as root",
    wish: usual('bookworm-podman'),
    play: playPodman,
  },
]

/** Goes a reader's way where the doctor finds no fault, and else expects it to say what to do. */
async function playOrRefused(stage: Stage, wish: SiteWish): Promise<string> {
  const report = await askDoctor(stage, wish)
  const bad = report.checks.filter(({ state }) => state === 'bad')
  if (!report.liveTerminals) {
    const [first] = bad
    if (!first?.advice) throw new HostsError(`It is refused without a way out: ${first?.found}`)
    return `refused: ${first.name}: ${oneLine(first.found)} ${oneLine(first.advice)}`
  }
  await startSite(stage, wish)
  {
    using guest = await comeIn(stage)
    await useDocker(stage, guest)
    await openApp(stage, guest)
  }
  await stopSite(stage, wish)
  return WORKS
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
}

async function playMapped(stage: Stage): Promise<string> {
  const { machine, tell } = stage
  await machine.run(
    'useradd --system dockremap; echo dockremap:200000:165536 | tee /etc/subuid > /etc/subgid',
  )
  await machine.run(
    `mkdir -p /etc/docker && echo '{ "userns-remap": "dockremap" }' > /etc/docker/daemon.json`,
  )
  await machine.run('systemctl restart docker')
  tell('docker load')
  await machine.run(`docker load --input ${IMAGE_PATH}/image.tar`, { seconds: LOAD_SECONDS })
  const result = await playOrRefused(stage, { as: 'root', settings: SETTINGS })
  await machine.run('rm /etc/docker/daemon.json && systemctl restart docker')
  return result
}

async function playRootless(stage: Stage): Promise<string> {
  const { machine, tell } = stage
  await machine.run(
    'systemctl disable --now docker.service docker.socket && loginctl enable-linger ada',
  )
  await machine.run(
    'grep -q ^ada: /etc/subuid || usermod --add-subuids 400000-565535 --add-subgids 400000-565535 ada',
  )
  const asAda = 'export XDG_RUNTIME_DIR=/run/user/1000 PATH=/usr/sbin:$PATH;'
  await machine.run(`${asAda} /usr/share/docker.io/contrib/dockerd-rootless-setuptool.sh install`, {
    as: 'ada',
  })
  tell('docker load')
  const socket = 'unix:///run/user/1000/docker.sock'
  await machine.run(`docker --host ${socket} load --input ${IMAGE_PATH}/image.tar`, {
    ...{ as: 'ada', seconds: LOAD_SECONDS },
  })
  return playOrRefused(stage, {
    as: 'ada',
    settings: { ...SETTINGS, DOCKER_HOST: socket },
    list: `docker --host ${socket} ps --all --quiet`,
  })
}

async function playPodman(stage: Stage): Promise<string> {
  const { machine, tell } = stage
  await machine.run('systemctl start podman.socket')
  tell('podman load')
  await machine.run(`podman load --input ${IMAGE_PATH}/image.tar`, { seconds: LOAD_SECONDS })
  return playOrRefused(stage, {
    as: 'root',
    settings: { ...SETTINGS, DOCKER_HOST: 'unix:///run/podman/podman.sock' },
    list: 'podman ps --all --quiet',
  })
}
