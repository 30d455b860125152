import { describe, expect, it } from 'vitest'
import { shown } from '../../../tools/swarm/run.ts'
import type { Machine, Service, Task } from '../../../tools/swarm/stack.ts'
import { type SwarmFacts, statusOf } from '../../../tools/swarm/status.ts'

const NOW = Date.parse('2026-12-01T00:00:00Z')

function machine(name: string, over: Partial<Machine> = {}): Machine {
  return {
    id: `id-${name}`,
    name,
    role: 'worker',
    state: 'ready',
    availability: 'active',
    labels: {},
    ...over,
  }
}

function task(name: string, over: Partial<Task> = {}): Task {
  return {
    service: '',
    machine: `id-${name}`,
    state: 'running',
    isEnding: false,
    hasEnded: false,
    error: '',
    ...over,
  }
}

function service(name: string, tasks: readonly Task[], over: Partial<Service> = {}): Service {
  const secrets = [`docker-blitz-${name === 'node' ? 'node' : 'server'}-1`]
  return { id: name, name, image: 'localhost/server', secrets, stopped: '', tasks, ...over }
}

const SERVER = { labels: { 'docker-blitz.server': 'yes' } }

/** Three machines, as they should be. */
function facts(over: Partial<SwarmFacts> = {}): SwarmFacts {
  return {
    stack: 'docker-blitz',
    machines: [
      machine('one', { role: 'leader', ...SERVER }),
      machine('two', { role: 'manager' }),
      machine('three', { role: 'manager' }),
    ],
    services: [
      service('server', [task('one')]),
      service('node', [task('one'), task('two'), task('three')]),
      service('caddy', [task('one')], { secrets: [] }),
    ],
    sets: { whole: [{ number: 1, authority: '', end: Date.parse('2036-01-01') }], leftovers: [] },
    now: NOW,
    ...over,
  }
}

const nodes = (...tasks: readonly Task[]) => [
  service('server', [task('one')]),
  service('node', tasks),
]

describe('the status of a Swarm', () => {
  it('is a table of the machines, and nothing is missing where all is well', () => {
    expect(shown(statusOf(facts()))).toEqual([
      'machine  role     in the Swarm   node program  also runs',
      'one      leader   ready, active  running       server, caddy',
      'two      manager  ready, active  running',
      'three    manager  ready, active  running',
      '',
      'Nothing is missing.',
    ])
  })

  it.each<[string, Partial<SwarmFacts>, string]>([
    [
      'no certificates',
      { sets: { whole: [], leftovers: [] } },
      'There are no certificates. Make them: npm run swarm -- init',
    ],
    [
      'half a set of certificates',
      { sets: { ...facts().sets, leftovers: ['docker-blitz-node-2'] } },
      'Certificates are not whole: docker-blitz-node-2. npm run swarm -- init says what to do.',
    ],
    [
      'no stack',
      { services: [] },
      'The stack docker-blitz has no server and no node. Deploy it: docker stack deploy --resolve-image never --compose-file stack.yaml docker-blitz',
    ],
    [
      'no machine for the server',
      {
        machines: [machine('one')],
        services: [service('server', []), service('node', [task('one')])],
      },
      'No machine has the label docker-blitz.server=yes, so that the server runs nowhere. Choose one: docker node update --label-add docker-blitz.server=yes MACHINE',
    ],
    [
      'a server that falls',
      {
        services: [
          service('server', [
            task('one', { state: 'ready' }),
            task('one', { state: 'failed', hasEnded: true, error: 'task: non-zero exit (2)' }),
          ]),
          service('node', [task('one'), task('two'), task('three')]),
        ],
      },
      'The server does not run yet: task: non-zero exit (2). Its log: docker service logs docker-blitz_server',
    ],
    [
      'a machine without the image',
      {
        services: nodes(
          task('one'),
          task('two'),
          task('three', { state: 'rejected', error: 'No such image: localhost/server' }),
        ),
      },
      'three has no image localhost/server. Bring it there: npm run swarm -- join-command says how.',
    ],
    [
      'a machine on which the node program falls',
      {
        services: nodes(
          task('one'),
          task('two'),
          task('three', { state: 'failed', error: 'task: non-zero exit (1)' }),
        ),
      },
      'three has no node program: task: non-zero exit (1). Its log: docker service logs docker-blitz_node',
    ],
    [
      'an update that has stopped',
      {
        services: [
          service('server', [task('one')]),
          service('node', [task('one'), task('two'), task('three')], {
            stopped: 'update paused due to failure or early termination of task x',
          }),
        ],
      },
      'The update of node has stopped: update paused due to failure or early termination of task x. Deploy what works, or go back: docker service rollback docker-blitz_node',
    ],
  ])('names what is missing: %s', (_, over, sentence) => {
    const status = statusOf(facts(over))
    expect(status.missing).toEqual([sentence])
    expect(shown(status).at(-1)).toBe('Missing: 1.')
  })

  it('says of a machine that is down what becomes of its readers, and where the server was', () => {
    const [one, ...others] = facts().machines
    const down = { ...(one as Machine), state: 'down' }
    const { missing, machines } = statusOf(facts({ machines: [down, ...others] }))
    expect(missing).toEqual([
      'The server runs nowhere: one is down. Bring that machine back, or move the server: docs/machines.md says how.',
      'one is down: its readers go on at other machines.',
    ])
    expect(machines[0]).toMatchObject({ name: 'one', state: 'down' })
  })

  it('takes a drained machine that serves its readers to their end for no fault', () => {
    const machines = [...facts().machines, machine('four', { availability: 'drain' })]
    const tasks = ['one', 'two', 'three'].map((name) => task(name))
    const services = nodes(...tasks, task('four', { isEnding: true }))
    const status = statusOf(facts({ machines, services }))
    expect(status.missing).toEqual([])
    expect(status.machines[3]).toMatchObject({ node: 'serves its readers to their end' })
    expect(status.notes).toEqual([
      'four is drained: it gets no new readers. Give it some again: docker node update --availability active four',
    ])
  })

  it('lets a host keep a machine free of readers', () => {
    const machines = [
      ...facts().machines,
      machine('four', { labels: { 'docker-blitz.node': 'no' } }),
    ]
    expect(statusOf(facts({ machines })).missing).toEqual([])
  })

  it('says in the last year when the certificates end, and that a renewal is not in use', () => {
    const whole = [1, 2].map((number) => ({ number, authority: '', end: Date.parse('2027-03-04') }))
    expect(statusOf(facts({ sets: { whole, leftovers: [] } })).notes).toEqual([
      'The certificates end on 2027-03-04. Make the next: npm run swarm -- init --renew',
      'The stack does not use certificates 2 yet: npm run swarm -- init --renew says how to change over.',
    ])
  })

  it('advises three managers where there are three machines, and not where there are two', () => {
    const machines = [machine('one', { role: 'leader', ...SERVER }), machine('two')]
    const tasks = ['one', 'two', 'three'].map((name) => task(name))
    expect(statusOf(facts({ machines, services: nodes(...tasks) })).notes).toEqual([])
    const three = facts({ machines: [...machines, machine('three')], services: nodes(...tasks) })
    expect(statusOf(three).notes).toEqual([
      'There is 1 manager. A Swarm that loses one cannot be changed; of three, one can be lost: docker node promote MACHINE',
    ])
  })
})
