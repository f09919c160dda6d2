/** From the least to the most: each may do what those before it may. */
export const roles = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof roles)[number];

/** What a colleague or a program gets unless whoever lets them in says otherwise. */
export const defaultRole: Role = 'operator';

export const roleWords: Readonly<Record<Role, string>> = {
  viewer: 'sees everything but tokens and the audit log, and asks for predictions',
  operator: 'also trains, cancels, imports, and says what became of people and incidents',
  admin: 'also deploys, decides experiments, rests schedules, lets others in, erases and restores',
};

export function mayAs(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
