import { describe, expect, it } from 'vitest'
import { TEST_IMAGE } from '../support/engine.ts'
import { useSandbox } from '../support/lone-sandbox.ts'

const lone = useSandbox('published')
const { run } = lone

/** Of the sandbox's programs, for a container that has few: they are mounted in it. */
const PROGRAMS = '-v /usr:/usr:ro -v /usr/lib:/lib:ro -v /usr/lib64:/lib64:ro'

/** Connections that an echo has not accepted yet; for any further one the kernel waits seconds. */
const BACKLOG = 64

/** Runs a container that sends back what it is sent, once it listens. */
async function startEcho(name: string, published: string, listener: string): Promise<void> {
  const { status, output } = await run(
    `docker run -d --name ${name} -p ${published} ${PROGRAMS} busybox socat ${listener},fork EXEC:cat &&
      until docker exec ${name} ss -lntu -H | grep -q .; do sleep 0.05; done`,
  )
  expect(output).not.toContain('Error')
  expect(status).toBe(0)
}

/** How long an answer may take to end, in seconds: socat drops what comes later. */
const TCP_SECONDS = 60

/** Datagrams have no end: how long to wait for a further one, in seconds. */
const UDP_SECONDS = 2

/** Sends something of that many bytes and @returns the digests of it and of the answer. */
const echoed = async (bytes: number, address: string) =>
  (
    await run(
      `head -c ${bytes} /dev/urandom > /tmp/sent && sha256sum < /tmp/sent &&
        socat -t ${address.startsWith('TCP') ? TCP_SECONDS : UDP_SECONDS} - ${address} < /tmp/sent | sha256sum`,
    )
  ).output.split('\n')

/** Docker's version by the release of Debian that it comes from. */
const VERSIONS: Readonly<Record<string, RegExp>> = { forky: /^28\.5\./, trixie: /^26\.1\./ }

describe('the engine of a sandbox', () => {
  it('is that of the release that the host has set, and has the parts that any engine has', async () => {
    expect(lone.engine.image).toMatch(new RegExp(`:${TEST_IMAGE.debian}-[0-9a-f]{12}$`))
    const version = JSON.parse((await run("docker version --format '{{json .Server}}'")).output)
    expect(version.Version).toMatch(VERSIONS[TEST_IMAGE.debian] as RegExp)
    // rootlesskit is not one of them: nothing of it is there but an answer to dockerd.
    expect(version.Components.map(({ Name }: { Name: string }) => Name)).toEqual([
      'Engine',
      'containerd',
      'runc',
      'docker-init',
    ])
  })
})

describe('a port that a container publishes', () => {
  it('is there for the sandbox, and for containers of the host network', async () => {
    await startEcho('tcp', '8080:7', `TCP-LISTEN:7,backlog=${BACKLOG}`)
    const [sent, answer] = await echoed(5, 'TCP:127.0.0.1:8080')
    expect(answer).toBe(sent)
    const { output } = await run(
      `echo hello | docker run -i --rm --network host ${PROGRAMS} busybox socat -t ${TCP_SECONDS} - TCP:127.0.0.1:8080`,
    )
    expect(output).toBe('hello')
  })

  it('is there for IPv4 and for IPv6', async () => {
    // Without a network the engine of the host leaves out the address ::1.
    const { output } = await run("ss -lntH | awk '{ print $4 }'")
    expect(output.split('\n')).toEqual(expect.arrayContaining(['0.0.0.0:8080', '[::]:8080']))
  })

  /** What comes back of `hello` in a container that connects to there. */
  const saidFromContainer = async (options: string, address: string) =>
    (
      await run(
        `echo hello | docker run -i --rm ${options} ${PROGRAMS} busybox socat -t ${TCP_SECONDS} - TCP:${address}`,
      )
    ).output

  it.each([
    ['the gateway', '', '172.17.0.1:8080'],
    [
      'host.docker.internal',
      '--add-host=host.docker.internal:host-gateway',
      'host.docker.internal:8080',
    ],
    [
      'the gateway of a network of its own',
      '--network $(docker network create --gateway 172.30.0.1 --subnet 172.30.0.0/24 own)',
      '172.30.0.1:8080',
    ],
  ])('is there for containers by %s', async (_, options, address) => {
    expect(await saidFromContainer(options, address)).toBe('hello')
  })

  it('is there for its own container by the gateway', async () => {
    const { output } = await run(
      `echo hello | docker exec -i tcp socat -t ${TCP_SECONDS} - TCP:172.17.0.1:8080`,
    )
    expect(output).toBe('hello')
  })

  it('is there for the sandbox alone where it is one of the loopback', async () => {
    await startEcho('inner', '127.0.0.1:8082:7', 'TCP-LISTEN:7')
    const [sent, answer] = await echoed(5, 'TCP:127.0.0.1:8082')
    expect(answer).toBe(sent)
    expect(await saidFromContainer('', '172.17.0.1:8082')).toContain('Connection refused')
    await run('docker rm -f inner')
  })

  it('may be one of ::1', async () => {
    await startEcho('six', '[::1]:8085:7', 'TCP-LISTEN:7')
    const [sent, answer] = await echoed(5, 'TCP:[::1]:8085')
    expect(answer).toBe(sent)
    await run('docker rm -f six')
  })

  it('carries every byte in both directions, and the end of each', async () => {
    const [sent, answer] = await echoed(5_000_000, 'TCP:127.0.0.1:8080')
    expect(answer).toBe(sent)
  })

  it('serves many at once', async () => {
    const { output } = await run(
      `for n in $(seq 60); do (echo $n; sleep 1) | socat -t ${TCP_SECONDS} - TCP:127.0.0.1:8080 & done | sort -n | tail -n 1`,
    )
    expect(output).toBe('60')
  })

  it('refuses whom its container refuses, and goes on', async () => {
    const { output } = await run(
      `docker run -d --name silent -p 8081:1 busybox sleep 600 > /dev/null
        echo hello | socat -t ${TCP_SECONDS} - TCP:127.0.0.1:8081; echo "status $?"
        docker rm -f silent`,
    )
    expect(output).not.toContain('hello')
    const [sent, answer] = await echoed(5, 'TCP:127.0.0.1:8080')
    expect(answer).toBe(sent)
  })

  it('carries datagrams', async () => {
    await startEcho('udp', '5353:53/udp', 'UDP-LISTEN:53')
    const [sent, answer] = await echoed(1000, 'UDP:127.0.0.1:5353')
    expect(answer).toBe(sent)
  })

  it.each([
    // Which of the two addresses the engine names is up to its order of the day.
    [
      'another container has',
      '8080:80',
      /Bind for (0\.0\.0\.0|::):8080 failed: port is already allocated/,
    ],
    ['a program has', '9999:80', /listen tcp4 0\.0\.0\.0:9999: bind: address already in use/],
  ])('cannot be one that %s', async (_, published, answer) => {
    await run('pgrep socat || setsid socat TCP-LISTEN:9999,fork EXEC:cat > /dev/null 2>&1 &')
    await run('until ss -lntH | grep -q :9999; do sleep 0.05; done')
    const { status, output } = await run(`docker run --rm -p ${published} busybox true`)
    expect(status).toBe(125)
    expect(output).toMatch(answer)
  })

  it('may be that of the resolver, which has it again afterwards', async () => {
    const resolver = "ss -lnuH | grep -q '127.0.0.1:53 '"
    await run(`until ${resolver}; do sleep 0.05; done`)
    await startEcho('names', '53:53/udp', 'UDP-LISTEN:53')
    const [sent, answer] = await echoed(100, 'UDP:127.0.0.1:53')
    expect(answer).toBe(sent)
    const { status } = await run(
      `docker rm -f names > /dev/null; until ${resolver}; do sleep 0.05; done`,
    )
    expect(status).toBe(0)
  })

  it('is free again when its container is gone, and below 1024 too', async () => {
    await run('pkill socat; docker rm -f tcp udp')
    // The sandbox's own resolver has port 53 of the loopback.
    expect((await run("ss -lntuH | grep -v '127.0.0.1:53 '")).output).toBe('')
    expect((await run('docker run --rm -p 80:80 busybox echo there')).output).toBe('there')
  })
})

describe('an engine that was killed', () => {
  it.each(['dockerd', 'blitz-rootless', 'slirp4netns'])(
    'by the end of %s is started again, and publishes ports',
    async (program) => {
      await run('docker run -d --name web -p 8080:80 busybox httpd -f -p 80')
      const { output } = await run(
        `pkill -KILL --exact ${program}
          until docker info > /dev/null 2>&1 && [[ -z $(docker ps -q) ]]; do sleep 0.1; done
          docker rm -f web && docker run --rm -p 8080:80 busybox echo there`,
      )
      expect(output).toBe('web\nthere')
    },
  )
})
