import { describe, expect, it } from 'vitest'
import { canInstallPackages } from '../../../sandbox-server/common/debian-packages.ts'
import { hostCommand } from '../../../sandbox-server/common/installation.ts'

describe('a command that a host is told', () => {
  it.each([
    [{}, 'npm start', 'npm run doctor', 'npm run image -- renew'],
    [
      { BLITZ_INSTALLATION: 'image' },
      'docker compose up -d',
      'docker compose run --rm server doctor',
      'docker compose run --rm server image renew',
    ],
    [
      { BLITZ_INSTALLATION: 'apart' },
      'docker compose up -d',
      'docker compose run --rm node doctor',
      'docker compose run --rm node image renew',
    ],
    [
      { BLITZ_INSTALLATION: 'swarm' },
      'docker stack deploy --resolve-image never --compose-file stack.yaml docker-blitz',
      'docker exec $(docker ps --quiet --filter name=docker-blitz_node) deploy/command doctor',
      'docker exec $(docker ps --quiet --filter name=docker-blitz_node) deploy/command image renew',
    ],
    [{ BLITZ_INSTALLATION: 'archive' }, './blitz start', './blitz doctor', './blitz image renew'],
  ])('with %o runs there', (environment, start, doctor, renew) => {
    expect(hostCommand('start', [], environment)).toBe(start)
    expect(hostCommand('doctor', [], environment)).toBe(doctor)
    expect(hostCommand('image', ['renew'], environment)).toBe(renew)
  })
})

describe('a command in a Swarm', () => {
  it('runs where the server is, unless it needs an engine', () => {
    const swarm = { BLITZ_INSTALLATION: 'swarm' }
    expect(hostCommand('workshop', ['list'], swarm)).toBe(
      'docker exec $(docker ps --quiet --filter name=docker-blitz_server) deploy/command workshop list',
    )
  })
})

describe('a command of two programs on one machine', () => {
  const apart = { BLITZ_INSTALLATION: 'apart' }

  it('runs where the state is, and where the engine is too if it needs both', () => {
    expect(hostCommand('workshop', ['list'], apart)).toBe(
      'docker compose run --rm server workshop list',
    )
    expect(hostCommand('hub', ['fill'], apart)).toBe(
      'docker compose --file compose.yaml run --rm server hub fill',
    )
  })
})

describe("the server's image", () => {
  it.each(['image', 'apart', 'swarm'])(
    'installs nothing where it runs (%s)',
    async (installation) => {
      process.env['BLITZ_INSTALLATION'] = installation
      try {
        expect(await canInstallPackages()).toBe(false)
      } finally {
        delete process.env['BLITZ_INSTALLATION']
      }
    },
  )
})
