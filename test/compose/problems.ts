import { variables } from '../../stack/variables.ts';
import type { ComposeFile, Service } from './compose-file.ts';

/** Whether a path relative to the project's root exists. */
type Exists = (path: string) => boolean;

/** What `docker compose up` would only show in a container that doesn't start, or starts with a setting that nobody reads. */
export function composeProblems({ services, volumes, networks }: ComposeFile, exists: Exists): string[] {
  const waitedFor = new Set(
    Object.values(services).flatMap(({ depends_on }) =>
      Object.entries(depends_on)
        .filter(([, { condition }]) => condition === 'service_completed_successfully')
        .map(([name]) => name),
    ),
  );
  return Object.entries(services).flatMap(([name, service]) =>
    [
      ...(service.build === undefined ? imageProblems(service) : ownProblems(service, exists)),
      ...volumeProblems(service, volumes, exists),
      ...Object.keys(service.depends_on)
        .filter((other) => !(other in services))
        .map((other) => `depends on ${other}, which is no service`),
      ...guardProblems(service, networks),
      ...(service.healthcheck === undefined && !waitedFor.has(name) ? ['has no health check'] : []),
    ].map((problem) => `${name}: ${problem}`),
  );
}

/** Temporal's images write their configuration into themselves at the start. */
const writesIntoItself = /^temporalio\//;

/** What a program that was taken over could do beyond its own work. */
function guardProblems(service: Service, networks: ComposeFile['networks']): string[] {
  const published = service.ports.length > 0;
  return [
    ...(service.cap_drop.includes('ALL') ? [] : ['keeps rights of root']),
    ...(service.security_opt.includes('no-new-privileges:true') ? [] : ['may gain rights']),
    ...(service.read_only || writesIntoItself.test(service.image) ? [] : ['can write to its file system']),
    ...(service.mem_limit === undefined || service.pids_limit === undefined
      ? ['has no limit of memory or processes']
      : []),
    ...(service.logging?.options['max-size'] === undefined ? ['has a log without a limit'] : []),
    ...(service.networks.length === 0 ? ['is in the network of everything'] : []),
    ...service.networks.filter((name) => !(name in networks)).map((name) => `the network ${name} is not declared`),
    ...(published && service.networks.every((name) => networks[name]?.internal) ? ['is published on no network'] : []),
  ];
}

function imageProblems({ image }: Service): string[] {
  return /:\d+[\w.-]*$/.test(image) ? [] : [`the image ${image} has no fixed version`];
}

/** Our own services: variables that the product reads, files that are in the image. */
function ownProblems(service: Service, exists: Exists): string[] {
  const unknown = Object.keys(service.environment).filter((variable) => !(variable in variables));
  const files = [...service.command, ...(service.healthcheck?.test ?? [])].filter((word) =>
    /^[\w./-]+\.\w+$/.test(word),
  );
  return [
    ...unknown.map((variable) => `nothing reads the variable ${variable}`),
    ...files.filter((path) => !exists(path)).map((path) => `runs ${path}, which does not exist`),
    ...(files.length === 0 ? ['runs no file of the project'] : []),
  ];
}

function volumeProblems(service: Service, volumes: ComposeFile['volumes'], exists: Exists): string[] {
  return service.volumes.flatMap((volume) => {
    const [source = '', target = ''] = volume.split(':');
    if (!target.startsWith('/')) return [`the volume ${volume} has no folder in the container`];
    if (/^[./]/.test(source)) return exists(source) ? [] : [`mounts ${source}, which does not exist`];
    return source in volumes ? [] : [`the volume ${source} is not declared`];
  });
}

/** Sources of COPY that are not there, or that .dockerignore keeps out. */
export function dockerfileProblems(dockerfile: string, exists: Exists): string[] {
  return dockerfile
    .split('\n')
    .filter((line) => line.startsWith('COPY ') && !line.startsWith('COPY --from='))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))
    .filter((word) => !word.startsWith('--'))
    .filter((path) => !exists(path))
    .map((path) => `COPY ${path}: it does not exist`);
}
