import { after } from 'node:test';
import { type Database, type DatabaseOptions, openDatabase } from '../../store/database/database.ts';
import { testDatabase } from '../infrastructure.ts';

/** A migrated database for one test file, closed and deleted after its tests. */
export async function openTestDatabase(options?: DatabaseOptions): Promise<Database & { readonly url: string }> {
  const { url, close } = await testDatabase();
  const database = await openDatabase(url, options);
  after(async () => {
    await database.close();
    await close();
  });
  return { ...database, url };
}
