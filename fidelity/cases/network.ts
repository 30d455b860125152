import type { Subject } from '../case.ts'

const WEB = String.raw`busybox sh -c 'echo there > /index.html; httpd -f -h / -p 80'`

export const NETWORK: Subject = {
  title: 'Networks and ports',
  cases: [
    {
      name: 'network-list',
      what: 'The networks of a new engine, and what `bridge` is',
      quick: true,
      script: String.raw`
docker network ls --format '{{.Name}} {{.Driver}} {{.Scope}}' | sort
docker network inspect bridge --format '{{json .IPAM.Config}} {{json .Options}}'`,
    },
    {
      name: 'network-address',
      what: 'The address and the gateway of a container',
      script: String.raw`
docker run --rm alpine sh -c 'ip -o -4 addr show eth0 | tr -s " " | cut -d " " -f 4; ip route'
docker run -d --name box alpine sleep 600 > /dev/null
docker inspect box --format '{{.NetworkSettings.Networks.bridge.IPAddress}} {{.NetworkSettings.Networks.bridge.Gateway}}'`,
    },
    {
      name: 'network-names',
      what: 'Containers that find each other by name in a network, and not in `bridge`',
      script: String.raw`
docker network create net > /dev/null
docker run -d --name web --network net --network-alias other ${WEB} > /dev/null
wait_until docker run --rm --network net busybox wget -qO- web
docker run --rm --network net busybox wget -qO- http://web
docker run --rm --network net busybox wget -qO- http://other
docker run -d --name lone busybox sleep 600 > /dev/null
docker run --rm busybox wget -qO- -T 5 http://lone`,
    },
    {
      name: 'network-no-such-name',
      what: 'A name that nobody has, in a network',
      script: String.raw`
docker network create net > /dev/null
docker run --rm --network net busybox nslookup nobody 2>&1 | tail -n 3
docker run --rm --network net busybox ping -c 1 nobody`,
    },
    {
      name: 'network-subnet',
      what: 'A network with a subnet, a gateway and an address of choice',
      script: String.raw`
docker network create --subnet 10.77.0.0/24 --gateway 10.77.0.9 net > /dev/null
docker run --rm --network net --ip 10.77.0.50 alpine sh -c 'ip -o -4 addr show eth0 | tr -s " " | cut -d " " -f 4; ip route | head -n 1'
docker network inspect net --format '{{json .IPAM.Config}}'
docker network create --subnet 10.77.0.0/25 overlap
docker network create --subnet 10.300.0.0/24 wrong`,
    },
    {
      name: 'network-pools',
      what: 'The addresses of the first networks that are made',
      script: String.raw`
for name in a b c; do docker network create $name > /dev/null; done
docker network inspect a b c --format '{{.Name}} {{(index .IPAM.Config 0).Subnet}} {{(index .IPAM.Config 0).Gateway}}'`,
    },
    {
      name: 'network-connect',
      what: '`network connect` and `disconnect` while a container runs',
      script: String.raw`
docker network create net > /dev/null
docker run -d --name box alpine sleep 600 > /dev/null
docker network connect --alias second net box
docker exec box ip -o link | grep -c eth
docker network disconnect bridge box
docker exec box ip -o link | grep -c eth
docker network rm net
docker network disconnect net nobody`,
    },
    {
      name: 'network-internal',
      what: 'A network with `--internal` has no way out',
      script: String.raw`
docker network create --internal net > /dev/null
docker run --rm --network net alpine ip route
docker network inspect net --format '{{.Internal}}'`,
    },
    {
      name: 'network-none',
      what: '`--network none`',
      script: String.raw`docker run --rm --network none alpine ip -o link | cut -d: -f 2`,
    },
    {
      name: 'network-host',
      what: '`--network host`: the container has the ports of the machine',
      script: String.raw`
docker run -d --name web --network host busybox sh -c 'echo there > /index.html; httpd -f -h / -p 8123' > /dev/null
wait_until curl -sf localhost:8123
curl -s localhost:8123
docker run --rm --network host -p 80:80 alpine echo hi`,
      differs: 'own-network',
    },
    {
      name: 'network-of-container',
      what: '`--network container:NAME`',
      script: String.raw`
docker run -d --name web ${WEB} > /dev/null
wait_until docker run --rm --network container:web busybox wget -qO- localhost
docker run --rm --network container:web busybox wget -qO- http://localhost
docker run --rm --network container:nobody busybox true`,
    },
    {
      name: 'network-errors',
      what: 'A network that does not exist, a name in use, one that cannot be removed',
      script: String.raw`
docker run --rm --network nothing alpine true
docker network create net > /dev/null
docker network create net
docker network rm bridge
docker network create --driver nothing other`,
    },
    {
      name: 'host-gateway',
      what: '`--add-host host.docker.internal:host-gateway` reaches a published port',
      script: String.raw`
docker run -d --name web -p 8080:80 ${WEB} > /dev/null
wait_until curl -sf localhost:8080
docker run --rm --add-host host.docker.internal:host-gateway busybox grep host.docker.internal /etc/hosts
docker run --rm --add-host host.docker.internal:host-gateway busybox wget -qO- -T 5 http://host.docker.internal:8080`,
    },
    {
      name: 'published-by-gateway',
      what: 'A published port by the address of the gateway',
      script: String.raw`
docker run -d --name web -p 8080:80 ${WEB} > /dev/null
wait_until curl -sf localhost:8080
docker run --rm busybox wget -qO- -T 5 http://172.17.0.1:8080
docker network create net > /dev/null
docker run --rm --network net busybox wget -qO- -T 5 http://172.18.0.1:8080`,
    },
    {
      name: 'gateway-program',
      what: 'A program of the machine, by the address of the gateway',
      differs: 'own-network',
      script: String.raw`
socat TCP-LISTEN:8124,fork,reuseaddr EXEC:'echo there' 2> /dev/null &
wait_until bash -c 'ss -lnt | grep -q :8124'
docker run --rm --add-host h:host-gateway busybox nc -w 5 h 8124
kill %1`,
    },
    {
      name: 'ports-published',
      what: 'Ports in every form, and `docker port`',
      quick: true,
      script: String.raw`
docker run -d --name box -p 8080:80 -p 127.0.0.1:8081:81 -p 8082-8083:82-83 -p 5353:53/udp alpine sleep 600 > /dev/null
docker port box
docker port box 80
docker ps --format '{{.Ports}}'
docker port box 99`,
    },
    {
      name: 'ports-random',
      what: '`-P` and a port that the engine chooses',
      script: String.raw`
docker run -d --name box -P --expose 80 alpine sleep 600 > /dev/null
docker port box
docker run -d --name other -p 81 alpine sleep 600 > /dev/null
docker ps --format '{{.Names}} {{.Ports}}'`,
    },
    {
      name: 'ports-of-one-address',
      what: 'A port of 127.0.0.1 alone',
      script: String.raw`
docker run -d --name web -p 127.0.0.1:8080:80 ${WEB} > /dev/null
wait_until curl -sf 127.0.0.1:8080
curl -s 127.0.0.1:8080`,
    },
    {
      name: 'ports-ipv6',
      what: 'A port of `[::1]`, and one of all addresses by IPv6',
      script: String.raw`
docker run -d --name web -p '[::1]:8085:80' -p 8086:80 ${WEB} > /dev/null
wait_until curl -sf 'http://[::1]:8086'
curl -s 'http://[::1]:8085'
curl -s 'http://[::1]:8086'
docker port web`,
    },
    {
      name: 'ports-taken',
      what: 'A port that another container has',
      script: String.raw`
docker run -d --name one -p 8080:80 alpine sleep 600 > /dev/null
docker run -d --name two -p 8080:80 alpine sleep 600
docker ps -a --format '{{.Names}} {{.State}}'`,
    },
    {
      name: 'ports-taken-by-program',
      what: 'A port that a program of the machine has',
      differs: 'own-network',
      script: String.raw`
socat TCP-LISTEN:8124,fork EXEC:true 2> /dev/null &
wait_until bash -c 'ss -lnt | grep -q :8124'
docker run --rm -p 8124:80 alpine true
kill %1`,
    },
    {
      name: 'ports-wrong',
      what: 'Ports that are none',
      script: String.raw`
docker run --rm -p 99999:80 alpine true
docker run --rm -p a:80 alpine true
docker run --rm -p 8080:80/nothing alpine true
docker run --rm -p 192.0.2.7:8080:80 alpine true`,
    },
    {
      name: 'ports-low',
      what: 'Port 80, inside and outside',
      script: String.raw`
docker run -d --name web -p 80:80 ${WEB} > /dev/null
wait_until curl -sf localhost
curl -s localhost`,
    },
    {
      name: 'ipv6-network',
      what: 'A network with `--ipv6`',
      script: String.raw`
docker network create --ipv6 --subnet fd00:77::/64 net > /dev/null
docker run --rm --network net alpine sh -c 'ip -o -6 addr show eth0 scope global | tr -s " " | cut -d " " -f 4'`,
    },
    {
      name: 'container-hosts-file',
      what: '`/etc/hosts`, `--hostname`, `--add-host`, `--dns`',
      script: String.raw`
docker run --rm --hostname here --add-host there:10.1.2.3 alpine sh -c 'hostname; cat /etc/hosts'
docker run --rm --dns 10.9.9.9 --dns-search example.org alpine cat /etc/resolv.conf`,
    },
    {
      name: 'loopback-of-container',
      what: 'The interfaces of a container, `::1` too',
      script: String.raw`docker run --rm alpine sh -c 'ip -o addr show lo | tr -s " " | cut -d " " -f 3-4; cat /proc/sys/net/ipv6/conf/eth0/disable_ipv6'`,
    },
    {
      name: 'link-of-old',
      what: '`--link`, and a MAC address of choice',
      script: String.raw`
docker run -d --name web ${WEB} > /dev/null
wait_until docker exec web wget -qO- localhost
docker run --rm --link web:w busybox wget -qO- http://w
docker run --rm --mac-address 02:42:ac:11:00:77 alpine cat /sys/class/net/eth0/address`,
    },
  ],
}
