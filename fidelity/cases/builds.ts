import type { Subject } from '../case.ts'

export const BUILDS: Subject = {
  title: 'Builds',
  cases: [
    {
      name: 'build-heredoc',
      what: 'A heredoc in `RUN`, and one in `COPY`',
      quick: true,
      script: String.raw`
cat > Dockerfile << 'EOF'
FROM alpine
RUN <<SCRIPT
echo one > /words
echo two >> /words
SCRIPT
COPY <<FILE /file
three
FILE
EOF
docker build -q -t words . > /dev/null
docker run --rm words cat /words /file`,
    },
    {
      name: 'build-progress',
      what: 'What a build prints',
      script: String.raw`
printf 'FROM alpine\nCOPY a /a\nRUN echo built\nCMD ["cat", "/a"]\n' > Dockerfile
echo hello > a
docker build -t hello .
docker run --rm hello`,
    },
    {
      name: 'build-cached',
      what: 'The second build takes its steps from the cache',
      script: String.raw`
printf 'FROM alpine\nRUN echo built > /b\n' > Dockerfile
docker build -q -t one . > /dev/null
docker build -t two . 2>&1 | grep -o CACHED
docker build --no-cache -t three . 2>&1 | grep -c CACHED`,
    },
    {
      name: 'build-failing-step',
      what: 'A step that fails',
      script: String.raw`
printf 'FROM alpine\nRUN echo before; exit 3\n' > Dockerfile
docker build .`,
    },
    {
      name: 'build-syntax-line',
      what: 'The first line `# syntax=docker/dockerfile:1`',
      script: String.raw`
printf '# syntax=docker/dockerfile:1\nFROM alpine\nRUN echo built > /b\n' > Dockerfile
docker build -q -t syntax . > /dev/null
docker run --rm syntax cat /b`,
    },
    {
      name: 'build-mount-cache',
      what: '`RUN --mount=type=cache`',
      script: String.raw`
printf 'FROM alpine\nARG N\nRUN --mount=type=cache,target=/kept echo "$N" >> /kept/all && cp /kept/all /all\n' > Dockerfile
docker build -q -t one --build-arg N=1 . > /dev/null
docker build -q -t two --build-arg N=2 . > /dev/null
docker run --rm two cat /all`,
    },
    {
      name: 'build-mount-bind',
      what: '`RUN --mount=type=bind`',
      script: String.raw`
echo from-context > word
printf 'FROM alpine\nRUN --mount=type=bind,target=/context cp /context/word /word && ! touch /context/x\n' > Dockerfile
docker build -q -t bound . > /dev/null
docker run --rm bound sh -c 'cat /word; ls /context'`,
    },
    {
      name: 'build-mount-tmpfs',
      what: '`RUN --mount=type=tmpfs`',
      script: String.raw`
printf 'FROM alpine\nRUN --mount=type=tmpfs,target=/fast mount | grep " /fast " | cut -d " " -f 1-5 > /m; echo x > /fast/x\n' > Dockerfile
docker build -q -t fast . > /dev/null
docker run --rm fast sh -c 'cat /m; ls /fast'`,
    },
    {
      name: 'build-secret',
      what: '`RUN --mount=type=secret`',
      script: String.raw`
echo hush > secret.txt
printf 'FROM alpine\nRUN --mount=type=secret,id=word wc -c < /run/secrets/word > /length\n' > Dockerfile
docker build -q -t secret --secret id=word,src=secret.txt . > /dev/null
docker run --rm secret sh -c 'cat /length; ls /run/secrets'`,
    },
    {
      name: 'build-secret-env',
      what: 'A secret from the environment, and one that is missing',
      script: String.raw`
printf 'FROM alpine\nRUN --mount=type=secret,id=word,required cat /run/secrets/word > /kept\n' > Dockerfile
WORD=hush docker build -q -t secret --secret id=word,env=WORD . > /dev/null
docker run --rm secret cat /kept
docker build --no-cache -t none . 2>&1 | grep ERROR | tail -n 1`,
    },
    {
      name: 'build-args',
      what: '`ARG` with and without a default, before and after `FROM`',
      script: String.raw`
cat > Dockerfile << 'EOF'
ARG BASE=busybox
FROM $BASE
ARG NAME=nobody
ARG EMPTY
RUN echo "name=$NAME empty=$EMPTY base=$BASE" > /args
EOF
docker build -q -t args --build-arg BASE=alpine --build-arg NAME=ada . > /dev/null
docker run --rm args cat /args
docker build -q -t plain . > /dev/null
docker run --rm plain cat /args
docker build --build-arg WRONG=1 . 2>&1 | grep -i warning`,
    },
    {
      name: 'build-target',
      what: 'Stages, `--target`, and `COPY --from`',
      script: String.raw`
cat > Dockerfile << 'EOF'
FROM alpine AS first
RUN echo one > /one
FROM busybox AS second
COPY --from=first /one /two
FROM second AS third
RUN echo three >> /two
EOF
docker build -q -t all . > /dev/null
docker build -q -t part --target second . > /dev/null
docker run --rm all cat /two
docker run --rm part cat /two
docker build --target fourth . 2>&1 | tail -n 1`,
    },
    {
      name: 'build-copy-from-image',
      what: '`COPY --from` another image',
      script: String.raw`
printf 'FROM busybox\nCOPY --from=alpine /etc/os-release /os\n' > Dockerfile
docker build -q -t from . > /dev/null
docker run --rm from cat /os`,
    },
    {
      name: 'build-dockerignore',
      what: '`.dockerignore` with an exception',
      script: String.raw`
mkdir -p logs; touch a.txt b.md keep.md logs/x
printf '*.md\n!keep.md\nlogs\n' > .dockerignore
printf 'FROM alpine\nCOPY . /all\n' > Dockerfile
docker build -q -t ignored . > /dev/null
docker run --rm ignored find /all -type f | sort`,
    },
    {
      name: 'build-output',
      what: '`--output` to a folder and to a tar',
      script: String.raw`
printf 'FROM scratch\nCOPY hello /hello\n' > Dockerfile
echo hello > hello
docker build -q --output out . > /dev/null
find out -type f -exec cat {} +
docker build -q --output type=tar,dest=out.tar . > /dev/null
tar -tf out.tar`,
    },
    {
      name: 'build-platform',
      what: '`--platform` of another machine',
      script: String.raw`
printf 'FROM alpine\n' > Dockerfile
docker build --platform linux/arm64 -t other . 2>&1 | grep -v '^#[0-9]* \(DONE\|transferring\)'
docker image inspect other --format '{{.Architecture}}'`,
    },
    {
      name: 'build-crlf',
      what: 'A Dockerfile with the ends of line of Windows',
      script: String.raw`
printf 'FROM alpine\r\nRUN echo one > /a && \\\r\n    echo two >> /a\r\nCMD ["cat", "/a"]\r\n' > Dockerfile
docker build -q -t crlf . > /dev/null
docker run --rm crlf | od -c`,
    },
    {
      name: 'build-stdin',
      what: 'A Dockerfile from the standard input, without and with a context',
      script: String.raw`
printf 'FROM alpine\nRUN echo alone > /a\n' | docker build -q -t alone - > /dev/null
docker run --rm alone cat /a
echo there > b
printf 'FROM alpine\nCOPY b /b\n' | docker build -q -t with -f - . > /dev/null
docker run --rm with cat /b`,
    },
    {
      name: 'build-context-tar',
      what: 'A context as a tar, and something that is none',
      script: String.raw`
printf 'FROM alpine\nCOPY b /b\n' > Dockerfile
echo there > b
tar -cf - . | docker build -q -t tar - > /dev/null
docker run --rm tar cat /b
head -c 3000 /dev/zero | tr '\0' 'x' | docker build -`,
    },
    {
      name: 'build-file-option',
      what: '`--file` and a file that is not there',
      script: String.raw`
mkdir docker; printf 'FROM alpine\nCOPY b /b\n' > docker/web.Dockerfile
echo there > b
docker build -q -t named -f docker/web.Dockerfile . > /dev/null
docker run --rm named cat /b
docker build .`,
    },
    {
      name: 'build-copy-missing',
      what: '`COPY` of a file that is not in the context',
      script: String.raw`
printf 'FROM alpine\nCOPY nothing /\n' > Dockerfile
docker build .`,
    },
    {
      name: 'build-unknown-instruction',
      what: 'An instruction that does not exist, and an empty Dockerfile',
      script: String.raw`
printf 'FROM alpine\nRUNN true\n' > Dockerfile
docker build .
: > Dockerfile
docker build .`,
    },
    {
      name: 'build-unknown-base',
      what: 'An image in `FROM` that does not exist',
      varies: [/\(did you mean [^)]*\)/],
      script: String.raw`
printf 'FROM nobody/nothing:1\n' > Dockerfile
docker build . 2>&1 | grep ERROR | tail -n 1`,
    },
    {
      name: 'build-metadata',
      what: '`LABEL`, `ENV`, `EXPOSE`, `VOLUME`, `USER`, `WORKDIR`, `STOPSIGNAL` and what the image keeps of them',
      script: String.raw`
cat > Dockerfile << 'EOF'
FROM alpine
LABEL a=1 b="two words"
ENV GREETING=hello
EXPOSE 80 443/udp
VOLUME /data
WORKDIR /src
STOPSIGNAL SIGQUIT
USER 1000:1000
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["id -u; pwd; echo $GREETING"]
EOF
docker build -q -t meta . > /dev/null
docker image inspect meta --format '{{json .Config}}' | jq -S 'del(.Image)'
docker run --rm meta`,
    },
    {
      name: 'build-onbuild',
      what: '`ONBUILD`, `SHELL`, and `HEALTHCHECK`',
      script: String.raw`
printf 'FROM alpine\nONBUILD RUN echo later > /later\nHEALTHCHECK --interval=5s CMD true\n' > Dockerfile
docker build -q -t base . > /dev/null
printf 'FROM base\nSHELL ["/bin/ash", "-c"]\nRUN echo "$0" > /shell\n' > Dockerfile
docker build -q -t child . > /dev/null
docker run --rm child cat /later /shell
docker image inspect base --format '{{json .Config.OnBuild}} {{json .Config.Healthcheck}}'`,
    },
    {
      name: 'build-add',
      what: '`ADD` of a tar, and `COPY --chmod --chown`',
      script: String.raw`
mkdir f; echo inside > f/x; tar -czf f.tgz f; echo run > tool
printf 'FROM alpine\nADD f.tgz /there/\nCOPY --chmod=750 --chown=3:4 tool /tool\n' > Dockerfile
docker build -q -t added . > /dev/null
docker run --rm added sh -c 'cat /there/f/x; stat -c "%a %u %g" /tool'`,
    },
    {
      name: 'build-network-none',
      what: '`RUN --network=none`',
      script: String.raw`
printf 'FROM alpine\nRUN --network=none ip -o link | cut -d: -f2 | sort > /links\n' > Dockerfile
docker build -q -t alone . > /dev/null
docker run --rm alone cat /links`,
    },
    {
      name: 'build-checks',
      what: 'What a build checks: `docker build --check`',
      script: String.raw`
printf 'from alpine\nENV A 1\nCMD echo hi\n' > Dockerfile
docker build --check .`,
    },
    {
      name: 'build-tags-and-history',
      what: 'Two tags at once, and the history of the image',
      script: String.raw`
printf 'FROM alpine\nRUN echo one > /one\nENV A=1\nCMD ["cat", "/one"]\n' > Dockerfile
docker build -q -t my/one -t my/two:2 . > /dev/null
docker images my/one; docker images my/two
docker history my/one`,
    },
    {
      name: 'build-legacy',
      what: 'The builder of old: `DOCKER_BUILDKIT=0`',
      script: String.raw`
printf 'FROM alpine\nRUN echo one > /one\nCMD ["cat", "/one"]\n' > Dockerfile
DOCKER_BUILDKIT=0 docker build -t old .
docker run --rm old`,
    },
    {
      name: 'buildx-list',
      what: 'Builders: `docker buildx ls` and `inspect`',
      script: String.raw`
docker buildx ls --format '{{.Name}} {{.DriverEndpoint}} {{.Status}}'
docker buildx inspect | grep -E '^(Name|Driver|Endpoint|Status)'`,
    },
    {
      name: 'buildx-disk-use',
      what: 'What the builds keep: `docker buildx du` and `prune`',
      script: String.raw`
printf 'FROM alpine\nRUN echo one > /one\n' > Dockerfile
docker build -q . > /dev/null
docker buildx du | grep -c true
docker buildx prune -f | tail -n 1 | grep -o '^Total'`,
    },
    {
      name: 'build-web-app',
      what: 'The app of the course, from its folder',
      images: ['node:22-alpine'],
      script: String.raw`
cd ~/web-app
docker build -q -t web-app . > /dev/null
docker run -d --name web -p 8080:8080 web-app > /dev/null
wait_until curl -s localhost:8080
curl -s localhost:8080 | grep -o '<title>.*</title>'`,
    },
    {
      name: 'build-bad-tag',
      what: 'A name for an image that is none',
      quick: true,
      script: String.raw`
printf 'FROM alpine\n' > Dockerfile
docker build -t Upper/Case .
docker build -t a:b:c .`,
    },
    {
      name: 'build-large-context',
      what: 'A build context of 2 GB',
      long: true,
      differs: 'disk',
      script: String.raw`
truncate -s 2G large
printf 'FROM alpine\nCOPY large /large\n' > Dockerfile
docker build . 2>&1 | tail -n 1
docker run --rm alpine echo alive`,
    },
  ],
}
