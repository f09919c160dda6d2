import type { OperationName } from './operations.ts';
import type { Role } from './roles.ts';

/**
 * Who acts, as the product knows it, never as somebody says. token: a program, by a token of the database. configuration: a program, by
 * the token of the configuration. session: a person who signed in. cli: an OS user who reaches the database.
 */
export const actorKinds = ['token', 'configuration', 'session', 'cli'] as const;
export type ActorKind = (typeof actorKinds)[number];

export type Actor = {
  readonly kind: ActorKind;
  /** Of the token or session; null: there is none. */
  readonly id: string | null;
  /** The token's or the person's. */
  readonly name: string;
  readonly role: Role;
};

/** How an actor is named beside what they did; a person has no other way to a name that ends so. */
export function wordActor({ kind, name }: Pick<Actor, 'kind' | 'name'>): string {
  return kind === 'token' ? `${name} (token)` : name;
}

/** Something that somebody did, as the audit log keeps it. */
export type Act = {
  readonly actor: Actor;
  readonly operation: OperationName;
  /** What it was done to: an id or a name; null: the operation says it all. */
  readonly target: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
};
