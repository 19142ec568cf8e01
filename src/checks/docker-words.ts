/** The commands of `docker` that come in groups: `docker image ls`. */
const GROUPS = new Set(
  'image container volume network system swarm service node stack secret config context manifest buildx builder plugin trust compose'.split(
    ' ',
  ),
);

/** Second names inside a group. */
const IN_GROUP: Readonly<Record<string, string>> = { list: 'ls', remove: 'rm', 'container ps': 'ls' };

/** Short forms without a group, and the group they stand for. */
const SHORT: Readonly<Record<string, string>> = {
  images: 'image ls',
  rmi: 'image rm',
  ps: 'container ls',
  info: 'system info',
  events: 'system events',
  ...inGroup(
    'container',
    'run create start stop restart kill rm logs exec attach wait port top stats rename update diff commit export cp pause unpause',
  ),
  ...inGroup('image', 'tag push pull build history save load import'),
};

/** Words after `docker` that are commands by themselves. */
const ALONE = ['login', 'logout', 'version', 'search', 'inspect', 'help'];

/** Every first word that `docker` knows: for telling a typing error. */
export const FIRST_WORDS: readonly string[] = [...GROUPS, ...Object.keys(SHORT), ...ALONE];

/**
 * Flags by command, as `short|long`; a `=` at the end: a value follows. Only what labs meet; any other flag is taken
 * for one without a value.
 */
const FLAGS: Readonly<Record<string, string>> = {
  '': 'H|host= c|context= config= D|debug l|log-level= tls tlscacert= tlscert= tlskey= tlsverify v|version',
  'image ls': 'a|all f|filter= q|quiet format= no-trunc digests',
  'image rm': 'f|force no-prune',
  'image push': 'a|all-tags q|quiet disable-content-trust platform=',
  'image pull': 'a|all-tags q|quiet disable-content-trust platform=',
  'image build': 't|tag= f|file= q|quiet build-arg= label= platform= no-cache pull target= network=',
  'image save': 'o|output=',
  'image load': 'i|input= q|quiet',
  'image import': 'c|change= m|message=',
  'image history': 'q|quiet format= no-trunc H|human',
  'container ls': 'a|all f|filter= q|quiet n|last= l|latest s|size format= no-trunc',
  'container run':
    'd|detach i|interactive t|tty p|publish= P|publish-all v|volume= e|env= env-file= name= rm restart= mount= network= net= u|user= w|workdir= h|hostname= l|label= entrypoint= platform= pull= add-host= m|memory= read-only tmpfs= log-driver=',
  'container rm': 'f|force v|volumes l|link',
  'container logs': 'f|follow t|timestamps n|tail= since= until= details',
  'container exec': 'd|detach i|interactive t|tty e|env= u|user= w|workdir= privileged',
  'container stop': 't|time= s|signal=',
  'container restart': 't|time= s|signal=',
  'container kill': 's|signal=',
  inspect: 'f|format= s|size type=',
  'image inspect': 'f|format=',
  'container inspect': 'f|format= s|size',
  login: 'u|username= p|password= password-stdin',
  search: 'f|filter= limit= format= no-trunc',
  'volume rm': 'f|force',
  'volume prune': 'a|all f|force filter=',
  'service create':
    'name= replicas= p|publish= e|env= mount= constraint= network= l|label= mode= with-registry-auth update-delay= update-parallelism= d|detach q|quiet no-resolve-image t|tty limit-cpu= limit-memory= hostname= stop-grace-period=',
  'service update':
    'image= replicas= publish-add= publish-rm= constraint-add= constraint-rm= env-add= env-rm= mount-add= mount-rm= label-add= label-rm= args= update-delay= update-parallelism= force rollback with-registry-auth d|detach q|quiet no-resolve-image',
  'service scale': 'd|detach',
  'service rollback': 'd|detach q|quiet',
  'service logs': 'f|follow n|tail= t|timestamps since= raw no-trunc no-resolve no-task-ids',
  'service inspect': 'f|format= pretty',
  'node ls': 'f|filter= q|quiet format=',
  'node ps': 'f|filter= q|quiet no-trunc format=',
  'node update': 'availability= role= label-add= label-rm=',
  'node inspect': 'f|format= pretty',
  'service ls': 'f|filter= q|quiet format=',
  'service ps': 'f|filter= q|quiet no-trunc format=',
  'swarm init': 'advertise-addr= listen-addr= force-new-cluster',
  'swarm join': 'token= advertise-addr=',
  'swarm leave': 'f|force',
};

/** The flags of a command; `container create` has those of `run`. */
export function dockerFlags(command: string): string {
  return FLAGS[command === 'container create' ? 'container run' : command] ?? '';
}

/** `['images']` and `['image', 'list']` are both `image ls`; `used`: how many words that took. */
export function dockerCommand(words: readonly string[]): { command: string; used: number } {
  const [first, second] = words;
  if (first === undefined) return { command: '', used: 0 };
  if (!GROUPS.has(first)) return { command: SHORT[first] ?? first, used: 1 };
  if (second === undefined) return { command: first, used: 1 };
  return { command: `${first} ${IN_GROUP[`${first} ${second}`] ?? IN_GROUP[second] ?? second}`, used: 2 };
}

function inGroup(group: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, `${group} ${name}`]));
}
