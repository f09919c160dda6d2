import { onDatabase } from './crm-subjects.ts';

/** A look each minute, and none of the ends that come with time: later tests find it under way whenever they run. */
export async function hurryExperiments(url: string): Promise<void> {
  const changes = { lookEveryDays: 1 / (24 * 60), minimumDays: 36_500, phaseDays: 36_500, maximumDays: 36_500 };
  await onDatabase(url, (client) =>
    client.query(`
create function fixture_hurries() returns trigger language plpgsql as $$ begin
  new.config := new.config || '${JSON.stringify(changes)}';
  return new;
end $$;
create trigger fixture_hurries before insert on experiments for each row execute function fixture_hurries();`),
  );
}

export async function forgetHurry(url: string): Promise<void> {
  await onDatabase(url, (client) =>
    client.query('drop trigger fixture_hurries on experiments; drop function fixture_hurries'),
  );
}
