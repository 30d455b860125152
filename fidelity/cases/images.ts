import type { Subject } from '../case.ts'

export const IMAGES: Subject = {
  title: 'Images, and Docker Hub',
  cases: [
    {
      name: 'pull',
      what: '`pull` of an image that is there, and of one that is not',
      script: String.raw`
docker pull alpine
docker pull -q busybox
docker pull nobody/nothing:1
docker pull alpine:nothing`,
    },
    {
      name: 'pull-layers',
      what: 'What `pull` says of each layer',
      differs: 'layers-there',
      script: String.raw`docker pull redis`,
    },
    {
      name: 'pull-digest',
      what: '`pull` by digest, and what the image is called then',
      script: String.raw`
digest=$(docker image inspect alpine --format '{{index .RepoDigests 0}}')
docker rmi alpine > /dev/null
docker pull "$digest"
docker images --digests --format '{{.Repository}} {{.Tag}} {{.Digest}}' alpine
docker run --rm "$digest" echo hi
docker pull alpine@sha256:0000000000000000000000000000000000000000000000000000000000000000`,
    },
    {
      name: 'pull-all-tags',
      what: '`pull -a`',
      script: String.raw`docker pull -a -q busybox > /dev/null; docker images busybox --format '{{.Repository}}' | sort -u`,
    },
    {
      name: 'images-list',
      what: '`docker images` with formats and filters',
      quick: true,
      script: String.raw`
docker tag alpine my/alpine:1
docker images --format '{{.Repository}}:{{.Tag}}' | sort
docker images -q | wc -l
docker images --filter reference='my/*'
docker images --filter dangling=true
docker images --filter wrong=1
docker images --format json my/alpine | jq -r .Tag`,
    },
    {
      name: 'images-table',
      what: 'The table of `docker images`, sizes too',
      script: String.raw`docker images`,
    },
    {
      name: 'tag',
      what: '`tag`, and names that are none',
      script: String.raw`
docker tag alpine my/own:tag; docker image inspect my/own:tag --format '{{json .RepoTags}}'
docker tag nothing my/other
docker tag alpine 'Not Valid'
docker tag alpine localhost:5000/a:b && docker images localhost:5000/a --format '{{.Repository}} {{.Tag}}'`,
    },
    {
      name: 'rmi',
      what: '`rmi` of a tag, of what is in use, and of what is not there',
      script: String.raw`
docker tag alpine my/own
docker rmi my/own
docker run -d --name box alpine sleep 600 > /dev/null
docker rmi alpine
docker rmi nothing`,
    },
    {
      name: 'history',
      what: '`docker history` with a format',
      script: String.raw`
docker history alpine --format '{{.CreatedBy}} {{.Comment}}'
docker history nothing`,
    },
    {
      name: 'image-inspect',
      what: '`image inspect`: what an image says of itself',
      script: String.raw`docker image inspect alpine --format '{{.Os}}/{{.Architecture}} {{json .Config.Cmd}} {{json .Config.Env}} {{len .RootFS.Layers}} {{.RepoTags}}'`,
    },
    {
      name: 'manifest-inspect',
      what: '`manifest inspect`, and `buildx imagetools inspect`',
      script: String.raw`
docker manifest inspect alpine | jq -c 'keys'
docker manifest inspect nobody/nothing
docker buildx imagetools inspect alpine --format '{{.Name}}'`,
    },
    {
      name: 'search',
      what: '`docker search` with a limit, a filter and a format',
      script: String.raw`
docker search --limit 3 --format '{{.Name}} {{.StarCount}} {{.IsOfficial}}' alpine
docker search --filter is-official=true --format '{{.Name}}' redis
docker search --no-trunc nothing-of-that-name
docker search --filter wrong=1 alpine`,
    },
    {
      name: 'login-logout',
      what: '`login` with an account, and `logout`',
      quick: true,
      script: String.raw`
echo secret | docker login -u ada --password-stdin
docker logout
docker logout`,
    },
    {
      name: 'login-names',
      what: '`login` with names of each kind',
      script: String.raw`
for name in me Ada ada_l ada@example.org; do echo secret | docker login -u "$name" --password-stdin 2> /dev/null; done
docker login -u ada < /dev/null
docker login --password-stdin < /dev/null`,
    },
    {
      name: 'login-markup',
      what: '`login` with markup in the name',
      script: String.raw`echo secret | docker login -u '<b>"&' --password-stdin`,
    },
    {
      name: 'push-pull',
      what: '`push`, and `pull` of what was pushed',
      script: String.raw`
printf 'FROM alpine\nRUN echo pushed > /pushed\n' | docker build -q -t ada/pushed:1 - > /dev/null
echo secret | docker login -u ada --password-stdin > /dev/null 2>&1
docker push -q ada/pushed:1
docker rmi ada/pushed:1 > /dev/null
docker pull -q ada/pushed:1
docker run --rm ada/pushed:1 cat /pushed`,
    },
    {
      name: 'push-refused',
      what: '`push` without an account, to another, and of what is not there',
      script: String.raw`
docker tag alpine ada/own:1
docker push ada/own:1
echo secret | docker login -u ada --password-stdin > /dev/null 2>&1
docker tag alpine nigelpoulton/own:1
docker push -q nigelpoulton/own:1
docker push ada/nothing`,
    },
    {
      name: 'registry-with-port',
      what: 'A registry by name and port, that is not there',
      script: String.raw`
docker pull localhost:5000/a
docker pull localhost:notaport/a`,
    },
    {
      name: 'own-registry-names',
      what: 'References in full, as `docker.io/library/alpine:latest`',
      script: String.raw`
docker pull -q docker.io/library/alpine:latest
docker pull -q index.docker.io/library/alpine
docker run --rm docker.io/alpine echo hi`,
    },
  ],
}
