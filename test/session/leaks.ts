/** Lines that people type with a secret in them. Assembled from parts, so that no scanner takes them for real ones. */
const join = (...parts: string[]): string => parts.join('');
const github = join('gh', 'p_', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8');
const hub = join('dckr', '_pat_', 'aBcDeFgHiJkLmNoPqRsTuVwXyZ0');
const aws = join('AK', 'IA', 'IOSFODNN7EXAMPLE');
const awsSecret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const jwt = join(
  'eyJ',
  'hbGciOiJIUzI1NiJ9',
  '.eyJzdWIiOiIxMjM0NTY3ODkwIn0',
  '.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P',
);
const pem = join(
  '-----BEGIN ',
  'PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END ',
  'PRIVATE KEY-----',
);
const pemBody = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';

const leak = (line: string, ...secrets: string[]) => ({ line, secrets });

export const leaks = [
  leak('docker login -u me -p hunter2-a localhost:5000', 'hunter2-a'),
  leak('docker login -u me -phunter2-b localhost:5000', 'hunter2-b'),
  leak('docker login -p hunter2-c -u me', 'hunter2-c'),
  leak('docker login --username me --password hunter2-d', 'hunter2-d'),
  leak('docker login --username me --password=hunter2-e', 'hunter2-e'),
  leak('docker login --username me --password="two words-f"', 'two words-f'),
  leak("docker login --username me --password 'quo ted-g'", 'quo ted-g'),
  leak('podman login -u me -p hunter2-h quay.io', 'hunter2-h'),
  leak('sudo docker --debug login -u=me -p=hunter2-i', 'hunter2-i'),
  leak('helm registry login -u me --password hunter2-j localhost:5000', 'hunter2-j'),
  leak('echo hunter2-k | docker login -u me --password-stdin', 'hunter2-k'),
  leak('echo -n "hunter2 l" | docker login -u me --password-stdin', 'hunter2 l'),
  leak("printf '%s' hunter2-m | docker login --password-stdin -u me", 'hunter2-m'),
  leak('docker login -u me --password-stdin <<< hunter2-n', 'hunter2-n'),
  leak('docker login -u me --password-stdin <<EOF\nhunter2-o\nEOF', 'hunter2-o'),
  leak('curl -u me:hunter2-p localhost:5000/v2/', 'hunter2-p'),
  leak('curl -sume:hunter2-q localhost:5000/v2/', 'hunter2-q'),
  leak('curl -s --user "me:hunter2-r" localhost:5000/v2/', 'hunter2-r'),
  leak('curl --user=me:hunter2-s localhost:5000/v2/', 'hunter2-s'),
  leak('curl -H "Authorization: Bearer abcdef0123456789-t" localhost:5000/v2/', 'abcdef0123456789-t'),
  leak("curl -H 'Authorization: Basic bWU6aHVudGVyMi11' localhost:5000/v2/", 'bWU6aHVudGVyMi11'),
  leak(
    "curl -H 'X-Registry-Auth: eyJ1c2VybmFtZSI6Im1lIn0=' localhost/images/create",
    'eyJ1c2VybmFtZSI6Im1lIn0=',
  ),
  leak('curl https://me:hunter2-v@registry.example.org/v2/', 'hunter2-v'),
  leak('git clone https://oauth2:hunter2-w@gitlab.example.org/a/b', 'hunter2-w'),
  leak('curl "localhost/token?service=x&access_token=hunter2-x"', 'hunter2-x'),
  leak('DB_PASSWORD=hunter2-y', 'hunter2-y'),
  leak('export REGISTRY_TOKEN="hunter2 z"', 'hunter2 z'),
  leak('MY_SECRET=hunter2-aa ./run', 'hunter2-aa'),
  leak('docker run -e POSTGRES_PASSWORD=hunter2-ab postgres', 'hunter2-ab'),
  leak('docker run --env "API_KEY=hunter2-ac" app', 'hunter2-ac'),
  leak('docker build --build-arg NPM_TOKEN=hunter2-ad .', 'hunter2-ad'),
  leak('docker run -e REGISTRY_HTTP_SECRET=hunter2-ae registry:2', 'hunter2-ae'),
  leak('htpasswd -Bbn me hunter2-af > auth/htpasswd', 'hunter2-af'),
  leak('docker run --rm --entrypoint htpasswd httpd:2 -Bbn me hunter2-ag > auth/htpasswd', 'hunter2-ag'),
  leak('htpasswd -cb auth/htpasswd me hunter2-ah', 'hunter2-ah'),
  leak('skopeo copy --dest-creds me:hunter2-ai docker-archive:a.tar docker://localhost:5000/a', 'hunter2-ai'),
  leak('skopeo inspect --creds=me:hunter2-aj docker://localhost:5000/a', 'hunter2-aj'),
  leak('oras login -u me --password hunter2-ak localhost:5000', 'hunter2-ak'),
  leak('az acr login --name lab --username me --password hunter2-al', 'hunter2-al'),
  leak('az login --service-principal -u app -p hunter2-am --tenant t', 'hunter2-am'),
  leak(`gh auth login --with-token <<< ${github}`, github),
  leak(`echo ${github}`, github),
  leak(`echo ${hub} > file`, hub),
  leak(`aws configure set aws_access_key_id ${aws}`, aws),
  leak(`AWS_SECRET_ACCESS_KEY=${awsSecret} aws ecr get-login-password`, awsSecret),
  leak(`curl -H "x: ${jwt}" localhost`, jwt),
  leak(
    `echo '{"auths":{"localhost:5000":{"auth":"bWU6aHVudGVyMi1hbg=="}}}' > config.json`,
    'bWU6aHVudGVyMi1hbg==',
  ),
  leak(`echo '{"username":"me","password":"hunter2-ao"}' | curl -d @- localhost`, 'hunter2-ao'),
  leak(`cat > key.pem <<END\n${pem}\nEND`, pemBody),
  leak(
    'kubectl create secret docker-registry x --docker-username=me --docker-password=hunter2-ap',
    'hunter2-ap',
  ),
  leak('sshpass -p hunter2-aq ssh host', 'hunter2-aq'),
  leak('declare -x GITHUB_TOKEN=hunter2-ar', 'hunter2-ar'),
  leak('TOKENS=(hunter2-as hunter2-at)', 'hunter2-as', 'hunter2-at'),
  leak('login() { docker login -u me -p hunter2-au; }', 'hunter2-au'),
  leak('set -x; PASS=hunter2-av; echo $PASS', 'hunter2-av'),
];
