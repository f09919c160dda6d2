import pg from 'pg';

/** External ids of the newest, whatever made them. */
export async function newestSubjects(url: string, table: 'leads' | 'contacts', limit: number): Promise<string[]> {
  return await onDatabase(url, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `select external_id as id from ${table} order by ${table}.id desc limit $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  });
}

export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
