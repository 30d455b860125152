import type { Subject } from '../case.ts'

export const CONTAINERS: Subject = {
  title: 'Containers',
  cases: [
    {
      name: 'run-status',
      what: 'The exit status of a container, and those of Docker itself',
      quick: true,
      script: String.raw`
docker run --rm alpine sh -c 'exit 7'
docker run --rm alpine nothing-there
docker run --rm alpine /etc
docker run --rm --wrong alpine`,
    },
    {
      name: 'run-output',
      what: 'Standard output and standard error are kept apart',
      quick: true,
      script: String.raw`docker run --rm alpine sh -c 'echo out; echo err >&2'`,
    },
    {
      name: 'run-input',
      what: 'Standard input with `-i`',
      script: String.raw`echo typed | docker run -i --rm alpine cat
echo typed | docker run --rm alpine cat`,
    },
    {
      name: 'run-terminal',
      what: '`-t`: a terminal of its size, and its answer without one',
      script: String.raw`
docker run --rm -t alpine tty
docker run --rm -it alpine true
script -qec 'stty rows 30 cols 90; docker run --rm -it alpine stty size' /dev/null`,
    },
    {
      name: 'run-environment',
      what: '`-e`, `--env-file`, and what the image has',
      script: String.raw`
printf 'A=1\n# none\nB=two words\n' > vars
C=3 docker run --rm --env-file vars -e C -e D=4 -e NONE alpine env | sort | grep -v HOSTNAME
docker run --rm --env-file nothing alpine true`,
    },
    {
      name: 'run-user-and-folder',
      what: '`-u`, `-w`, `--group-add`, `--entrypoint`',
      script: String.raw`
docker run --rm -u 1000:1001 --group-add 7 -w /somewhere alpine sh -c 'id; pwd'
docker run --rm --entrypoint echo alpine words
docker run --rm -u nobody-there alpine true`,
    },
    {
      name: 'run-init',
      what: '`--init`: the first process',
      script: String.raw`docker run --rm --init alpine sh -c 'tr "\0" " " < /proc/1/cmdline; echo'`,
    },
    {
      name: 'run-hostname-and-devices',
      what: 'Devices, file systems and the sizes of `/dev/shm`',
      script: String.raw`
docker run --rm alpine ls /dev
docker run --rm --shm-size 8m alpine df -k /dev/shm | tail -n 1 | tr -s ' ' | cut -d ' ' -f 2`,
    },
    {
      name: 'run-capabilities',
      what: 'Capabilities of a container, with `--cap-drop` and `--cap-add`',
      script: String.raw`
docker run --rm alpine grep Cap /proc/self/status
docker run --rm --cap-drop ALL --cap-add NET_ADMIN alpine grep CapEff /proc/self/status
docker run --rm --cap-add NOTHING alpine true`,
    },
    {
      name: 'run-security-options',
      what: '`--security-opt no-new-privileges` and seccomp',
      script: String.raw`
docker run --rm --security-opt no-new-privileges alpine grep -E 'NoNewPrivs|Seccomp:' /proc/self/status
docker run --rm alpine unshare -m true`,
    },
    {
      name: 'run-privileged',
      what: '`--privileged`',
      differs: 'privileged',
      script: String.raw`docker run --rm --privileged alpine echo hi`,
    },
    {
      name: 'run-device',
      what: '`--device` under another name, and of one that does not exist',
      differs: 'rootless-device',
      script: String.raw`
docker run --rm --device /dev/null:/dev/here alpine ls /dev/here
docker run --rm --device /dev/nothing alpine true`,
    },
    {
      name: 'run-sysctl-ulimit',
      what: '`--sysctl` and `--ulimit`',
      script: String.raw`
docker run --rm --sysctl net.ipv4.ip_unprivileged_port_start=99 alpine cat /proc/sys/net/ipv4/ip_unprivileged_port_start
docker run --rm --ulimit nofile=100:200 alpine sh -c 'ulimit -n; ulimit -Hn'
docker run --rm --sysctl kernel.nothing=1 alpine true`,
    },
    {
      name: 'run-namespaces',
      what: '`--pid`, `--ipc`, `--uts` of the machine or of another container',
      script: String.raw`
docker run -d --name box --ipc shareable alpine sleep 600 > /dev/null
docker run --rm --pid container:box alpine ps | grep -c 'sleep 600'
docker run --rm --ipc container:box alpine true
docker run --rm --uts host alpine hostname`,
    },
    {
      name: 'run-name-in-use',
      what: 'A name in use, and names that are none',
      quick: true,
      script: String.raw`
docker create --name box alpine > /dev/null
docker run --name box alpine true
docker run --name 'a b' alpine true
docker rename box other; docker ps -a --format '{{.Names}}'
docker rename nobody e`,
    },
    {
      name: 'run-no-such-image',
      what: 'An image that does not exist, and a reference that is none',
      quick: true,
      script: String.raw`
docker run --rm nobody/nothing:1
docker run --rm Upper
docker run --rm 'bad name'`,
    },
    {
      name: 'run-pull-policy',
      what: '`--pull never`, `always` and `missing`',
      script: String.raw`
docker run --rm --pull never nobody/nothing:1
docker run --rm --pull missing -q alpine echo hi
docker run --rm --pull sometimes alpine true`,
    },
    {
      name: 'run-another-platform',
      what: '`--platform` of another machine',
      script: String.raw`docker run --rm --platform linux/arm64 alpine uname -m`,
    },
    {
      name: 'run-cidfile',
      what: '`--cidfile`, `--label`, `--annotation` and filters',
      script: String.raw`
docker run -d --cidfile id --name box --label use=test alpine sleep 600 > /dev/null
[[ $(cat id) == $(docker ps -q --no-trunc --filter label=use=test) ]] && echo same
docker run --cidfile id alpine true`,
    },
    {
      name: 'ps-formats',
      what: '`docker ps` with formats and filters',
      quick: true,
      script: String.raw`
docker run -d --name one alpine sleep 600 > /dev/null
docker run --name two alpine false
docker ps -a
docker ps -a --filter exited=1 --format '{{.Names}}: {{.Status}}'
docker ps --filter status=running --format json | jq -r .Names
docker ps -a --filter wrong=1
docker ps -n 1 --format '{{.Names}}'; docker ps -aq | wc -l
docker ps --format '{{.Nothing}}'`,
    },
    {
      name: 'ps-size',
      what: '`docker ps --size`',
      script: String.raw`
docker run -d --name one alpine sh -c 'head -c 100000 /dev/zero > /x; sleep 600' > /dev/null
wait_until docker exec one test -s /x
docker ps --size --format '{{.Names}} {{.Size}}'`,
    },
    {
      name: 'inspect-formats',
      what: '`docker inspect` with formats',
      script: String.raw`
docker run -d --name box --label a=1 --restart on-failure:3 -e A=1 alpine sleep 600 > /dev/null
docker inspect box --format '{{.Config.Image}} {{.State.Status}} {{.HostConfig.RestartPolicy.Name}} {{json .Config.Labels}} {{.Path}} {{.Args}}'
docker inspect --type volume box
docker inspect nothing
docker inspect box --format '{{.Nothing.There}}'
docker inspect box --format '{{range .Config.Env}}{{println .}}{{end}}'`,
    },
    {
      name: 'inspect-host-config',
      what: 'The whole `HostConfig` of a container',
      script: String.raw`
docker create --name box alpine > /dev/null
docker inspect box | jq -S '.[0].HostConfig'`,
    },
    {
      name: 'exec',
      what: '`exec` with `-e`, `-w`, `-u`, `-d`, and what it ends with',
      quick: true,
      script: String.raw`
docker run -d --name box alpine sleep 600 > /dev/null
docker exec -e A=1 -w /etc -u nobody box sh -c 'echo $A; pwd; id -un; exit 5'
docker exec -d box sh -c 'echo later > /later'
wait_until docker exec box test -s /later
docker exec box nothing-there
echo typed | docker exec -i box cat
docker exec nobody true`,
    },
    {
      name: 'exec-stopped',
      what: '`exec` in a container that has stopped',
      script: String.raw`
docker run --name box alpine true
docker exec box true`,
    },
    {
      name: 'attach',
      what: '`attach` to a container that ends',
      script: String.raw`
docker run -d -i --name box alpine sh -c 'read word; echo "read $word"; sleep 1; exit 6' > /dev/null
(echo hello; sleep 3) | docker attach box
docker wait box
docker attach box`,
    },
    {
      name: 'logs',
      what: '`logs` with `--tail`, `-t`, `--since`, and to the end with `-f`',
      script: String.raw`
docker run -d --name box alpine sh -c 'echo one; echo two >&2; sleep 1; echo three' > /dev/null
docker logs -f box
docker logs --tail 1 box
docker logs -t box | cut -d ' ' -f 2
docker logs --since 1h box | wc -l
docker logs --until 2000-01-01T00:00:00 box
docker logs nobody
docker logs --tail x box`,
    },
    {
      name: 'logs-of-drivers',
      what: 'Log drivers: `none`, `local`, one that does not exist',
      script: String.raw`
docker run --name none --log-driver none alpine echo hi
docker logs none
docker run --name local --log-driver local alpine echo hi
docker logs local
docker run --rm --log-driver nothing alpine true
docker run --rm --log-opt max-size=10k --log-opt max-file=2 alpine echo hi
docker run --rm --log-opt wrong=1 alpine echo hi`,
    },
    {
      name: 'stop-kill',
      what: '`stop -t`, `kill -s`, and the status that follows',
      script: String.raw`
docker run -d --name box alpine sh -c 'trap "exit 9" TERM; while :; do sleep 0.1; done' > /dev/null
wait_until docker exec box true
docker stop -t 5 box; docker inspect box --format '{{.State.ExitCode}}'
docker start box; docker kill -s KILL box; docker inspect box --format '{{.State.ExitCode}}'
docker kill box
docker kill -s NOTHING box
docker stop nobody`,
    },
    {
      name: 'stop-deaf',
      what: 'A program that does not hear SIGTERM, and `stop -t 1`',
      script: String.raw`
docker run -d --name box alpine sleep 600 > /dev/null
docker stop -t 1 box; docker inspect box --format '{{.State.ExitCode}}'`,
    },
    {
      name: 'start-restart',
      what: '`start -a`, `restart`, and starting what runs',
      script: String.raw`
docker create --name box alpine sh -c 'echo ran; exit 3' > /dev/null
docker start -a box
docker start -a box
docker run -d --name other --init alpine sleep 600 > /dev/null
docker start other; docker restart -t 1 other
docker start nobody`,
    },
    {
      name: 'wait',
      what: '`docker wait` for several',
      script: String.raw`
docker run -d --name one alpine sh -c 'exit 3' > /dev/null
docker run -d --name two alpine true > /dev/null
docker wait one two
docker wait nobody`,
    },
    {
      name: 'rm',
      what: '`rm` of what runs, of several, and by force',
      script: String.raw`
docker run -d --name box alpine sleep 600 > /dev/null
docker rm box
docker rm -f box
docker rm -f box
docker rm box`,
    },
    {
      name: 'restart-policy',
      what: '`--restart on-failure:2`, and `always` after the end',
      script: String.raw`
docker run -d --name box --restart on-failure:2 alpine false > /dev/null
wait_until bash -c '[[ $(docker inspect box --format "{{.RestartCount}} {{.State.Status}}") == "2 exited" ]]'
docker inspect box --format '{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}'
docker run --rm --restart always alpine true
docker run --restart sometimes alpine true`,
    },
    {
      name: 'health',
      what: '`--health-cmd`: starting, healthy, unhealthy',
      script: String.raw`
docker run -d --name box --health-cmd 'test -e /ok' --health-interval 200ms --health-retries 1 alpine sleep 600 > /dev/null
docker inspect box --format '{{.State.Health.Status}}'
health_is() { [[ $(docker inspect box --format '{{.State.Health.Status}}') == "$1" ]]; }
wait_until health_is unhealthy; docker ps --format '{{.Names}} {{.State}}'
docker exec box touch /ok; wait_until health_is healthy
docker ps --filter health=healthy --format '{{.Names}}'`,
    },
    {
      name: 'health-none',
      what: 'Health in `docker ps`, and `--no-healthcheck`',
      script: String.raw`
printf 'FROM alpine\nHEALTHCHECK --interval=200ms CMD true\nCMD ["sleep","600"]\n' | docker build -q -t healthy - > /dev/null
docker run -d --name box healthy > /dev/null
docker run -d --name other --no-healthcheck healthy > /dev/null
wait_until bash -c 'docker ps | grep -q "(healthy)"'
docker ps --format '{{.Names}} {{.Status}}' | sort`,
    },
    {
      name: 'events',
      what: '`docker events` of a time that is over',
      script: String.raw`
began=$(date +%s.%N)
docker run --rm --name box alpine true
docker events --since "$began" --until "$(date +%s.%N)" --filter container=box --format '{{.Type}} {{.Action}}'
docker events --since "$began" --until "$(date +%s.%N)" --filter type=network --format '{{.Type}} {{.Action}}'`,
    },
    {
      name: 'update',
      what: '`docker update --restart`',
      script: String.raw`
docker run -d --name box alpine sleep 600 > /dev/null
docker update --restart unless-stopped box
docker inspect box --format '{{.HostConfig.RestartPolicy.Name}}'
docker update --restart always nobody`,
    },
    {
      name: 'sibling-container',
      what: 'The engine from inside a container: `-v /var/run/docker.sock`',
      script: String.raw`
docker run --rm -v /var/run/docker.sock:/var/run/docker.sock alpine test -S /var/run/docker.sock && echo socket
docker run --rm -v /var/run/docker.sock:/s -v /usr:/usr:ro -v /usr/lib:/lib:ro -v /usr/lib64:/lib64:ro alpine /usr/bin/curl -s --unix-socket /s http://x/_ping`,
    },
    {
      name: 'five-hundred-containers',
      what: '500 containers at once',
      long: true,
      differs: 'limits-of-sandbox',
      script: String.raw`
for n in $(seq 500); do docker run -d --name box$n alpine sleep 600 > /dev/null 2>&1 || break; done
docker ps -q | wc -l
docker run --rm alpine echo alive`,
    },
  ],
}
