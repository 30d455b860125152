import { createConnection } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../support/reader.ts'
import type { TestMachine } from '../support/swarm/machine.ts'
import { PROGRAMS_IMAGE, PROGRAMS_MOUNT } from '../support/swarm/programs-image.ts'
import { TestSwarm } from '../support/swarm/test-swarm.ts'

/** Says the name of the machine that it runs on to whoever connects. */
const NAME_SERVER = `use IO::Socket::INET;
my $server = IO::Socket::INET->new(LocalPort => 7000, Listen => 5, ReuseAddr => 1) or die $!;
while (my $client = $server->accept) { print $client $ENV{NODE}, "\\n"; close $client }`

/** Asks each address that `tasks.names` has; that of a task that was killed stays there for a while. */
const ASK_ALL = `for address in $(getent ahostsv4 tasks.names | sed -n 's/ *STREAM.*//p'); do
  timeout 1 bash -c "exec 3<>/dev/tcp/$address/7000; cat <&3" || true
done`

let swarm: TestSwarm

beforeAll(async () => {
  swarm = await TestSwarm.start({ nodes: 3 })
})

afterAll(() => swarm?.[Symbol.asyncDispose]())

const NAMES = ['node-1', 'node-2', 'node-3']

/** @returns what the service's task on a machine hears from the tasks on all of them. */
async function heardOn(machine: TestMachine): Promise<string[]> {
  const [task] = await machine.docker.listContainers({ filters: { name: ['names'] } })
  if (!task) return []
  const words = ['exec', task.Id, 'bash', '-c', ASK_ALL]
  const heard = await swarm.command(words, machine).catch(() => '')
  return heard.split('\n').filter(Boolean).sort()
}

/** @returns all that comes from a port of this machine, and nothing where it leads nowhere yet. */
async function answerAt(port: number): Promise<string> {
  try {
    const connection = createConnection(port, '127.0.0.1')
    return await text(connection.setTimeout(1000, () => connection.destroy()))
  } catch {
    return ''
  }
}

async function untilAllHear(): Promise<void> {
  for (const machine of swarm.nodes) {
    const isWhole = async () => String(await heardOn(machine)) === String(NAMES)
    await until(isWhole, `a way from ${machine.name} to the task on each node`)
  }
}

describe('a Swarm of three machines', () => {
  it('has each of them ready, by its own name', async () => {
    const rows = await swarm.rows()
    expect(rows.map(({ name, state }) => [name, state]).sort()).toEqual(
      NAMES.map((name) => [name, 'ready']),
    )
    for (const machine of swarm.nodes) {
      const { Name, Driver } = await machine.docker.info()
      expect([Name, Driver]).toEqual([machine.name, 'overlay2'])
    }
  })

  it('carries TCP between tasks of a global service, whose name leads to each', async () => {
    await swarm.command(['network', 'create', '--driver', 'overlay', 'between'])
    await swarm.command([
      ...['service', 'create', '--detach', '--no-resolve-image', '--quiet', '--name', 'names'],
      // There is no IPVS in each kernel, of which addresses of services are made.
      ...['--mode', 'global', '--endpoint-mode', 'dnsrr', '--network', 'between'],
      ...['--env', 'NODE={{.Node.Hostname}}', '--mount', PROGRAMS_MOUNT],
      ...[PROGRAMS_IMAGE, 'perl', '-e', NAME_SERVER],
    ])
    await untilAllHear()
  })

  it('leads from here to a port of the node that has it', async () => {
    await swarm.command([
      ...['service', 'create', '--detach', '--no-resolve-image', '--quiet', '--name', 'door'],
      ...['--endpoint-mode', 'dnsrr', '--publish', 'mode=host,target=7000,published=8000'],
      ...['--constraint', 'node.hostname==node-2', '--env', 'NODE={{.Node.Hostname}}'],
      ...['--mount', PROGRAMS_MOUNT, PROGRAMS_IMAGE, 'perl', '-e', NAME_SERVER],
    ])
    const port = await swarm.reach(8000)
    const asks = async () => (await answerAt(port)) === 'node-2\n'
    await until(asks, 'the name of node-2')
  })

  it('says that a killed machine is down, and has its tasks again when it is back', async () => {
    const [, , last] = swarm.nodes as [TestMachine, TestMachine, TestMachine]
    await last.kill()
    await swarm.untilState(last, 'down')
    expect(await heardOn(swarm.manager)).toEqual(['node-1', 'node-2'])
    await last.start()
    await swarm.untilState(last, 'ready')
    await untilAllHear()
  })

  it('says that a machine without its cable is down, and leaves what runs there alone', async () => {
    const [, cut] = swarm.nodes as [TestMachine, TestMachine, TestMachine]
    const tasks = () => cut.docker.listContainers()
    const before = (await tasks()).map(({ Id }) => Id)
    await cut.cut()
    await swarm.untilState(cut, 'down')
    expect((await tasks()).map(({ Id }) => Id)).toEqual(before)
    await cut.mend()
    await swarm.untilState(cut, 'ready')
    await untilAllHear()
  })

  it('takes in a machine that comes late', async () => {
    const late = await swarm.join()
    await swarm.untilState(late, 'ready')
    const isThere = async () => (await heardOn(late)).includes('node-4')
    await until(isThere, 'a task on the machine that came late')
  })
})
