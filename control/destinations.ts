import { type GivenDestination, requireDestination } from '../domain/destinations/destination.ts';
import type { Database } from '../store/database/database.ts';
import type { Page, PageAsked } from '../store/database/read-page.ts';
import { type Delivery, parkedDeliveries, replayParked } from '../store/destinations/deliveries.ts';
import {
  addDestination,
  type DestinationStatus,
  listDestinations,
  pauseDestination,
  readDestination,
  removeDestination,
  resumeDestination,
} from '../store/destinations/destinations.ts';
import { type TriedDestination, tryDestination } from './try-destination.ts';

/** What a person does with destinations, by API or CLI. Workers hear of it through the database. All but `list` throw `not_found`. */
export type DestinationControl = {
  list(): Promise<readonly DestinationStatus[]>;
  /** With the latest events that it did not take. */
  read(name: string): Promise<{ readonly destination: DestinationStatus; readonly parked: readonly Delivery[] }>;
  parked(name: string, page: PageAsked): Promise<Page<Delivery>>;
  /** @throws PerennialError `invalid_input` */
  add(given: GivenDestination): Promise<DestinationStatus>;
  test(name: string): Promise<TriedDestination>;
  pause(name: string, reason: string | null): Promise<DestinationStatus>;
  resume(name: string): Promise<DestinationStatus>;
  /** @returns how many events wait again */
  replay(name: string, event?: string): Promise<number>;
  /** @returns it as it was */
  remove(name: string): Promise<DestinationStatus>;
};

/** Of parked events, with a destination. */
const shownParked = 50;

export function createDestinationControl(database: Database): DestinationControl {
  return {
    list: () => listDestinations(database),
    read: async (name) => ({
      destination: await readDestination(database, name),
      parked: (await parkedDeliveries(database, name, { limit: shownParked, after: null })).rows,
    }),
    parked: (name, page) => parkedDeliveries(database, name, page),
    async add(given) {
      const { name } = await addDestination(database, requireDestination(given));
      return await readDestination(database, name);
    },
    test: (name) => tryDestination(database, name),
    async pause(name, reason) {
      await pauseDestination(database, name, reason);
      return await readDestination(database, name);
    },
    async resume(name) {
      await resumeDestination(database, name);
      return await readDestination(database, name);
    },
    replay: (name, event) => replayParked(database, name, event),
    remove: (name) => removeDestination(database, name),
  };
}
