import pg from 'pg';

export type Databases = {
  /** An empty one, or a copy of another. */
  create(name: string, template?: string): Promise<string>;
  drop(name: string): Promise<void>;
};

/** Databases beside the given one, by name. */
export function databasesBeside(url: string): Databases {
  const named = (name: string) => {
    const other = new URL(url);
    other.pathname = `/${name}`;
    return other.href;
  };
  return {
    async create(name, template = 'template0') {
      await onServer(
        named('postgres'),
        `drop database if exists ${name} with (force)`,
        `create database ${name} template ${template}`,
      );
      return named(name);
    },
    drop: (name) => onServer(named('postgres'), `drop database if exists ${name} with (force)`),
  };
}

/** Statements one after the other on a connection of its own. */
export async function onServer(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
