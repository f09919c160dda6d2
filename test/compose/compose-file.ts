import { parse } from 'yaml';
import { z } from 'zod';

const text = z.union([z.string(), z.number()]).transform(String);

const serviceSchema = z.looseObject({
  /** Ours have one; the others' images are made elsewhere. */
  build: z.string().optional(),
  image: z.string(),
  entrypoint: z.array(text).default([]),
  command: z.array(text).default([]),
  environment: z.record(z.string(), text).default({}),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  networks: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  read_only: z.boolean().default(false),
  pids_limit: z.number().optional(),
  mem_limit: z.string().optional(),
  logging: z.looseObject({ driver: z.string(), options: z.record(z.string(), z.string()) }).optional(),
  healthcheck: z.looseObject({ test: z.array(text) }).optional(),
});

const composeSchema = z.looseObject({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()).default({}),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().default(false) }).nullable()).default({}),
});

export type Service = z.infer<typeof serviceSchema>;
export type ComposeFile = z.infer<typeof composeSchema>;

/** docker-compose.yml as `docker compose` would run it: merged, and with the variables put in. */
export function readComposeFile(source: string, variables: Readonly<Record<string, string>>): ComposeFile {
  return composeSchema.parse(interpolate(parse(source, { merge: true }), variables));
}

function interpolate(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return substitute(value, variables);
  if (Array.isArray(value)) return value.map((item) => interpolate(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolate(item, variables)]));
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?what to do}` as compose reads them (empty counts as unset), and `$$` for `$`. */
export function substitute(template: string, variables: Readonly<Record<string, string>>): string {
  return template.replace(/\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\}|(.|$))/g, (whole, name, operator, word, other) => {
    if (whole === '$$') return '$';
    if (other !== undefined) throw new Error(`docker compose would not understand ${whole} in: ${template}`);
    const value = variables[name];
    if (value) return value;
    if (operator === '?') throw new Error(`${name}: ${word}`);
    if (operator === '-') return word;
    throw new Error(`${name} is not set and has no default in: ${template}`);
  });
}

/** The parts of a `healthcheck.test` as a command. */
export function healthCommand(service: Service): readonly string[] {
  const [kind, ...words] = service.healthcheck?.test ?? [];
  return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;
}
