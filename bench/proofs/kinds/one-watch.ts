import { createAlarms } from './alarms.ts';
import { tellBroken } from './broken-feeds.ts';
import type { OurWatch } from './our-watch.ts';
import { differences } from './same-figures.ts';
import { measureDay } from './watch-world.ts';
import { readWorldFile, watched } from './world-file.ts';

/** A process of its own for each part of the worlds. Arguments: files of worlds. Sends what the product's watch finds in each. */
const windowDays = 14;
const dayLength = 86_400_000;
const found: OurWatch[] = [];
for (const file of process.argv.slice(2)) {
  const began = performance.now();
  const world = readWorldFile(file);
  const alarms = createAlarms(world.version, windowDays);
  let unlike = 0;
  for (let day = 1; day <= watched.days; day++) {
    const at = new Date(world.start.getTime() + day * dayLength);
    alarms.event(day, at, 'feed_changed', tellBroken(world, at).length > 0);
    const measurements = await measureDay(world, day, windowDays);
    if (day === world.checked.day) unlike = differences(world.checked.measurements, measurements);
    alarms.monitored(day, at, measurements);
  }
  const { kind, seed } = world;
  found.push({ kind, seed, alarms: alarms.fired, unlike, seconds: (performance.now() - began) / 1000 });
}
process.send?.(found);
