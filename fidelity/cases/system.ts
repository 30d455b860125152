import type { Subject } from '../case.ts'

export const SYSTEM: Subject = {
  title: 'The engine, and cleaning up',
  cases: [
    {
      name: 'version',
      what: 'Versions of client, engine, buildx and compose',
      quick: true,
      script: String.raw`
docker version --format '{{.Client.Version}} {{.Server.Version}} {{.Server.APIVersion}}'
docker --version; docker buildx version; docker compose version`,
    },
    {
      name: 'version-table',
      what: '`docker version` as it prints it',
      script: String.raw`docker version`,
    },
    {
      name: 'info',
      what: 'Drivers and versions of `docker info`',
      script: String.raw`docker info --format '{{.Driver}} {{.LoggingDriver}} {{.Plugins.Volume}} {{.Plugins.Network}} {{.DefaultRuntime}} {{.OperatingSystem}} {{.Name}}'`,
    },
    {
      name: 'info-of-groups',
      what: 'What `docker info` says of control groups, and its warnings',
      script: String.raw`
docker info --format '{{.CgroupDriver}} {{.CgroupVersion}} {{.MemoryLimit}} {{.CPUCfsQuota}} {{.PidsLimit}}'
docker info 2>&1 | grep WARNING`,
    },
    {
      name: 'info-security',
      what: 'Security options of `docker info`',
      script: String.raw`docker info --format '{{.SecurityOptions}}'`,
    },
    {
      name: 'context',
      what: '`docker context ls`, `create`, `use`, `rm`',
      script: String.raw`
docker context ls --format '{{.Name}} {{.DockerEndpoint}} {{.Error}}'
docker context create other --docker host=tcp://192.0.2.1:2375 2>&1
docker context inspect other --format '{{.Name}} {{.Endpoints.docker.Host}}'
docker context rm other
docker context use nothing`,
    },
    {
      name: 'context-use',
      what: '`docker context use` for another engine, and back',
      script: String.raw`
docker context create other --docker host=unix:///nothing.sock > /dev/null 2>&1
docker context use other
docker context show
docker ps
docker context use default`,
    },
    {
      name: 'socket',
      what: 'The engine by `curl` at `/var/run/docker.sock`',
      script: String.raw`
curl -s --unix-socket /var/run/docker.sock http://localhost/_ping; echo
curl -s --unix-socket /var/run/docker.sock http://localhost/containers/json; echo
docker -H unix:///var/run/docker.sock ps
docker -H tcp://127.0.0.1:1 ps`,
    },
    {
      name: 'system-df',
      what: '`system df`',
      script: String.raw`
docker run --name box -v data:/d alpine true
docker system df --format '{{.Type}} {{.TotalCount}} {{.Active}}'`,
    },
    {
      name: 'container-prune',
      what: '`container prune`, with a filter too',
      script: String.raw`
docker run --name one --label keep=1 alpine true; docker run --name two alpine true
docker container prune -f --filter 'label!=keep=1' | grep -v Total
docker ps -a --format '{{.Names}}'
docker container prune -f | tail -n 1`,
    },
    {
      name: 'image-prune',
      what: '`image prune`, with and without `-a`',
      script: String.raw`
printf 'FROM alpine\nRUN echo 1 > /x\n' | docker build -q -t one - > /dev/null
printf 'FROM alpine\nRUN echo 2 > /x\n' | docker build -q -t one - > /dev/null
docker image prune -f | grep -c deleted
docker image prune -f
docker run -d --name box busybox sleep 600 > /dev/null
docker image prune -af | grep untagged | sort
docker images --format '{{.Repository}}'`,
    },
    {
      name: 'network-prune',
      what: '`network prune` and `volume prune`',
      script: String.raw`
docker network create a > /dev/null; docker network create b > /dev/null
docker run -d --name box --network b -v used:/u alpine sleep 600 > /dev/null
docker network prune -f
docker volume create left > /dev/null; docker run --rm -v /anonymous alpine true
docker volume prune -f
docker volume prune -af`,
    },
    {
      name: 'system-prune',
      what: '`system prune`, and the question that it asks',
      script: String.raw`
docker run --name one alpine true; docker network create net > /dev/null
echo n | docker system prune
echo y | docker system prune | grep -v 'Total'
docker ps -a; docker network ls -q | wc -l`,
    },
    {
      name: 'system-prune-all',
      what: '`system prune -a --volumes`',
      script: String.raw`
docker run --name one -v data:/d alpine true
docker system prune -af --volumes | grep -E 'untagged|^Deleted' | sort
docker images -q | wc -l; docker volume ls -q`,
    },
    {
      name: 'unknown-command',
      what: 'Commands and options that do not exist, and too few words',
      quick: true,
      script: String.raw`
docker frob
docker ps --frob
docker run
docker rm
docker container frob 2>&1 | head -n 3`,
    },
    {
      name: 'help',
      what: '`--help` of some commands',
      script: String.raw`docker --help; docker run --help | head -n 20; docker compose --help | head -n 12; docker buildx --help | head -n 12`,
    },
    {
      name: 'completion',
      what: 'Completion of commands and of names',
      script: String.raw`
docker run -d --name some-container alpine sleep 600 > /dev/null
docker __complete stop some 2> /dev/null
docker __complete image p 2> /dev/null
docker completion bash | head -n 1`,
    },
    {
      name: 'config-file',
      what: '`~/.docker/config.json`: formats and aliases',
      script: String.raw`
mkdir -p ~/.docker; printf '{"psFormat": "{{.Names}}"}' > ~/.docker/config.json
docker run -d --name box alpine sleep 600 > /dev/null
docker ps
printf '{' > ~/.docker/config.json
docker ps -q | wc -l`,
    },
    {
      name: 'plugin-and-checkpoint',
      what: '`plugin ls`, `trust`, `checkpoint`',
      script: String.raw`
docker plugin ls
docker plugin install nothing/here
docker run -d --name box alpine sleep 600 > /dev/null
docker checkpoint ls box`,
    },
    {
      name: 'no-registry',
      what: 'Another registry than Docker Hub, without a network',
      script: String.raw`docker pull ghcr.io/x/y`,
    },
    {
      name: 'no-name-in-container',
      what: 'A name of the internet in a container, without a network',
      script: String.raw`docker run --rm busybox wget -qO- -T 20 http://example.org`,
    },
  ],
}
