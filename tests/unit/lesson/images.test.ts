import { describe, expect, it } from 'vitest'
import { imagesNamedIn } from '../../../lesson/images.ts'
import { parseChapter } from '../../../lesson/parse-chapter.ts'

function namedBy(session: string, meta = ''): string[] {
  const source = `---\ntitle: A\n---\n\n\`\`\`console run ${meta}\n${session}\n\`\`\`\n`
  return imagesNamedIn([parseChapter('a', source)]).map(({ reference }) => reference)
}

describe('the images that a chapter names', () => {
  it.each([
    ['$ docker pull ubuntu:latest', ['ubuntu:latest']],
    ['$ docker image pull -a nigelpoulton/tu-demo', ['nigelpoulton/tu-demo']],
    ['$ docker container run -it --rm --name visit alpine:latest sh', ['alpine:latest']],
    ['$ docker run -dit -p 80:8080 --restart=always a/b', ['a/b']],
    ['$ docker container create --env NAME=x redis redis-server --port 1', ['redis']],
    ['$ docker run one; docker run two && docker run three | head', ['one', 'two', 'three']],
    ['$ docker container rm $(docker run -d four sleep 9)', ['four']],
    ['$ docker run \\\n> --rm \\\n> five', ['five']],
    [
      '$ cat Dockerfile\nFROM --platform=linux/amd64 node:22-alpine AS app\nRUN true',
      ['node:22-alpine'],
    ],
    ["$ cat > Dockerfile << 'EOF'\n> FROM golang:1 AS build\n> FROM scratch\n> EOF", ['golang:1']],
    ["$ cat > Dockerfile << 'EOF'\n> FROM node AS build\n> FROM build\n> EOF", ['node']],
    ["$ cat > Dockerfile << 'EOF'\n> ARG TAG\n> FROM node:$TAG\n> EOF", []],
    ["$ printf 'FROM alpine:3\\nRUN true\\n' > Dockerfile", ['alpine:3']],
    [
      "$ cat > compose.yaml << 'EOF'\n> services:\n>   store:\n>     image: redis:8\n> EOF",
      ['redis:8'],
    ],
    ['$ cat compose.yaml\nservices:\n  store:\n    image: redis:8', ['redis:8']],
    ['$ docker pull alpine@sha256:abc', ['alpine']],
    ['$ docker container ls\nalpine', []],
    ['$ docker image build -t test .\n$ docker run test:latest', []],
    ['$ docker image tag alpine mine:v1\n$ docker run mine:v1', []],
    ['$ docker run "ghost"', ['ghost']],
  ])('%s', (session, references) => {
    expect(namedBy(session)).toEqual(references)
  })

  it('are not those of a command that is to fail', () => {
    expect(namedBy('$ docker pull ghost', 'exit="1"')).toEqual([])
  })
})
