import { openSides } from '../fidelity/open-sides.ts'
import type { Side } from '../fidelity/side.ts'
import { readSettings } from '../sandbox-server/settings.ts'
import { Steps } from '../tools/steps.ts'
import { type BenchOptions, compare, type Row } from './row.ts'

/** Its own, with a hub that is kept between runs. */
const STATE_DIRECTORY = '.blitz/bench-everyday'

const THREE_SERVICES = `
mkdir -p ~/three && cd ~/three
cat > compose.yaml << 'EOF'
services:
  store:
    image: redis
  web:
    image: busybox
    command: httpd -f -p 80
    ports: ["8085:80"]
    depends_on: [store]
  worker:
    image: alpine
    command: sleep 600
    init: true
    depends_on: [store]
EOF
docker compose pull --quiet`

/** What readers of other courses do all day: before the first sample, what is measured, and after it. */
const WORK = [
  {
    name: 'build of ~/web-app',
    before: 'docker pull -q node:22-alpine',
    script: 'docker build --no-cache --quiet -t measured ~/web-app',
    after: 'docker image rm -f measured; docker builder prune -af',
  },
  {
    name: 'compose up of three services',
    before: THREE_SERVICES,
    script: 'cd ~/three && docker compose up -d',
    after: 'cd ~/three && docker compose down -t 0',
  },
] as const

const GOAL = { ratio: 1.2 }

/** How long everyday work takes in a sandbox, and on a plain engine of the same version. */
export async function benchEveryday(options: BenchOptions): Promise<readonly Row[]> {
  const { tell, signal, samples } = options
  const settings = readSettings({ ...process.env, STATE_DIRECTORY, HUB_IMAGES: 'course' })
  await using sides = await openSides({ settings, steps: new Steps(process.stderr), signal })
  const rows: Row[] = []
  for (const { name, before, script, after } of WORK) {
    await Promise.all([run(sides.sandbox, before), run(sides.plain, before)])
    const [ours, peer]: [number[], number[]] = [[], []]
    // The first of each reads what it needs from the disk.
    for (let sample = 0; sample <= samples; sample++) {
      signal.throwIfAborted()
      tell(`${name}, ${sample} of ${samples}`)
      for (const [side, times] of [
        [sides.sandbox, ours],
        [sides.plain, peer],
      ] as const) {
        const began = performance.now()
        await run(side, script)
        if (sample > 0) times.push(performance.now() - began)
        await run(side, after)
      }
    }
    rows.push(compare({ name: `${name}, ms, against a plain engine`, ours, peer, goal: GOAL }))
  }
  return rows
}

async function run(side: Side, script: string): Promise<void> {
  const { status, stderr } = await side.run(script)
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`)
}
