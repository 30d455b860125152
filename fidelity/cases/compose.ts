import type { Subject } from '../case.ts'

const TWO_SERVICES = String.raw`
cat > compose.yaml << 'EOF'
services:
  web:
    image: busybox
    command: sh -c 'echo hello > /index.html; httpd -f -h / -p 80'
    ports: ["8080:80"]
    depends_on: [store]
  store:
    image: alpine
    command: sleep 600
    init: true
    environment:
      WORD: kept
    volumes: ["data:/data"]
volumes:
  data: {}
EOF`

export const COMPOSE: Subject = {
  title: 'Compose',
  cases: [
    {
      name: 'compose-up-down',
      what: '`up -d`, what it answers, and `down`',
      quick: true,
      script: String.raw`${TWO_SERVICES}
docker compose up -d --quiet-pull
wait_until curl -sf localhost:8080
curl -s localhost:8080
docker compose down -t 0
docker ps -a; docker network ls; docker volume ls -q`,
    },
    {
      name: 'compose-ps',
      what: '`ps`, `ps --services`, `top`, `port`, `images`',
      script: String.raw`${TWO_SERVICES}
docker compose up -d 2> /dev/null
docker compose ps --format '{{.Name}} {{.Image}} {{.Service}} {{.State}} {{.Ports}}'
docker compose ps --services | sort
docker compose port web 80
docker compose images --format json | jq -r '.[].Repository' | sort`,
    },
    {
      name: 'compose-top',
      what: '`docker compose top`',
      varies: [/\b\d+\b/],
      script: String.raw`${TWO_SERVICES}
docker compose up -d 2> /dev/null
docker compose top store | awk '{ print $NF }'`,
    },
    {
      name: 'compose-exec-run',
      what: '`exec`, and `run --rm` with another command',
      script: String.raw`${TWO_SERVICES}
docker compose up -d 2> /dev/null
docker compose exec -T store sh -c 'echo $WORD > /data/x; exit 3'
docker compose run --rm --no-deps -T store cat /data/x
docker compose exec nothing true`,
    },
    {
      name: 'compose-logs',
      what: '`logs` with and without names in front',
      script: String.raw`
cat > compose.yaml << 'EOF'
services:
  one: { image: alpine, command: "sh -c 'echo first; echo second'" }
EOF
docker compose up -d 2> /dev/null
docker compose wait one
docker compose logs
docker compose logs --no-log-prefix --tail 1`,
    },
    {
      name: 'compose-up-attached',
      what: '`up` without `-d`, until one service ends',
      script: String.raw`
cat > compose.yaml << 'EOF'
services:
  one: { image: alpine, command: "sh -c 'echo first; exit 4'" }
EOF
docker compose up --exit-code-from one`,
    },
    {
      name: 'compose-health',
      what: '`depends_on` with `service_healthy`',
      script: String.raw`
cat > compose.yaml << 'EOF'
services:
  first:
    image: alpine
    command: sh -c 'sleep 1; touch /ready; sleep 600'
    init: true
    healthcheck: { test: test -e /ready, interval: 200ms, retries: 50 }
  second:
    image: alpine
    command: echo after
    depends_on: { first: { condition: service_healthy } }
EOF
docker compose up -d
docker compose wait second
docker compose logs second
docker inspect case-first-1 --format '{{.State.Health.Status}}'`,
    },
    {
      name: 'compose-unhealthy',
      what: 'A service that is never healthy, and one that waits for it',
      script: String.raw`
cat > compose.yaml << 'EOF'
services:
  first:
    image: alpine
    command: sleep 600
    init: true
    healthcheck: { test: "false", interval: 200ms, retries: 2 }
  second:
    image: alpine
    depends_on: { first: { condition: service_healthy } }
EOF
docker compose up -d 2>&1 | tail -n 1`,
    },
    {
      name: 'compose-unknown-key',
      what: 'A key that does not exist, and a file that is no YAML',
      quick: true,
      script: String.raw`
printf 'services:\n  one:\n    image: alpine\n    portz: ["80"]\n' > compose.yaml
docker compose config
printf 'services:\n  one: [\n' > compose.yaml
docker compose up -d`,
    },
    {
      name: 'compose-no-file',
      what: 'No file at all, and the key `version` of old',
      script: String.raw`
docker compose up
printf 'version: "3"\nservices:\n  one: { image: alpine, command: echo hi }\n' > docker-compose.yml
docker compose up -d
docker compose ps -a --format '{{.Name}}'`,
    },
    {
      name: 'compose-config',
      what: '`config` with variables, `.env` and a second file',
      script: String.raw`
printf 'TAG=latest\n' > .env
printf 'services:\n  one:\n    image: alpine:$TAG\n    environment: { A: "1" }\n' > compose.yaml
printf 'services:\n  one:\n    environment: { B: $B }\n' > compose.override.yaml
docker compose config
B=2 docker compose config --services`,
    },
    {
      name: 'compose-scale',
      what: '`up --scale`, and names by number',
      script: String.raw`
printf 'services:\n  one: { image: alpine, command: sleep 600, init: true }\n' > compose.yaml
docker compose up -d --scale one=3
docker compose ps -q | wc -l
docker compose up -d --scale one=1
docker ps --format '{{.Names}}'`,
    },
    {
      name: 'compose-build',
      what: '`build:` in a compose file, and a profile',
      script: String.raw`
printf 'FROM alpine\nARG WORD\nRUN echo $WORD > /word\nCMD ["cat", "/word"]\n' > Dockerfile
cat > compose.yaml << 'EOF'
services:
  one: { build: { context: ., args: { WORD: built } } }
  two: { image: alpine, command: echo two, profiles: [extra] }
EOF
docker compose build -q
docker compose run --rm -T one
docker compose config --services
docker compose --profile extra config --services | sort`,
    },
    {
      name: 'compose-names',
      what: 'Services that find each other by name, and by an alias in a network',
      script: String.raw`
cat > compose.yaml << 'EOF'
services:
  web:
    image: busybox
    command: sh -c 'echo there > /index.html; httpd -f -h / -p 80'
    networks: { back: { aliases: [other] } }
  ask:
    image: busybox
    command: sleep 600
    init: true
    networks: [back]
networks:
  back: {}
EOF
docker compose up -d 2> /dev/null
wait_until docker compose exec -T ask wget -qO- web
docker compose exec -T ask wget -qO- http://web
docker compose exec -T ask wget -qO- http://other`,
    },
    {
      name: 'compose-secret',
      what: 'Secrets and configs from files',
      script: String.raw`
echo hush > secret.txt; echo set > config.txt
cat > compose.yaml << 'EOF'
services:
  one:
    image: alpine
    command: cat /run/secrets/word /etc/set
    secrets: [word]
    configs: [{ source: set, target: /etc/set }]
secrets: { word: { file: secret.txt } }
configs: { set: { file: config.txt } }
EOF
docker compose run --rm -T one`,
    },
    {
      name: 'compose-stop-start',
      what: '`stop`, `start`, `restart`, `pause`, `kill`, `rm`, `ls`',
      varies: [/\/tmp\/case\/compose.yaml/],
      script: String.raw`
printf 'services:\n  one: { image: alpine, command: sleep 600, init: true }\n' > compose.yaml
docker compose up -d 2> /dev/null
docker compose stop -t 1; docker compose ps -a --format '{{.State}}'
docker compose start; docker compose ls
docker compose restart -t 1
docker compose kill; docker compose rm -f`,
    },
    {
      name: 'compose-pause',
      what: '`pause` and `unpause`',
      script: String.raw`
printf 'services:\n  one: { image: alpine, command: sleep 600, init: true }\n' > compose.yaml
docker compose up -d 2> /dev/null
docker compose pause
docker compose ps -a --format '{{.State}}'
docker compose unpause`,
    },
    {
      name: 'compose-missing-image',
      what: 'An image that does not exist',
      script: String.raw`
printf 'services:\n  one: { image: "nobody/nothing:1" }\n' > compose.yaml
docker compose up -d 2>&1 | tail -n 1`,
    },
    {
      name: 'compose-three-services',
      what: 'Three services: what `up` takes is compared in time',
      script: String.raw`
printf 'services:\n  a: { image: alpine, command: sleep 60, init: true }\n  b: { image: alpine, command: sleep 60, init: true }\n  c: { image: busybox, command: sleep 60, init: true }\n' > compose.yaml
docker compose up -d 2> /dev/null
docker compose ps -q | wc -l`,
    },
  ],
}
