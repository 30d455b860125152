import { Gauge, type Registry } from 'prom-client'
import { type NodeLevels, nodeState } from '../../protocol/board-messages.ts'

/** Two machines may have the same name: the identity tells them apart. */
const LABELS = ['node', 'id']

type Of<Value> = (node: NodeLevels) => Value

/** Adds what is asked of each of several machines when the numbers are read. */
export function addNodeGauges(register: Registry, nodes: () => readonly NodeLevels[]): void {
  const gauge = (
    name: string,
    help: string,
    part: string | undefined,
    values: Of<Readonly<Record<string, number>>>,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: part === undefined ? LABELS : [...LABELS, part],
      registers: [register],
      collect() {
        // One that is gone has no numbers any more.
        this.reset()
        for (const node of nodes()) {
          for (const [key, value] of Object.entries(values(node))) {
            const of = { node: node.name, id: node.node }
            this.set(part === undefined ? of : { ...of, [part]: key }, value)
          }
        }
      },
    })
  gauge(
    'blitz_node_state',
    'How a machine stands: 1 for the state that it is in, 0 for the others.',
    'state',
    ({ state }) => Object.fromEntries(nodeState.options.map((one) => [one, one === state ? 1 : 0])),
  )
  gauge('blitz_node_sandboxes', 'Sandboxes that are alive on a machine.', undefined, (node) => ({
    all: node.sandboxes,
  }))
  gauge(
    'blitz_node_sandboxes_further',
    'Sandboxes that may begin on a machine besides those that are alive there.',
    undefined,
    ({ further }) => ({ all: further }),
  )
  gauge('blitz_node_memory_bytes', 'Memory of a machine.', 'part', ({ memory }) => ({ ...memory }))
  gauge(
    'blitz_node_processors_used',
    'The part of the processors of a machine that is in use, 0 to 1.',
    undefined,
    ({ processors: { share } }): Record<string, number> => (share === null ? {} : { all: share }),
  )
}
