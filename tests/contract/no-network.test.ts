import { describe, expect, it } from 'vitest'
import { useSandbox } from '../support/lone-sandbox.ts'

const { run } = useSandbox('no-network')

/** The sandbox's shell, as a terminal has it: the words of the reader's shell are not for scripts. */
const typed = (command: string) =>
  run(`bash --rcfile /etc/blitz/bashrc -i 2>&1 <<'END'\n${command}\nEND\n`)

const dockerfile = (line: string) =>
  `mkdir -p /tmp/build && printf 'FROM busybox\\n${line}\\n' > /tmp/build/Dockerfile &&
    docker build --progress plain --no-cache /tmp/build`

describe('a name of the internet', () => {
  // An answer that came too late, or that never came, has other words: "i/o timeout", "timed out".
  it.each([
    ['the shell', 'curl -sS http://example.com', 'Could not resolve host: example.com'],
    ['an IPv6 program', 'getent -s dns ahostsv6 example.com || echo none', 'none'],
    ['the engine', 'docker pull ghcr.io/x/y', 'lookup ghcr.io on 10.0.2.3:53: no such host'],
    ['a login', 'docker login -u a -p b ghcr.io', 'lookup ghcr.io on 10.0.2.3:53: no such host'],
    [
      'a container',
      'docker run --rm busybox nslookup example.com',
      "can't find example.com: NXDOMAIN",
    ],
    [
      'a container of a network of its own',
      'docker network create own > /dev/null; docker run --rm --network own busybox nslookup example.com',
      "can't find example.com: NXDOMAIN",
    ],
    [
      'a container of the host network',
      'docker run --rm --network host busybox nslookup example.com',
      "can't find example.com: NXDOMAIN",
    ],
    [
      'a step of a build',
      dockerfile('RUN nslookup example.com'),
      "can't find example.com: NXDOMAIN",
    ],
    [
      'a file of a build',
      dockerfile('ADD http://example.com/x /'),
      'lookup example.com on 10.0.2.3:53: no such host',
    ],
  ])('is unknown to %s at once', async (_, command, answer) => {
    const { output } = await run(command)
    expect(output).toContain(answer)
  })

  it('is counted, so that the page can say why; a name of the reader\u2019s own network is not', async () => {
    const refused = async () => Number((await run('cat $XDG_RUNTIME_DIR/names-refused')).output)
    const before = await refused()
    await run(
      'getent -s dns hosts web; getent -s dns hosts 192.0.2.1; getent -s dns hosts a.localhost',
    )
    expect(await refused()).toBe(before)
    await run('getent -s dns hosts example.com')
    expect(await refused()).toBeGreaterThan(before)
  })

  it('does not keep containers from finding each other', async () => {
    const { output } = await run(
      `docker run -d --name web --network own busybox httpd -f -p 80 > /dev/null &&
        docker run --rm --network own busybox wget -O - http://web/; docker rm -f web > /dev/null`,
    )
    expect(output).toContain('404 Not Found')
  })
})

it.each([
  ['the shell', 'curl -sS http://192.0.2.1', /Could not connect|Network is unreachable/],
  ['the shell, by IPv6', 'curl -sS "http://[2001:db8::1]/"', /Could not connect|unreachable/],
  ['a container', 'docker run --rm busybox wget http://192.0.2.1', /Network is unreachable/],
  ['a container, by IPv6', 'docker run --rm busybox wget "http://[2001:db8::1]/"', /unreachable/],
])('an address of the internet is out of reach for %s', async (_, command, answer) => {
  expect((await run(command)).output).toMatch(answer)
})

describe('the sandbox has what a machine has', () => {
  it('::1', async () => {
    const { output } = await run(
      'ping -c 1 -q ::1 | grep received; docker run --rm --network host busybox ip -6 -o address show lo',
    )
    expect(output).toMatch(/1 received.*inet6 ::1\/128/s)
  })

  it('the engine\u2019s socket where examples mount it from', async () => {
    const { output } = await run(
      `docker run --rm --name look -v /var/run/docker.sock:/var/run/docker.sock \\
        -v /usr:/usr:ro -v /usr/lib:/lib:ro -v /usr/lib64:/lib64:ro \\
        busybox docker ps --all --format '{{.Names}}'`,
    )
    // Its process may ask before the engine calls the container a running one.
    expect(output).toBe('look')
  })

  it('the small programs that people type', async () => {
    const { status } = await run('type htop less nc netstat ping tmux tree wget')
    expect(status).toBe(0)
  })
})

describe('a reader is told', () => {
  it.each([
    [
      'that sudo is not needed',
      'sudo docker ps',
      /sudo: command not found\. You need no other rights/,
    ],
    [
      'that nothing can be installed',
      'apt-get install -y cowsay',
      /apt-get: The sandbox has no internet/,
    ],
    ['that there are no manual pages', 'man docker', /man: command not found\. .*--help/],
    ['where a language may be', 'python3', /python3: command not found\. .*docker search/],
    ['nothing more of a typing error', 'dcoker ps', /bash: dcoker: command not found\r?\n/],
    [
      'why no container is privileged',
      'docker run --rm --privileged busybox true',
      /Note: --privileged cannot work here/,
    ],
    [
      'where a folder cannot be made for a container',
      'docker run --rm -v /data/x:/x busybox true',
      /Note: Docker cannot make \/data\/x, because the sandbox is read-only/,
    ],
  ])('%s', async (_, command, answer) => {
    expect((await typed(command)).output).toMatch(answer)
  })

  it('nothing more of a refusal that every engine has', async () => {
    const { output } = await typed('docker run --rm -v ~/x:/x --nonsense busybox true')
    expect(output).toContain('unknown flag: --nonsense')
    expect(output).not.toContain('Note:')
  })
})
