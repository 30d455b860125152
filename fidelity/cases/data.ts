import type { Subject } from '../case.ts'

export const DATA: Subject = {
  title: 'Volumes and files',
  cases: [
    {
      name: 'volume-named',
      what: 'A volume that outlives its container',
      script: String.raw`
docker volume create data
docker run --rm -v data:/data alpine sh -c 'echo kept > /data/x'
docker run --rm -v data:/data:ro alpine sh -c 'cat /data/x; echo no > /data/x'
docker volume ls
docker volume rm data`,
    },
    {
      name: 'volume-inspect',
      what: '`volume inspect`, labels, and a filter',
      script: String.raw`
docker volume create --label use=test one > /dev/null
docker volume create two > /dev/null
docker volume inspect one
docker volume ls -q --filter label=use=test
docker volume inspect three`,
    },
    {
      name: 'volume-in-use',
      what: 'A volume in use, and one that does not exist',
      script: String.raw`
docker run -d --name box -v data:/data alpine sleep 600 > /dev/null
docker volume rm data
docker volume rm nothing`,
    },
    {
      name: 'volume-first-content',
      what: 'A new volume begins with what the image has there; `nocopy` does not',
      script: String.raw`
printf 'FROM alpine\nRUN mkdir /d && echo from-image > /d/x\n' | docker build -q -t filled - > /dev/null
docker run --rm -v one:/d filled ls /d
docker run --rm -v two:/d:nocopy filled ls /d
docker run --rm --mount type=volume,src=one,dst=/e,readonly alpine cat /e/x`,
    },
    {
      name: 'volume-anonymous',
      what: 'A volume without a name goes with `--rm`, and stays without',
      script: String.raw`
docker run --rm -v /data alpine true
docker volume ls -q | wc -l
docker run --name box -v /data alpine true
docker volume ls -q | wc -l
docker rm -v box
docker volume ls -q | wc -l`,
    },
    {
      name: 'volume-tmpfs-driver',
      what: 'A volume of the driver `local` with options',
      script: String.raw`
docker volume create --opt type=tmpfs --opt device=tmpfs --opt o=size=1m fast
docker run --rm -v fast:/fast alpine sh -c 'mount | grep -o "/fast type tmpfs"; df -k /fast | tail -n 1 | tr -s " " | cut -d " " -f 2'`,
    },
    {
      name: 'volumes-from',
      what: '`--volumes-from` another container',
      script: String.raw`
docker create --name keeper -v data:/data alpine > /dev/null
docker run --rm --volumes-from keeper alpine sh -c 'echo x > /data/x'
docker run --rm --volumes-from keeper:ro alpine cat /data/x`,
    },
    {
      name: 'volume-backup',
      what: 'A backup of a volume by a tar in a folder',
      script: String.raw`
docker run --rm -v data:/data alpine sh -c 'echo x > /data/x'
docker run --rm -v data:/data:ro -v "$PWD:/backup" alpine tar -cf /backup/data.tar -C /data .
tar -tf data.tar`,
    },
    {
      name: 'bind-read-write',
      what: 'A folder in a container, read and write, and read only',
      quick: true,
      script: String.raw`
echo outside > file
docker run --rm -v "$PWD:/here" alpine sh -c 'cat /here/file; echo inside > /here/made'
cat made
docker run --rm -v "$PWD:/here:ro" alpine sh -c 'echo no > /here/file'
docker run --rm --mount "type=bind,src=$PWD/file,dst=/file" alpine cat /file`,
    },
    {
      name: 'bind-owner',
      what: 'Who owns what a container writes in a folder',
      differs: 'rootless-owner',
      script: String.raw`
docker run --rm -v "$PWD:/here" alpine touch /here/made
stat -c '%U' made
docker run --rm -u 1000 -v "$PWD:/here" alpine touch /here/by-user`,
    },
    {
      name: 'bind-missing',
      what: 'A folder that is not there: `-v` makes it, `--mount` does not',
      script: String.raw`
docker run --rm -v "$PWD/new:/new" alpine ls -d /new
ls -d new
docker run --rm --mount "type=bind,src=$PWD/nothing,dst=/x" alpine true`,
    },
    {
      name: 'bind-missing-of-root',
      what: 'A folder that is not there, where only root may make one',
      differs: 'rootless',
      script: String.raw`
docker run --rm -v /nothing/there:/x alpine ls -d /x`,
    },
    {
      name: 'bind-relative',
      what: 'A relative path, and a name that is none',
      script: String.raw`
mkdir sub; echo there > sub/x
docker run --rm -v ./sub:/x alpine cat /x/x
docker run --rm -v 'bad name:/x' alpine true
docker run --rm -v data:relative alpine true`,
    },
    {
      name: 'tmpfs',
      what: '`--tmpfs` with a size, and `--mount type=tmpfs`',
      script: String.raw`
docker run --rm --tmpfs /fast:size=1m alpine sh -c 'mount | grep -o "/fast type tmpfs"; head -c 2m /dev/zero > /fast/x'
docker run --rm --mount type=tmpfs,dst=/fast,tmpfs-mode=700 alpine stat -c %a /fast`,
    },
    {
      name: 'read-only',
      what: '`--read-only` with one place to write',
      script: String.raw`
docker run --rm --read-only alpine sh -c 'echo x > /x'
docker run --rm --read-only --tmpfs /tmp alpine sh -c 'echo x > /tmp/x && cat /tmp/x'`,
    },
    {
      name: 'cp-both-ways',
      what: '`docker cp` into a container, out of it, and as a tar',
      quick: true,
      script: String.raw`
docker create --name box alpine > /dev/null
echo hello > a; mkdir d; echo deep > d/x
docker cp a box:/a
docker cp d box:/d
docker cp box:/d back > /dev/null 2>&1; cat back/x
docker cp box:/a - | tar -tf -
docker cp box:/nothing .
docker cp nothing box:/`,
    },
    {
      name: 'diff-commit',
      what: '`docker diff`, and `commit` with changes',
      script: String.raw`
docker run --name box alpine sh -c 'echo x > /new; rm /etc/motd 2> /dev/null; mkdir /dir; echo y > /dir/y' 
docker diff box | sort
docker commit -m why -a me -c 'CMD ["cat", "/new"]' box made > /dev/null
docker run --rm made
docker image inspect made --format '{{.Comment}} {{.Author}} {{json .Config.Cmd}}'`,
    },
    {
      name: 'save-load',
      what: '`save` to a tar, `load` from it, and from something that is none',
      script: String.raw`
docker tag alpine my/saved:1
docker save -o saved.tar my/saved:1
docker rmi my/saved:1
docker load -i saved.tar
docker load < saved.tar
echo none | docker load
docker load -i nothing.tar
docker save nothing`,
    },
    {
      name: 'export-import',
      what: '`export` a container, `import` it as an image',
      script: String.raw`
docker run --name box alpine sh -c 'echo x > /new'
docker export box > c.tar
docker import -c 'CMD ["cat", "/new"]' -m imported c.tar made > /dev/null
docker run --rm made
docker history made --format '{{.Comment}}'
docker import c.tar Bad:Name`,
    },
  ],
}
