import type { Subject } from '../case.ts'

const INIT = 'docker swarm init --advertise-addr 127.0.0.1 > /dev/null 2>&1'

export const SWARM: Subject = {
  title: 'Swarm, on one node',
  cases: [
    {
      name: 'swarm-init-leave',
      what: '`swarm init`, `node ls`, and `leave`',
      script: String.raw`
docker swarm init --advertise-addr 127.0.0.1
docker node ls --format '{{.Hostname}} {{.Status}} {{.Availability}} {{.ManagerStatus}}'
docker info --format '{{.Swarm.LocalNodeState}} {{.Swarm.Nodes}}'
docker swarm init
docker swarm leave
docker swarm leave --force`,
    },
    {
      name: 'swarm-none',
      what: 'Commands of a swarm where there is none',
      quick: true,
      script: String.raw`
docker node ls
docker service ls
docker service create alpine
docker swarm leave`,
    },
    {
      name: 'swarm-service',
      what: '`service create`, `ls`, `ps`, `scale`, `logs`, `rm`',
      script: String.raw`${INIT}
docker service create -q --name s --replicas 2 --detach=false alpine sh -c 'echo up; sleep 600' > /dev/null
docker service ls --format '{{.Name}} {{.Mode}} {{.Replicas}} {{.Image}}'
docker service ps s --format '{{.Name}} {{.DesiredState}}' | sort
docker service scale -d s=1
docker service inspect s --format '{{.Spec.Mode.Replicated.Replicas}}'
docker service rm s`,
    },
    {
      name: 'swarm-secret',
      what: 'Secrets and configs of a swarm',
      script: String.raw`${INIT}
echo hush | docker secret create word - > /dev/null
echo set | docker config create conf - > /dev/null
docker secret ls --format '{{.Name}}'; docker config ls --format '{{.Name}}'
docker config inspect conf --format '{{.Spec.Name}}'
docker secret rm word; docker config rm conf
docker secret rm word`,
    },
    {
      name: 'swarm-stack',
      what: '`stack deploy`, `services`, `rm`',
      script: String.raw`${INIT}
printf 'services:\n  one: { image: alpine, command: sleep 600 }\n' > stack.yaml
docker stack deploy -d -c stack.yaml st
docker stack ls; docker stack services st --format '{{.Name}} {{.Mode}}'
docker stack rm st`,
    },
    {
      name: 'swarm-overlay',
      what: 'A network of the kind `overlay`',
      script: String.raw`${INIT}
docker network create -d overlay --attachable over > /dev/null
docker network ls --format '{{.Name}} {{.Driver}} {{.Scope}}' | grep -v gwbridge | sort
docker run --rm --network over alpine ip -o link | grep -c eth`,
    },
  ],
}
